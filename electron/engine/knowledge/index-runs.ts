import { userError } from '../../../shared/errors.ts'
import type { JsonObject } from '../../../shared/json.ts'
import { isOver, type RunTrigger } from '../../../shared/run/events.ts'
import { foldRun } from '../../../shared/run/view.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { AgentParts } from '../agents/agent-parts.ts'
import { readEvents } from '../run/settle-in-flight.ts'
import type { KnowledgeStore } from '../store/knowledge.store.ts'
import { maxEventsPerRun } from '../store/runs.store.ts'
import type { Bases } from './bases.ts'

type Parts = Pick<AgentParts, 'runsStore' | 'feed' | 'late' | 'log'> & {
  store: KnowledgeStore
  bases: Bases
  closing: AbortSignal
  onChanged(): void
}

/** Somebody else began one in the same moment. */
class Overtaken extends Error {}

/** Indexing, and searching where it costs something, as runs like any other: traced, paid for, and within budgets. */
export function createIndexRuns({ store, bases, runsStore, feed, late, log, closing, onChanged }: Parts) {
  function underWay(runId: string | null): string | null {
    const run = runId === null ? null : runsStore.summary(runId)
    return run && !isOver(run.status) ? run.runId : null
  }

  async function untilOver(runId: string, signal: AbortSignal): Promise<void> {
    // None of its events is wanted, only their end.
    for await (const _ of feed.watch(runId, maxEventsPerRun, signal)) void _
  }

  return {
    /** Begins a run that reads what is new or changed; answers the one under way where there is one. */
    async begin(knowledgeId: string, trigger: RunTrigger): Promise<{ runId: string; isNew: boolean }> {
      const base = bases.stored(knowledgeId)
      const { baseNumber } = base
      const running = underWay(base.runId)
      if (running !== null) return { runId: running, isNew: false }
      if (store.sources(baseNumber).length === 0) {
        throw userError('knowledge.no-sources', `“${base.name}” has no files yet.`, {
          hint: 'Add a file or a folder to it first.',
        })
      }
      try {
        const { runId } = await late().starts.document({
          document: oneNode(`Index “${base.name}”`, 'index-knowledge', { knowledgeId }),
          trigger,
          alongside(runId) {
            // In the same transaction as the run's row, so that of two programs only one begins.
            if (!store.takeRun({ baseNumber, runId, before: base.runId })) throw new Overtaken()
          },
        })
        onChanged()
        void untilOver(runId, closing).then(onChanged, (thrown) => {
          if (!closing.aborted) log.warn('the end of an index run was not seen', { runId, reason: String(thrown) })
        })
        return { runId, isNew: true }
      } catch (thrown) {
        const other = underWay(bases.stored(knowledgeId).runId)
        if (!(thrown instanceof Overtaken) || other === null) throw thrown
        return { runId: other, isNew: false }
      }
    },
    underWay,

    /** Searches as a node does, in a run of its own. */
    async search(asked: { knowledgeId: string; query: string; limit: number }, signal?: AbortSignal) {
      const either = signal ? AbortSignal.any([signal, closing]) : closing
      const { name } = bases.stored(asked.knowledgeId)
      const { runId } = await late().starts.document({
        document: oneNode(`Search “${name}”`, 'search-knowledge', asked),
        trigger: 'manual',
      })
      await untilOver(runId, either)
      either.throwIfAborted()
      const run = runsStore.identity(runId)
      return { runId, view: foldRun(runId, run ? readEvents(runsStore, run) : []) }
    },
  }
}

export type IndexRuns = ReturnType<typeof createIndexRuns>

function oneNode(name: string, type: string, params: JsonObject): Workflow {
  return { format: 1, name, nodes: { work: { type, version: 1, params, position: { x: 0, y: 0 } } }, edges: [] }
}
