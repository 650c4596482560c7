import type { HealthCheck } from '../../../../shared/contract/health.ts'
import { answerCheck } from './check.ts'
import type { ClockNews } from './memory.ts'
import { sayAgo, sayDuration } from './words.ts'

export type ClockFacts = {
  /** By how much this machine's clock is ahead of those of servers that answered; null: nobody answered lately. */
  news: ClockNews | null
  /** The clock was set back by so much while the program ran. */
  setBack: { at: number; byMs: number } | null
  now: number
}

/** `Date` headers count whole seconds and are some way old when they arrive. */
const warnMs = 60_000
/** Services refuse signatures and sign-ins that are off by so much. */
const badMs = 5 * 60_000
const rememberedMs = 3_600_000
const oldMs = 24 * 3_600_000
const hint = 'Have the system set its clock by the network.'

/** Is the time right? Schedules, sign-ins and signatures stand on it. */
export function checkClock({ news, setBack, now }: ClockFacts): HealthCheck {
  const fresh = news && now - news.at < oldMs && now >= news.at - rememberedMs ? news : null
  const wasSetBack = setBack && now - setBack.at < rememberedMs ? setBack : null
  const facts = { skewMs: fresh?.skewMs ?? null, setBackMs: wasSetBack?.byMs ?? null }
  const skew = Math.abs(fresh?.skewMs ?? 0)
  if (fresh && skew >= warnMs) {
    const way = fresh.skewMs > 0 ? 'ahead of' : 'behind'
    return answerCheck('clock', fresh.at, {
      state: skew >= badMs ? 'bad' : 'warn',
      message: `This machine's clock is ${sayDuration(skew)} ${way} those of the services that answered.`,
      ...{ hint, facts },
    })
  }
  if (wasSetBack) {
    return answerCheck('clock', now, {
      state: 'warn',
      message: `The clock was set back by ${sayDuration(wasSetBack.byMs)}, ${sayAgo(now - wasSetBack.at)}.`,
      hint: 'Where that was not meant, have the system set its clock by the network.',
      facts,
    })
  }
  if (!fresh) {
    const message = 'No server has answered lately whose time this clock could be compared with.'
    return answerCheck('clock', now, { state: 'off', message, facts })
  }
  const message = `The clock agrees with those of services to within ${sayDuration(Math.max(1000, skew))}, ${sayAgo(now - fresh.at)}.`
  return answerCheck('clock', fresh.at, { state: 'ok', message, facts })
}
