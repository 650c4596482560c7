import type { Clock } from '../../../shared/clock.ts'
import { NitiError } from '../../../shared/errors.ts'

/** Timers hold at most 2^31 ms, which is less than the longest limit of a run. */
const longestSleepMs = 2 ** 30

export type TimeLimit = {
  /** The run only waits from now on, or (false) works again. */
  setIdle(idle: boolean): void
  stop(): void
}

/** Why a run's signal aborted: it had its time. It fails with this error. */
export class RunTimedOut extends NitiError {
  constructor(limitMs: number) {
    super({
      kind: 'user',
      code: 'run.timeout',
      message: `The run took longer than ${sayDuration(limitMs)}, the time limit of its workflow.`,
      hint: 'Raise the limit in the workflow’s settings, or give it less to do.',
      details: { timeoutMs: limitMs },
    })
    this.name = 'RunTimedOut'
  }
}

type Options = {
  limitMs: number
  /** What it has used of it before, over stops of the program. */
  usedMs: number
  clock: Clock
  onReached(error: RunTimedOut): void
}

/** Calls `onReached` once the run was under way for its limit; waits do not count. */
export function startTimeLimit({ limitMs, usedMs, clock, onReached }: Options): TimeLimit {
  let used = usedMs
  let timer: AbortController | null = null
  let since = 0
  let isOver = false

  function run(): void {
    if (timer || isOver) return
    const mine = new AbortController()
    timer = mine
    since = clock.now()
    void count(mine.signal)
  }

  async function count(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const left = limitMs - used - (clock.now() - since)
      if (left <= 0) {
        isOver = true
        timer = null
        return onReached(new RunTimedOut(limitMs))
      }
      await clock.sleep(Math.min(left, longestSleepMs), signal).catch(() => {})
    }
  }

  function pause(): void {
    if (!timer) return
    timer.abort()
    timer = null
    used += clock.now() - since
  }

  run()
  return {
    setIdle: (idle) => (idle ? pause() : run()),
    stop() {
      pause()
      isOver = true
    },
  }
}

/** `1 h 30 min`, `90 s` as `1 min 30 s`: exact, unlike the durations of a screen. */
function sayDuration(ms: number): string {
  const units = [
    { name: 'd', ms: 86_400_000 },
    { name: 'h', ms: 3_600_000 },
    { name: 'min', ms: 60_000 },
    { name: 's', ms: 1_000 },
    { name: 'ms', ms: 1 },
  ]
  let left = ms
  const parts = units.flatMap((unit) => {
    const count = Math.floor(left / unit.ms)
    left -= count * unit.ms
    return count > 0 ? [`${count} ${unit.name}`] : []
  })
  return parts.join(' ')
}
