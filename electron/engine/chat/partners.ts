import type { ChatPartner, ChatPartnerInfo } from '../../../shared/contract/chat.ts'
import { NitiError, toErrorInfo, userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { AgentParts } from '../agents/agent-parts.ts'
import type { Agents } from '../agents/agents.ts'
import { chatDocument } from '../agents/try-out.ts'
import type { Alongside } from '../run/queue.ts'
import type { ChatStore } from '../store/chat.store.ts'

export type Said = { message: string; history: Json[]; files: Json[] }

type Parts = Pick<AgentParts, 'nodeTypes' | 'versions' | 'late'> & { agents: Agents; store: ChatStore }

/** Whom one can talk to, and how each is asked. */
export function createPartners({ nodeTypes, versions, late, agents, store }: Parts) {
  const startsChats = (type: string) => nodeTypes.find(type)?.definition.startsChats === true

  /** The start that a conversation begins at; undefined where the document has none that is switched on. */
  function chatStart(document: Workflow): string | undefined {
    return Object.entries(document.nodes).find(([, node]) => startsChats(node.type) && !node.disabled)?.[0]
  }

  /** What answers: the published version; the draft only where no published one could. */
  function answering(workflowId: string): { version: 'published' | 'draft'; document: Workflow; startNode: string } {
    const draft = late().workflows.document(workflowId)
    const isPublished = versions.publication(workflowId).version !== null
    const published = isPublished ? versions.publishedDocument(workflowId) : undefined
    const found = published && chatStart(published)
    if (published && found !== undefined) return { version: 'published', document: published, startNode: found }
    const startNode = chatStart(draft)
    if (startNode !== undefined) return { version: 'draft', document: draft, startNode }
    throw userError('chat.no-start', `“${draft.name}” has no start for chats.`, {
      hint: 'Add a Chat message to it: what the workflow then gives is the answer.',
    })
  }

  function workflowInfo(partner: Extract<ChatPartner, { kind: 'workflow' }>): ChatPartnerInfo {
    const { document, version } = answering(partner.workflowId)
    const { name, description = '' } = document
    return { partner, name, description, colour: null, usesDraft: version === 'draft', problem: null }
  }

  function agentInfo(partner: Extract<ChatPartner, { kind: 'agent' }>): ChatPartnerInfo {
    const { draft } = agents.get(partner.agentId)
    const { name, description, colour } = draft
    return { ...{ partner, name, description, colour, usesDraft: false }, problem: problemOf(partner.agentId) }
  }

  function problemOf(agentId: string): ChatPartnerInfo['problem'] {
    try {
      agents.running(agentId, 'published')
      return null
    } catch (thrown) {
      if (!(thrown instanceof NitiError)) throw thrown
      return { ...thrown.info, hint: 'Publish it on the Agents page, and it can answer here.' }
    }
  }

  return {
    list(): ChatPartnerInfo[] {
      const types = [...nodeTypes.definitions.values()]
        .filter(({ startsChats: starts }) => starts)
        .map(({ type }) => type)
      const workflows = store.workflowsNaming(types).flatMap((workflowId) => {
        try {
          return [workflowInfo({ kind: 'workflow', workflowId })]
        } catch (thrown) {
          // Named in it, and yet not a start of its own that is switched on.
          if (thrown instanceof NitiError) return []
          throw thrown
        }
      })
      const all = agents.list().map(({ agentId }) => agentInfo({ kind: 'agent', agentId }))
      return [...all, ...workflows]
    },

    /** Never throws: one that is gone has a problem, and the name it had. */
    info(partner: ChatPartner, lastName: string): ChatPartnerInfo {
      try {
        return partner.kind === 'agent' ? agentInfo(partner) : workflowInfo(partner)
      } catch (thrown) {
        if (!(thrown instanceof NitiError)) throw thrown
        const known = { partner, name: lastName, description: '', colour: null, usesDraft: false }
        return { ...known, problem: toErrorInfo(thrown, '') }
      }
    },

    /** Throws where it is not there at all. */
    nameOf: (partner: ChatPartner): string =>
      partner.kind === 'agent' ? agentInfo(partner).name : workflowInfo(partner).name,

    /** Starts the run that answers. Throws a user error that says what to do where it cannot answer now. */
    async ask(partner: ChatPartner, said: Said, alongside: Alongside): Promise<{ runId: string }> {
      const { starts } = late()
      const payload: Json = { ...said }
      if (partner.kind === 'workflow') {
        const { workflowId } = partner
        const { version, startNode } = answering(workflowId)
        const begun = { workflowId, version, inputs: { message: said.message }, startNode, payload, alongside }
        return starts.workflow({ ...begun, trigger: 'chat', priority: 0 })
      }
      const { agentId } = partner
      const { document } = agents.running(agentId, 'published')
      return starts.document({
        document: chatDocument(document.name, { agentId }),
        ...{ trigger: 'chat', startNode: 'chat', inputs: { message: said.message }, payload, alongside },
      })
    },
  }
}

export type Partners = ReturnType<typeof createPartners>
