import { describe, expect, it } from 'vitest'
import { followRun, type RunBatch, type RunFeedOptions } from '../../../renderer/link/run-feed.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { RunEventBody } from '../../../shared/run/events.ts'
import {
  createFrames,
  createRunEngine,
  type Delivery,
  nodeStarted,
  numbered,
  push,
  started,
} from '../support/run-engine.ts'

const finished: RunEventBody = { type: 'run-finished', status: 'succeeded', outputs: {} }

function follow(script: Delivery[], options: Partial<RunFeedOptions> = {}) {
  const engine = createRunEngine(script)
  const frames = createFrames()
  const batches: RunBatch[] = []
  const troubles: { error: ErrorInfo; isRetrying: boolean }[] = []
  const pauses: number[] = []
  let stop = () => {}
  const ended = new Promise<void>((resolve) => {
    stop = followRun({
      runs: engine.runs,
      runId: 'run_1',
      afterSeq: 0,
      nextFrame: frames.nextFrame,
      pause: async (ms) => void pauses.push(ms),
      onBatch: (batch) => batches.push(batch),
      onEnd: resolve,
      onTrouble(error, isRetrying) {
        troubles.push({ error, isRetrying })
        if (!isRetrying) resolve()
      },
      ...options,
    })
  })
  return { engine, frames, batches, troubles, pauses, ended, stop: () => stop() }
}

const seqs = (batches: RunBatch[]) => batches.flatMap(({ events }) => events.map(({ seq }) => seq))

describe('followRun', () => {
  it('hands on everything that comes between two frames as one batch', async () => {
    const events = numbered([started, nodeStarted('a'), nodeStarted('b'), finished])
    const { batches, ended } = follow([{ pushes: events.map((event) => push([event])), ending: 'end' }])
    await ended
    // No frame was drawn: the end of the run hands on what is left.
    expect(batches).toHaveLength(1)
    expect(seqs(batches)).toEqual([1, 2, 3, 4])
  })

  it('keeps only the newest text of each call between two frames', async () => {
    const [first] = numbered([started])
    const text = (callId: string, value: string) => ({ node: 'a', scope: '', callId, text: value })
    const { batches, ended } = follow([
      {
        pushes: [
          push(first ? [first] : [], [text('c1', 'He')]),
          push([], [text('c1', 'Hello'), text('c2', 'x')]),
          push(numbered([finished], 2)),
        ],
        ending: 'end',
      },
    ])
    await ended
    expect(batches[0]?.live).toEqual([text('c1', 'Hello'), text('c2', 'x')])
  })

  it('makes one text of the pieces that come between two frames', async () => {
    const text = (from: number, value: string) => ({ node: 'a', scope: '', callId: 'c1', text: value, from })
    const { batches, ended } = follow([
      {
        pushes: [
          push(numbered([started]), [text(3, 'lo wor')]),
          push([], [text(6, 'world')]),
          push(numbered([finished], 2)),
        ],
        ending: 'end',
      },
    ])
    await ended
    expect(batches[0]?.live).toEqual([text(3, 'lo world')])
  })

  it('goes on from the last event after the link broke, with no gap and none twice', async () => {
    const all = numbered([started, nodeStarted('a'), nodeStarted('b'), finished])
    const { engine, batches, troubles, ended } = follow([
      { pushes: [push(all.slice(0, 2))], ending: 'break' },
      // The engine repeats one that is known already.
      { pushes: [push(all.slice(1, 3)), push(all.slice(3))], ending: 'end' },
    ])
    await ended
    expect(engine.asked).toEqual([0, 2])
    expect(seqs(batches)).toEqual([1, 2, 3, 4])
    expect(troubles).toMatchObject([{ error: { code: 'link.lost' }, isRetrying: true }])
  })

  it('asks again when an event is missing', async () => {
    const all = numbered([started, nodeStarted('a'), nodeStarted('b'), finished])
    const { engine, batches, ended } = follow([
      { pushes: [push(all.slice(0, 1)), push(all.slice(2))], ending: 'end' },
      { pushes: [push(all.slice(1))], ending: 'end' },
    ])
    await ended
    expect(engine.asked).toEqual([0, 1])
    expect(seqs(batches)).toEqual([1, 2, 3, 4])
  })

  it('waits longer each time nothing new came, and only a little after something did', async () => {
    const all = numbered([started, finished])
    const { pauses, ended } = follow([
      { pushes: [], ending: 'break' },
      { pushes: [], ending: 'break' },
      { pushes: [push(all.slice(0, 1))], ending: 'break' },
      { pushes: [push(all.slice(1))], ending: 'end' },
    ])
    await ended
    expect(pauses).toEqual([150, 300, 150])
  })

  it('gives up on a run that is not there', async () => {
    const { troubles, ended, engine } = follow([], { runId: 'run_2' })
    await ended
    expect(troubles).toMatchObject([{ error: { kind: 'user', code: 'run.not-found' }, isRetrying: false }])
    expect(engine.asked).toEqual([])
  })

  it('starts after what is known, and hands on nothing once it is stopped', async () => {
    const { engine, frames, batches, stop } = follow(
      [{ pushes: [push(numbered([nodeStarted('a')], 6))], ending: 'end' }],
      // Never resolves: the feed stands still here.
      { afterSeq: 5, pause: () => new Promise(() => {}) },
    )
    await expect.poll(() => frames.count).toBe(1)
    stop()
    frames.draw()
    expect(engine.asked).toEqual([5])
    expect(batches).toEqual([])
  })
})
