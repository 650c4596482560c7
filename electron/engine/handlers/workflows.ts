import type { Triggers } from '../triggers/triggers.ts'
import type { Workflows } from '../workflows/workflows.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function workflowHandlers(
  os: ContractImplementer['workflows'],
  workflows: Workflows,
  triggers: Pick<Triggers, 'changed' | 'refuseBad'>,
) {
  return {
    list: os.list.handler(() => workflows.list()),
    create: os.create.handler(({ input }) => workflows.create(input.name)),
    get: os.get.handler(({ input }) => workflows.get(input.workflowId)),
    edit: os.edit.handler(({ input }) => workflows.edit(input)),
    publish: os.publish.handler(async ({ input }) => {
      await triggers.refuseBad(input.workflowId)
      const publication = await workflows.publish(input.workflowId, input.note)
      await triggers.changed(input.workflowId)
      return publication
    }),
    duplicate: os.duplicate.handler(({ input }) => workflows.duplicate(input.workflowId)),
    remove: os.remove.handler(async ({ input }) => {
      workflows.setRemoved(input.workflowId, true)
      await triggers.changed(input.workflowId)
    }),
    restore: os.restore.handler(async ({ input }) => {
      workflows.setRemoved(input.workflowId, false)
      await triggers.changed(input.workflowId)
    }),
    import: os.import.handler(({ input }) => workflows.import(input.text)),
    export: os.export.handler(({ input }) => workflows.export(input.workflowId)),
    templates: os.templates.handler(() => workflows.templates()),
    createFromTemplate: os.createFromTemplate.handler(({ input }) => workflows.createFromTemplate(input.templateId)),
  }
}
