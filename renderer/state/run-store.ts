import { createStore, useStore } from 'zustand'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { liveTextAfter, nodeKey, type RunEvent } from '../../shared/run/events.ts'
import { emptyRunView, type NodeView, type RunView, reduceRun } from '../../shared/run/view.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { followRun, type RunBatch, type RunFeedOptions } from '../link/run-feed.ts'

/** One run as this window knows it. */
export type RunSlice = {
  view: RunView
  /** What models are writing now, by the node's key. */
  live: Record<string, { callId: string; text: string }>
  /** `ended`: everything that ever will be known is here. */
  feed: 'following' | 'broken' | 'ended'
  error: ErrorInfo | null
  /** The workflow as it was when the run started; null until asked for. */
  document: Workflow | null
  summary: RunSummary | null
  /**
   * All events in order, for the log. One array that grows in place, because copying it for each frame of a long run
   * would cost more than the run; `eventCount` is what changes.
   */
  events: RunEvent[]
  eventCount: number
}

export type RunState = { runs: Record<string, RunSlice> }

type Options = {
  runs: Pick<EngineClient['runs'], 'watch' | 'get'>
  nextFrame?: RunFeedOptions['nextFrame']
  pause?: RunFeedOptions['pause']
}

/** Finished runs kept for quick return; what is older is read again when wanted. */
const mostKept = 12

/** The runs of a window. Nothing here decides that a run does something: all of it comes from the feed's events. */
export function createRunStore({ runs, nextFrame, pause }: Options) {
  const store = createStore<RunState>(() => ({ runs: {} }))
  const followers = new Map<string, { stop: () => void; users: number }>()

  function change(runId: string, next: (slice: RunSlice) => Partial<RunSlice>): void {
    store.setState(({ runs: all }) => {
      const slice = all[runId]
      return slice ? { runs: { ...all, [runId]: { ...slice, ...next(slice) } } } : {}
    })
  }

  function begin(runId: string): RunSlice {
    const known = store.getState().runs[runId]
    if (known) return known
    const slice: RunSlice = {
      view: emptyRunView(runId),
      live: {},
      feed: 'following',
      error: null,
      document: null,
      summary: null,
      events: [],
      eventCount: 0,
    }
    store.setState(({ runs: all }) => ({ runs: { ...dropOldest(all), [runId]: slice } }))
    return slice
  }

  /** Lets go of finished runs nobody looks at, oldest first. */
  function dropOldest(all: Record<string, RunSlice>): Record<string, RunSlice> {
    const idle = Object.keys(all).filter((id) => !followers.get(id)?.users)
    const dropped = new Set(idle.slice(0, Math.max(0, idle.length - mostKept + 1)))
    for (const id of dropped) {
      followers.get(id)?.stop()
      followers.delete(id)
    }
    return dropped.size === 0 ? all : Object.fromEntries(Object.entries(all).filter(([id]) => !dropped.has(id)))
  }

  function take(runId: string, batch: RunBatch): void {
    change(runId, (slice) => {
      const view = reduceRun(slice.view, batch.events)
      slice.events.push(...batch.events.filter((event) => event.seq > slice.view.lastSeq))
      return {
        view,
        live: foldLive(slice.live, view, batch),
        feed: 'following',
        error: null,
        eventCount: slice.events.length,
      }
    })
  }

  return {
    store,

    /** Follows the run for as long as somebody looks at it; the answer says that this one no longer does. */
    watch(runId: string): () => void {
      const known = followers.get(runId)
      const follower = known ?? { stop: () => {}, users: 0 }
      follower.users++
      if (!known) {
        const slice = begin(runId)
        followers.set(runId, follower)
        follower.stop = followRun({
          runs,
          runId,
          afterSeq: slice.view.lastSeq,
          nextFrame,
          pause,
          onBatch: (batch) => take(runId, batch),
          onEnd: () => change(runId, () => ({ feed: 'ended', live: {} })),
          onTrouble: (error, isRetrying) => change(runId, () => (isRetrying ? { error } : { feed: 'broken', error })),
        })
      }
      let isWatching = true
      return () => {
        if (!isWatching) return
        isWatching = false
        follower.users--
        const feed = store.getState().runs[runId]?.feed
        // A finished run costs nothing to keep; a running one that nobody sees is followed again when somebody does.
        if (follower.users === 0 && feed !== 'ended') {
          follower.stop()
          followers.delete(runId)
        }
      }
    },

    /** Asks for the workflow as it was when the run started. */
    async loadDocument(runId: string): Promise<void> {
      if (begin(runId).document) return
      try {
        const { document, run } = await runs.get({ runId })
        change(runId, () => ({ document, summary: run }))
      } catch (thrown) {
        const error = errorOf(thrown)
        change(runId, () => ({ error }))
      }
    },
  }
}

/** Live texts after a batch: the newest of each node, without those whose call has finished. */
function foldLive(live: RunSlice['live'], view: RunView, batch: RunBatch): RunSlice['live'] {
  let next = live
  const own = () => {
    if (next === live) next = { ...live }
    return next
  }
  for (const pushed of batch.live) {
    const { node, scope, callId } = pushed
    const key = nodeKey(scope, node)
    if (isWriting(view.nodes[key], callId)) own()[key] = { callId, text: liveTextAfter(next[key], pushed) }
  }
  for (const event of batch.events) {
    if (!('node' in event)) continue
    const key = nodeKey(event.scope, event.node)
    const written = next[key]
    if (written && !isWriting(view.nodes[key], written.callId)) delete own()[key]
  }
  return next
}

function isWriting(node: NodeView | undefined, callId: string): boolean {
  return node?.calls.some((call) => call.callId === callId && call.status === 'running') ?? false
}

/** This window's runs. */
export const runs = createRunStore({ runs: client.runs })

/** A part of one run; undefined while it is not known (or `runId` is null). */
export function useRun<T>(runId: string | null, select: (slice: RunSlice) => T): T | undefined {
  return useStore(runs.store, (state) => {
    const slice = runId === null ? undefined : state.runs[runId]
    return slice ? select(slice) : undefined
  })
}
