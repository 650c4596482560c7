import type { AgentParts } from '../agents/agent-parts.ts'
import type { Agents } from '../agents/agents.ts'
import { chatHandlers } from '../handlers/chat.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { createRunChanges } from '../run/run-changes.ts'
import { createChatStore } from '../store/chat.store.ts'
import { createChat } from './chat.ts'
import { createPartners } from './partners.ts'
import { createSettleAnswers } from './settle-answers.ts'

const dayMs = 24 * 3_600_000

/** Conversations with agents and workflows. */
export function openChat(parts: AgentParts, agents: Agents) {
  const { db, workspaceId, clock, runsStore, blobs, late, log, stays } = parts
  const store = createChatStore(db, workspaceId)
  const changes = createRunChanges()
  const partners = createPartners({ ...parts, agents, store })
  const answers = createSettleAnswers({ store, runsStore, changes: parts.changes, log, onSettled: changes.tell })
  const chat = createChat({
    ...{ store, partners, clock, runsStore, blobs, late },
    settle: answers.settle,
    onChanged: changes.tell,
  })
  if (stays) {
    // One that was begun and in which nothing was said is nothing to come back to.
    store.removeEmpty(clock.now() - dayMs)
    answers.open()
  }
  return {
    handlers: (os: ContractImplementer) => chatHandlers(os.chat, { chat, partners, changes }),
    close: answers.close,
  }
}
