import { client } from '../link/client.ts'
import { onReopened } from '../link/link-store.ts'
import { followNews } from './follow-news.ts'

/** Between two loads, however much happens meanwhile. */
const calmMs = 1_000
/** The last 24 hours move on also where nothing happens. */
const everyMs = 60_000
/** Finer than both, so that a timer that comes a little early does not cost a whole turn. */
const tickMs = 250

type Feed = (signal: AbortSignal, onNews: () => void) => Promise<void>

const changes: Feed = (signal, onNews) =>
  followNews(signal, () => client.dashboard.changes(undefined, { signal }), onNews)

/**
 * Calls `load` when figures moved, once a second at most and one at a time, and only while somebody can see what it
 * brings; also after the engine was lost. The answer stops it.
 */
export function followDashboard(load: () => Promise<void>, feed: Feed = changes): () => void {
  let stop = new AbortController()
  let isDue = false
  let isAsking = false
  let askedAt = Date.now()
  const hear = () => {
    stop = new AbortController()
    void feed(stop.signal, () => {
      isDue = true
    })
  }
  const timer = setInterval(() => {
    const ago = Date.now() - askedAt
    if (isAsking || document.visibilityState !== 'visible' || ago < calmMs || !(isDue || ago >= everyMs)) return
    isDue = false
    isAsking = true
    askedAt = Date.now()
    void load().finally(() => {
      isAsking = false
    })
  }, tickMs)
  hear()
  const offReopened = onReopened(() => {
    stop.abort()
    hear()
    isDue = true
  })
  return () => {
    offReopened()
    clearInterval(timer)
    stop.abort()
  }
}
