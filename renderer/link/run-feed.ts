import type { ErrorInfo } from '../../shared/errors.ts'
import { type LiveText, liveTextAfter, type RunEvent } from '../../shared/run/events.ts'
import type { EngineClient } from './client.ts'
import { errorOf } from './error-of.ts'

export type RunBatch = { events: RunEvent[]; live: LiveText[] }

export type RunFeedOptions = {
  runs: Pick<EngineClient['runs'], 'watch'>
  runId: string
  /** The last event already known; 0 for none. */
  afterSeq: number
  onBatch(batch: RunBatch): void
  /** The run is over and everything has been handed on. */
  onEnd(): void
  /** The feed broke. `isRetrying`: it will go on by itself from where it was. */
  onTrouble(error: ErrorInfo, isRetrying: boolean): void
  /** Calls back once, when a batch may be drawn; the answer cancels that. */
  nextFrame?: (callback: () => void) => () => void
  /** Waits before the next try. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

const firstPauseMs = 150
const longestPauseMs = 3_000

/**
 * Follows one run: everything after `afterSeq`, then what happens, in batches of one per animation frame. After a break
 * it goes on from the last event it has, so nothing is missed and nothing comes twice. Between two frames events are kept
 * and the pushes of each live text are made one, so a fast run costs the page no more than a slow one. The answer stops it.
 */
export function followRun(options: RunFeedOptions): () => void {
  const { runs, runId, onBatch, onEnd, onTrouble, nextFrame = frameOrTimer, pause = sleep } = options
  const abort = new AbortController()
  let lastSeq = options.afterSeq
  let isFinished = false
  let events: RunEvent[] = []
  let live = new Map<string, LiveText>()
  let cancelFrame: (() => void) | null = null

  function flush(): void {
    cancelFrame?.()
    cancelFrame = null
    if (events.length === 0 && live.size === 0) return
    const batch = { events, live: [...live.values()] }
    events = []
    live = new Map()
    onBatch(batch)
  }

  /** False when an event is missing: the feed then asks again from the last one it has. */
  function take(push: RunBatch): boolean {
    for (const event of push.events) {
      if (event.seq <= lastSeq) continue
      if (event.seq > lastSeq + 1) return false
      lastSeq = event.seq
      events.push(event)
      if (event.type === 'run-finished') isFinished = true
    }
    for (const text of push.live) live.set(text.callId, joined(live.get(text.callId), text))
    cancelFrame ??= nextFrame(() => {
      cancelFrame = null
      flush()
    })
    return true
  }

  async function follow(): Promise<void> {
    let waitMs = firstPauseMs
    while (!abort.signal.aborted && !isFinished) {
      const seqBefore = lastSeq
      try {
        const pushes = await runs.watch({ runId, afterSeq: lastSeq }, { signal: abort.signal })
        for await (const push of pushes) {
          if (abort.signal.aborted || !take(push)) break
        }
      } catch (thrown) {
        if (abort.signal.aborted) return
        const error = errorOf(thrown)
        // A run that is not there will not come; everything else (a lost link, an engine that restarts) may.
        const isRetrying = error.kind !== 'user'
        onTrouble(error, isRetrying)
        if (!isRetrying) return
      }
      if (isFinished || abort.signal.aborted) break
      if (lastSeq > seqBefore) waitMs = firstPauseMs
      await pause(waitMs, abort.signal)
      waitMs = Math.min(longestPauseMs, waitMs * 2)
    }
    if (abort.signal.aborted) return
    flush()
    onEnd()
  }

  void follow()
  return () => {
    abort.abort()
    cancelFrame?.()
  }
}

/** Two pushes of one text as one. */
function joined(before: LiveText | undefined, pushed: LiveText): LiveText {
  const start = before?.from ?? 0
  const from = pushed.from ?? 0
  if (!before || from <= start) return pushed
  return { ...pushed, from: start, text: liveTextAfter(before, { ...pushed, from: from - start }) }
}

/** A page in the background gets no animation frames; it then goes on four times a second. */
function frameOrTimer(callback: () => void): () => void {
  if (typeof requestAnimationFrame === 'undefined' || document.hidden) {
    const timer = setTimeout(callback, 250)
    return () => clearTimeout(timer)
  }
  const frame = requestAnimationFrame(callback)
  return () => cancelAnimationFrame(frame)
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
