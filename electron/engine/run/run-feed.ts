import { clipEvent } from '../../../shared/run/clip.ts'
import { isOver, type LiveText, type RunPush } from '../../../shared/run/events.ts'
import type { RunsStore } from '../store/runs.store.ts'

/** Events in one delivery at most, and milliseconds between two: a page draws 60 times a second and no more. */
const pageSize = 500
const pauseMs = 16
/** A run of another process (a `niti run` beside the app) wakes nobody here, so it is looked at this often. */
const pollMs = 500
/**
 * Characters at the end of a text still being written that each push of it holds, besides all that the watcher has not
 * got yet: a card shows the end, a chat the whole.
 */
const liveTail = 1_000

/** `sent`: characters of each text that it has; a text begun anew is another object. */
type Watcher = { wake: () => void; changed: Set<string>; sent: WeakMap<LiveText, number> }

/**
 * Who watches a run reads its committed events from the database, page by page; a commit only wakes them. So a slow
 * watcher costs no memory (event iterators know no backpressure), a late one misses nothing, and nobody sees an event
 * before it is on disk.
 */
export function createRunFeed(store: Pick<RunsStore, 'identity' | 'storedEvents' | 'summary'>) {
  const watchers = new Map<string, Set<Watcher>>()
  const live = new Map<string, Map<string, LiveText>>()
  const listeners = new Set<() => void>()

  function wake(runId: string): void {
    for (const listener of listeners) listener()
    for (const watcher of watchers.get(runId) ?? []) watcher.wake()
  }

  async function* watch(runId: string, afterSeq: number, signal?: AbortSignal): AsyncGenerator<RunPush> {
    const run = store.identity(runId)
    if (!run) return
    const watcher: Watcher = { wake() {}, changed: new Set(live.get(runId)?.keys()), sent: new WeakMap() }
    const mine = watchers.get(runId) ?? new Set()
    watchers.set(runId, mine.add(watcher))
    try {
      for (let seq = afterSeq; !signal?.aborted; ) {
        // The wake-up is armed before looking, so a commit in between is not missed.
        const woken = new Promise<void>((resolve) => {
          watcher.wake = resolve
        })
        const status = store.summary(runId)?.status
        const over = status === undefined || isOver(status)
        const events = store.storedEvents(run, seq, pageSize)
        // Not before the events about their calls: a page passes over texts of calls it has not heard of.
        const texts = events.length < pageSize ? takeLive(runId, watcher) : []
        if (events.length > 0 || texts.length > 0) {
          seq = events.at(-1)?.seq ?? seq
          yield { events: events.map(clipEvent), live: texts }
          if (events.at(-1)?.type === 'run-finished') return
          if (events.length < pageSize) await pause(pauseMs, signal)
        } else if (over) {
          return
        } else {
          await waitFor(woken, signal)
        }
      }
    } finally {
      mine.delete(watcher)
      if (mine.size === 0) watchers.delete(runId)
    }
  }

  function takeLive(runId: string, watcher: Watcher): LiveText[] {
    const texts = live.get(runId)
    const taken = [...watcher.changed].flatMap((callId) => {
      const whole = texts?.get(callId)
      if (!whole) return []
      const { length } = whole.text
      const from = Math.min(watcher.sent.get(whole) ?? 0, Math.max(0, length - liveTail))
      watcher.sent.set(whole, length)
      return from === 0 ? [{ ...whole }] : [{ ...whole, text: whole.text.slice(from), from }]
    })
    watcher.changed.clear()
    return taken
  }

  return {
    watch,
    wake,

    /** Says that something was committed, of whichever run; answers how to end that. */
    onCommitted(listener: () => void): () => void {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    /** More text of a model call; keeps it for whoever watches now or joins later. */
    push(runId: string, at: { node: string; scope: string; callId: string }, more: string): void {
      const texts = live.get(runId) ?? new Map<string, LiveText>()
      live.set(runId, texts)
      const whole = texts.get(at.callId) ?? { node: at.node, scope: at.scope, callId: at.callId, text: '' }
      whole.text += more
      texts.set(at.callId, whole)
      for (const watcher of watchers.get(runId) ?? []) {
        watcher.changed.add(at.callId)
        watcher.wake()
      }
    },

    /** The call ended: its event holds the whole text. */
    end(runId: string, callId: string): void {
      const texts = live.get(runId)
      texts?.delete(callId)
      if (texts?.size === 0) live.delete(runId)
    },
  }
}

export type RunFeed = ReturnType<typeof createRunFeed>

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return waitFor(new Promise((resolve) => setTimeout(resolve, ms)), signal)
}

function waitFor(woken: Promise<void>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, pollMs)
    signal?.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    woken.then(done)
  })
}
