import type { Versions } from '../workflows/versions.ts'
import type { Workflows } from '../workflows/workflows.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function versionHandlers(os: ContractImplementer['versions'], versions: Versions, workflows: Workflows) {
  return {
    list: os.list.handler(({ input }) => versions.list(input)),
    get: os.get.handler(({ input }) => versions.get(input.workflowId, input.version)),
    document: os.document.handler(({ input }) => ({ document: versions.documentAt(input.workflowId, input.point) })),
    diff: os.diff.handler(({ input }) => versions.diff(input.workflowId, input.from, input.to)),
    save: os.save.handler(({ input }) => versions.save(input.workflowId, input.note)),
    restore: os.restore.handler(({ input }) => {
      const document = versions.documentAt(input.workflowId, input.point)
      const edits = [{ kind: 'replace-document' as const, document }]
      return workflows.edit({ workflowId: input.workflowId, revision: input.draftRevision, edits })
    }),
    rename: os.rename.handler(({ input }) => versions.rename(input.workflowId, input.version, input.note)),
  }
}
