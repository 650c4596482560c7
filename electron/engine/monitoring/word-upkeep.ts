import { setTimeout as setTimeoutPromise } from 'node:timers/promises'
import type { Log } from '../../../shared/log.ts'
import type { RunChanges } from '../run/run-changes.ts'
import type { RunWordsIndex } from './run-words.ts'

/** Milliseconds after the start, so that it is not slower for it, and after a run has ended, for others that end with it. */
const [firstAfterMs, afterRunMs] = [5_000, 1_000]
/** Milliseconds of rest after each part where there is a lot to do: what a person does comes first. */
const restMs = 20

type Parts = { index: Pick<RunWordsIndex, 'step'>; changes: RunChanges; log: Log; closing: AbortSignal }

/**
 * Keeps the words of runs written down, part by part: after each run that ends, and of runs from before an update until
 * none is left. For programs that stay. Resolves some time after `closing`.
 */
export async function startWordUpkeep({ index, changes, log, closing }: Parts): Promise<void> {
  let working: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  // Ended by `closing` it rejects, and the loop sees that itself.
  const rest = () => setTimeoutPromise(restMs, undefined, { signal: closing, ref: false }).catch(() => {})

  async function work(): Promise<void> {
    try {
      while (!closing.aborted && (await index.step())) await rest()
    } catch (thrown) {
      // A mistake in here must not end the program: it is noted, and the next go comes with the next run.
      const stack = thrown instanceof Error ? thrown.stack : String(thrown)
      if (!closing.aborted) log.error('the words of runs could not be written down', { stack })
    }
  }

  function soon(ms: number): void {
    timer ??= setTimeout(() => {
      timer = undefined
      working = working.then(work)
    }, ms).unref()
  }

  closing.addEventListener('abort', () => clearTimeout(timer))
  soon(firstAfterMs)
  for await (const _ of changes.listen(closing)) soon(afterRunMs)
  await working
}
