import { client } from './client.ts'
import { errorOf } from './error-of.ts'

type Where = Parameters<typeof client.telemetry.reportPageError>[0]['where']

/** Reports a minute at most: what breaks while it is drawn breaks often. */
const mostInAMinute = 5
const minuteMs = 60_000
const mostChars = 20_000
let minute = { began: Number.NEGATIVE_INFINITY, count: 0 }

/** Tells the engine of a mistake of ours in the page, which notes it with its own. What a call was refused with is none. */
export function reportPageError(where: Where, thrown: unknown): void {
  if (!(thrown instanceof Error) || errorOf(thrown).kind !== 'bug') return
  const now = performance.now()
  if (now - minute.began > minuteMs) minute = { began: now, count: 0 }
  if (minute.count++ >= mostInAMinute) return
  const stack = (thrown.stack ?? `${thrown.name}: ${thrown.message}`).slice(0, mostChars)
  // The engine may be what went away.
  client.telemetry.reportPageError({ where, stack }).catch(() => {})
}

/** Reports what nothing in the page caught. Answers how to stop. */
export function watchPageErrors(target: Window): () => void {
  const onError = ({ error }: ErrorEvent) => reportPageError('window', error)
  const onRejection = ({ reason }: PromiseRejectionEvent) => reportPageError('promise', reason)
  target.addEventListener('error', onError)
  target.addEventListener('unhandledrejection', onRejection)
  return () => {
    target.removeEventListener('error', onError)
    target.removeEventListener('unhandledrejection', onRejection)
  }
}
