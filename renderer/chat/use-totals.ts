import type { ChatBranch, ChatEntry } from '../../shared/contract/chat.ts'
import { isOver } from '../../shared/run/events.ts'
import { useRun } from '../state/run-store.ts'

/** The answer that is under way at the end of a branch. */
export function underWayOf({ entries }: ChatBranch): (ChatEntry & { runId: string }) | null {
  const last = entries.at(-1)
  if (!last?.runId || last.status === null || isOver(last.status)) return null
  return { ...last, runId: last.runId }
}

/** What a conversation came to, with what the answer under way has cost by now. */
export function useTotals(branch: ChatBranch) {
  const entry = underWayOf(branch)
  const now = useRun(entry?.runId ?? null, ({ view }) => view.cost)
  const { microUsd, unknownCalls, inputTokens, outputTokens } = branch.conversation
  // Of the answer under way the conversation knows what it had cost when it was last asked for.
  const more = (known: number, counted: number | undefined) => Math.max(0, (counted ?? 0) - known)
  return {
    microUsd: microUsd + more(entry?.microUsd ?? 0, now?.microUsd),
    unknownCalls: unknownCalls + more(entry?.unknownCalls ?? 0, now?.unknownCalls),
    tokens:
      inputTokens +
      outputTokens +
      more(entry?.inputTokens ?? 0, now?.inputTokens) +
      more(entry?.outputTokens ?? 0, now?.outputTokens),
  }
}
