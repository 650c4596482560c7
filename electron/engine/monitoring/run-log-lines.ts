import type { RunLogLine } from '../../../shared/contract/runs.ts'
import type { LogLevel } from '../../../shared/run/events.ts'
import { isLogged, logLineOf } from '../../../shared/run/log-lines.ts'
import { giveWay } from '../event-loop-turn.ts'
import type { RunIdentity, RunsStore } from '../store/runs.store.ts'

type Asked = { level: LogLevel; node?: string; afterSeq: number; limit: number }

const eventsAtOnce = 1_000

/**
 * The log of a run out of its events, from `afterSeq` on. `nextSeq` is where to go on, null where there is nothing more:
 * of a run that is under way, so far.
 */
export async function readLogLines(
  store: Pick<RunsStore, 'events'>,
  run: RunIdentity,
  { level, node, afterSeq, limit }: Asked,
): Promise<{ lines: RunLogLine[]; nextSeq: number | null }> {
  const lines: RunLogLine[] = []
  for (let after = afterSeq; ; ) {
    const page = store.events(run, after, eventsAtOnce)
    for (const event of page) {
      after = event.seq
      if (!isLogged(event, { level, node })) continue
      lines.push(logLineOf(event))
      if (lines.length === limit) return { lines, nextSeq: after }
    }
    if (page.length < eventsAtOnce) return { lines, nextSeq: null }
    await giveWay()
  }
}
