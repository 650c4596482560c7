import type { AgentTemplates } from '../agents/agent-templates.ts'
import type { Agents } from '../agents/agents.ts'
import type { DescribeTools } from '../agents/describe-tools.ts'
import type { TryOut } from '../agents/try-out.ts'
import type { CalmChanges } from '../calm-changes.ts'
import type { ContractImplementer } from './implement-contract.ts'

type Parts = {
  agents: Agents
  templates: AgentTemplates
  describeTools: DescribeTools
  tryOut: TryOut
  changes: CalmChanges
}

export function agentHandlers(os: ContractImplementer['agents'], parts: Parts) {
  const { agents, templates, describeTools, tryOut, changes } = parts
  return {
    list: os.list.handler(() => agents.list()),
    uses: os.uses.handler(() => agents.uses()),
    templates: os.templates.handler(() => templates.list()),
    createFromTemplate: os.createFromTemplate.handler(async ({ input }) =>
      agents.create(await templates.document(input.templateId)),
    ),
    get: os.get.handler(({ input }) => agents.get(input.agentId)),
    create: os.create.handler(({ input }) => agents.create(input.document)),
    save: os.save.handler(({ input }) => agents.save(input.agentId, input.revision, input.document)),
    publish: os.publish.handler(({ input }) => agents.publish(input.agentId, input.note)),
    versions: os.versions.handler(({ input }) => agents.versions(input.agentId)),
    version: os.version.handler(({ input }) => agents.version(input.agentId, input.version)),
    restore: os.restore.handler(({ input }) => agents.restore(input.agentId, input.version, input.revision)),
    duplicate: os.duplicate.handler(({ input }) => agents.duplicate(input.agentId)),
    remove: os.remove.handler(({ input }) => agents.remove(input.agentId, input.even)),
    import: os.import.handler(({ input }) => agents.import(input.text)),
    export: os.export.handler(({ input }) => agents.export(input.agentId, input.version)),
    tools: os.tools.handler(({ input }) => describeTools(input)),
    grants: os.grants.handler(({ input }) => agents.grantList(input.agentId)),
    revoke: os.revoke.handler(({ input }) => agents.revoke(input.agentId, input.key)),
    notes: os.notes.handler(({ input }) => agents.notes(input.agentId)),
    keepNote: os.keepNote.handler(({ input }) => agents.keepNote({ ...input, byAgent: false })),
    removeNote: os.removeNote.handler(({ input }) => agents.removeNote(input.agentId, input.noteId)),
    tryOut: os.tryOut.handler(({ input }) => tryOut(input)),
    changes: os.changes.handler(({ signal }) => changes.listen(signal)),
  }
}
