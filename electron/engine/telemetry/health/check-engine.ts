import type { HealthCheck } from '../../../../shared/contract/health.ts'
import { answerCheck } from './check.ts'
import { countOf, sayAgo } from './words.ts'

/** How long the event loop was held, in milliseconds, since it was last asked. */
export type LoopLag = { p50: number; p99: number; max: number }

export type EngineFacts = {
  /** null: this program only looks, and does not stay. */
  lag: LoopLag | null
  upMs: number
  /** Programs that begin queued runs and whose process lives; `beatAt` null: it has not said so yet. */
  programs: { owner: string; isThis: boolean; beatAt: number | null; since: number }[]
  now: number
}

/** A program whose last beat is older hangs, or its machine slept. */
const silentMs = 120_000
const heldWarnMs = 1_000
const heldBadMs = 10_000

/** Does the program answer, and do the others on the same data? */
export function checkEngine({ lag, upMs, programs, now }: EngineFacts): HealthCheck {
  const others = programs.filter(({ isThis }) => !isThis)
  const silent = others.filter(({ beatAt, since }) => now - (beatAt ?? since) > silentMs)
  const facts = {
    upMs,
    programs: programs.length,
    silentPrograms: silent.length,
    lagP50Ms: lag ? round(lag.p50) : null,
    lagP99Ms: lag ? round(lag.p99) : null,
    lagMaxMs: lag ? round(lag.max) : null,
  }
  const parts = others.map(({ owner, beatAt, since }) => ({
    title: owner.replace(/ \S+$/, ''),
    state: now - (beatAt ?? since) > silentMs ? ('bad' as const) : ('ok' as const),
    message: beatAt === null ? 'has not been heard of yet' : `last heard of ${sayAgo(now - beatAt)}`,
    link: null,
  }))
  const answer = (found: Parameters<typeof answerCheck>[2]) => answerCheck('engine', now, { facts, parts, ...found })
  if (silent.length > 0) {
    return answer({
      state: 'bad',
      message: `${countOf(silent.length, 'program')} on the same data ${silent.length === 1 ? 'does' : 'do'} not answer any more.`,
      hint: 'End it; what it had under way is then taken up by another.',
    })
  }
  if (lag && lag.max >= heldWarnMs) {
    return answer({
      state: lag.max >= heldBadMs ? 'bad' : 'warn',
      message: `Something held the engine up for ${(lag.max / 1000).toFixed(1)} seconds in the last minute.`,
      hint: 'A very large value or another program that takes the whole processor does that. Look again in a minute.',
    })
  }
  if (!lag) {
    const open = programs.length === 0 ? 'No program that stays is open' : `${countOf(programs.length, 'program')} open`
    return answer({ state: programs.length === 0 ? 'off' : 'ok', message: `${open}.` })
  }
  const also = others.length > 0 ? `; ${countOf(others.length, 'other program')} on the same data` : ''
  return answer({
    state: 'ok',
    message: `The engine answers: nothing held it up for longer than ${Math.max(1, Math.round(lag.max))} ms in the last minute${also}.`,
  })
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10
}
