import type { Clock } from '../../../shared/clock.ts'
import type { SafeLog } from '../safe-log.ts'

export type PageError = { stack: string; where: 'screen' | 'window' | 'promise' }

const minuteMs = 60_000
/** A screen that breaks while it is drawn may do so many times a second. */
const mostInAMinute = 10

const words = {
  screen: 'a screen of the page stopped',
  window: 'the page failed',
  promise: 'something the page waited for failed',
}

/** Mistakes of ours in the page, noted as those of the engine are. */
export function createPageErrors({ log, clock }: { log: SafeLog; clock: Clock }) {
  let minute = { began: Number.NEGATIVE_INFINITY, count: 0 }
  return {
    note({ stack, where }: PageError, bugId: string): void {
      const now = clock.now()
      if (now - minute.began >= minuteMs) minute = { began: now, count: 0 }
      if (minute.count++ >= mostInAMinute) return
      log.error(words[where], { bugId, stack, process: 'page' })
    },
  }
}
