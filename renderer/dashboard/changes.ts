import { fewestRuns } from '../../shared/contract/dashboard.ts'
import { text } from '../text.ts'
import { formatShare } from '../ui/format.ts'

const say = text.dashboard.change

export type Change = {
  /** With what it is compared; also why it cannot be. */
  words: string
  /** The change alone, for places with little room; empty where it cannot be said. */
  short: string
  /** Which way it went; null where that cannot be said. */
  way: 'up' | 'down' | 'same' | null
  tone: 'good' | 'bad' | 'plain'
}

/** What more of it means. */
type Judge = 'more-is-good' | 'more-is-bad' | 'plain'

type Counted = {
  now: number
  before: number
  /** Runs behind both. */
  runs: { now: number; before: number }
  judge: Judge
  format: (value: number) => string
}

const nothingBefore: Change = { words: say.nothingBefore, short: '', way: null, tone: 'plain' }

/** How a count or a sum stands to that of the time before. Too few runs for a percentage are said to be that. */
export function countChange({ now, before, runs, judge, format }: Counted): Change {
  if (runs.before === 0) return nothingBefore
  if (now === before) return same
  const way = now > before ? 'up' : 'down'
  if (runs.before < fewestRuns || runs.now < fewestRuns) return { ...unsure(say.tooFewBefore(format(before))), way }
  if (before === 0) return { ...unsure(say.before(format(before))), way }
  return { ...ratioWords(now / before, format(before)), way, tone: toneOf(way, judge) }
}

type Measured = {
  /** null: there is none. */
  now: number | null
  before: number | null
  /** Runs that are over, of both. */
  runs: { now: number; before: number }
  judge: Judge
  format: (value: number) => string
}

/** The same for what is an average or a percentile of runs. */
export function measureChange({ now, before, runs, judge, format }: Measured): Change {
  if (now !== null && runs.now < fewestRuns) return unsure(say.tooFew)
  if (now === null || before === null || runs.before === 0) return nothingBefore
  if (runs.before < fewestRuns) return unsure(say.tooFewBefore(format(before)))
  if (format(now) === format(before) || before === 0) return same
  const way = now > before ? 'up' : 'down'
  return { ...ratioWords(now / before, format(before)), way, tone: toneOf(way, judge) }
}

type Ended = { succeeded: number; failed: number }

/** The share of runs that succeeded; null where too few are over for one. */
export function successRate({ succeeded, failed }: Ended): number | null {
  const ended = succeeded + failed
  return ended < fewestRuns ? null : succeeded / ended
}

/** How the success rate moved, in points of a hundred. */
export function rateChange(now: Ended, before: Ended): Change {
  const [rate, earlier] = [successRate(now), successRate(before)]
  if (rate === null) return unsure(say.tooFew)
  if (before.succeeded + before.failed === 0) return nothingBefore
  if (earlier === null) return unsure(say.tooFewBefore(text.dashboard.runs(before.succeeded + before.failed)))
  const points = Math.round((rate - earlier) * 1_000) / 10
  if (points === 0) return same
  const way = points > 0 ? 'up' : 'down'
  const short = say.point(Math.abs(points))
  return { words: say.points(short, rateWords(earlier)), short, way, tone: toneOf(way, 'more-is-good') }
}

/** `97.3 %`; never 100 where one failed, and never 0 where one succeeded. */
export function rateWords(rate: number): string {
  const percent = Math.round(rate * 1_000) / 10
  const shown = rate < 1 && percent === 100 ? 99.9 : rate > 0 && percent === 0 ? 0.1 : percent
  return `${shown}\u202f%`
}

const same: Change = { words: say.same, short: '', way: 'same', tone: 'plain' }

function unsure(words: string): Change {
  return { words, short: '', way: null, tone: 'plain' }
}

function ratioWords(ratio: number, before: string) {
  if (ratio >= 10) return { words: say.times(Math.round(ratio), before), short: `×\u202f${Math.round(ratio)}` }
  // Rounded to nothing it would read as "0 %".
  const short = formatShare(Math.max(0.01, Math.abs(ratio - 1)))
  return { words: say.from(short, before), short }
}

function toneOf(way: 'up' | 'down', judge: Judge): Change['tone'] {
  if (judge === 'plain') return 'plain'
  return (way === 'up') === (judge === 'more-is-good') ? 'good' : 'bad'
}
