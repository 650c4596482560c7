import type { Json } from '../../../shared/json.ts'
import { answerOf, keptSteps } from '../../../shared/run/answer.ts'
import { fileRefOf, fileValue } from '../../../shared/run/file-ref.ts'
import { emptyRunView, type RunView, reduceRun } from '../../../shared/run/view.ts'
import type { AgentParts } from '../agents/agent-parts.ts'
import { nextTurn } from '../event-loop-turn.ts'
import type { ChatStore } from '../store/chat.store.ts'

type Parts = Pick<AgentParts, 'runsStore' | 'changes' | 'log'> & {
  store: ChatStore
  onSettled(conversationId: string): void
}

/** Events folded before others get their turn. */
const eventsAtOnce = 500
/** Files of one answer that are kept with it. */
const mostFiles = 20

/**
 * Takes what came of runs into the messages that wait for them, as soon as they end; what ended while no program was
 * there, at the next start. From then on a conversation needs its runs no more.
 */
export function createSettleAnswers({ store, runsStore, changes, log, onSettled }: Parts) {
  let settling: Promise<void> | null = null
  const closing = new AbortController()

  async function settleAll(): Promise<void> {
    for (const { messageId, conversationId, runId } of store.unsettled()) {
      if (closing.signal.aborted) return
      const view = await viewOf(runId)
      if (closing.signal.aborted) return
      const { status, steps, text, error } = answerOf(view)
      const files = filesIn(Object.values(view.outputs))
      const blobIds = files.flatMap((file) => fileRefOf(file)?.blobId ?? [])
      if (store.settle({ messageId, status, text, error, files, steps: keptSteps(steps) }, blobIds)) {
        onSettled(conversationId)
      }
    }
  }

  async function viewOf(runId: string): Promise<RunView> {
    const run = runsStore.identity(runId)
    let view = emptyRunView(runId)
    for (let page = run ? runsStore.events(run, 0, eventsAtOnce) : []; run && page.length > 0; ) {
      view = reduceRun(view, page)
      await nextTurn()
      if (closing.signal.aborted) return view
      page = runsStore.events(run, view.lastSeq, eventsAtOnce)
    }
    // Of a run that was cleared before anyone looked, its row is all there is.
    const summary = runsStore.summary(runId)
    if (view.lastSeq > 0 || !summary) return view
    const { status, finishedAt, error } = summary
    return { ...view, status, finishedAt, ...(error && { error }) }
  }

  /** Resolves when all that was over by now is taken over. */
  function settle(): Promise<void> {
    const before = settling ?? Promise.resolve()
    const mine = before.then(settleAll).catch((thrown) => {
      const reason = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
      log.error('the answer of a run could not be taken into its conversation', { reason })
    })
    settling = mine
    return mine
  }

  async function follow(): Promise<void> {
    for await (const _ of changes.listen(closing.signal)) {
      if (closing.signal.aborted) return
      if (store.unsettled().length > 0) await settle()
    }
  }

  return {
    settle,
    open(): void {
      void settle()
      follow().catch((thrown) => log.error('the end of answers is not noticed any more', { reason: String(thrown) }))
    },
    async close(): Promise<void> {
      closing.abort()
      await settling
    },
  }
}

/** The files that values name, wherever in them. */
function filesIn(values: readonly Json[]): Json[] {
  const found: Json[] = []
  const left = [...values]
  while (left.length > 0 && found.length < mostFiles) {
    const value = left.pop()
    const file = fileRefOf(value)
    if (file?.blobId !== undefined) found.push(fileValue(file))
    else if (typeof value === 'object' && value !== null) left.push(...Object.values(value))
  }
  return found
}
