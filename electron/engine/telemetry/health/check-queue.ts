import type { HealthCheck } from '../../../../shared/contract/health.ts'
import { answerCheck } from './check.ts'
import { countOf, sayDuration } from './words.ts'

export type QueueFacts = {
  waiting: number
  /** When the run was asked for that waits longest. */
  oldestAt: number | null
  underWay: number
  isPaused: boolean
  /** Whether a program is there that begins them. */
  isAttended: boolean
  /** Since when a run could begin, because a place is free, and did not; null: none could. */
  stuckSince: number | null
  now: number
}

const warnMs = 30_000
const badMs = 5 * 60_000

/** Does what waits begin when its turn comes? */
export function checkQueue({
  waiting,
  oldestAt,
  underWay,
  isPaused,
  isAttended,
  stuckSince,
  now,
}: QueueFacts): HealthCheck {
  const oldestMs = oldestAt === null ? null : Math.max(0, now - oldestAt)
  const stuckMs = stuckSince === null ? null : now - stuckSince
  const facts = { waiting, underWay, paused: isPaused, attended: isAttended, oldestMs, stuckMs }
  const answer = (found: Parameters<typeof answerCheck>[2]) =>
    answerCheck('queue', now, { facts, link: 'niti://runs', ...found })
  if (waiting === 0) {
    const running = underWay === 0 ? 'no run is under way' : `${countOf(underWay, 'run')} under way`
    return answer({ state: 'ok', message: `Nothing waits; ${running}.`, link: null })
  }
  const wait = `${countOf(waiting, 'run')} ${waiting === 1 ? 'waits' : 'wait'}, the oldest for ${sayDuration(oldestMs ?? 0)}`
  if (isPaused) return answer({ state: 'ok', message: `The queue is paused; ${wait}.` })
  if (!isAttended) {
    return answer({
      state: 'warn',
      message: `${wait}, and no program is there to begin ${waiting === 1 ? 'it' : 'them'}.`,
      hint: 'Open Niti, or run `niti serve`.',
    })
  }
  if (stuckMs !== null && stuckMs >= warnMs) {
    return answer({
      state: stuckMs >= badMs ? 'bad' : 'warn',
      message: `${wait}, although places have been free for ${sayDuration(stuckMs)}.`,
      hint: 'Start Niti again; what waits is kept.',
    })
  }
  return answer({ state: 'ok', message: `${wait}; ${countOf(underWay, 'run')} under way.` })
}
