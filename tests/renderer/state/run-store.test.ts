import { describe, expect, it, onTestFinished } from 'vitest'
import { createRunStore } from '../../../renderer/state/run-store.ts'
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

const nodeFinished = (node: string): RunEventBody => ({
  type: 'node-finished',
  node,
  scope: '',
  attempt: 1,
  outputs: { out: node },
  durationMs: 5,
})
const callStarted: RunEventBody = {
  type: 'model-call-started',
  node: 'a',
  scope: '',
  callId: 'c1',
  provider: 'openai',
  model: 'gpt-4o-mini',
  messages: [],
  settings: {},
}
const callFinished: RunEventBody = {
  type: 'model-call-finished',
  node: 'a',
  scope: '',
  callId: 'c1',
  provider: 'openai',
  model: 'gpt-4o-mini',
  text: 'Hello world',
  finishReason: 'stop',
  tries: 1,
  usage: { inputTokens: 1000, cachedInputTokens: 0, outputTokens: 1000, reasoningTokens: 0 },
  microUsd: 750,
  price: null,
  latencyMs: 10,
  firstTokenMs: 2,
}
const finished: RunEventBody = { type: 'run-finished', status: 'succeeded', outputs: {} }
const live = (text: string) => ({ node: 'a', scope: '', callId: 'c1', text })

function watch(script: Delivery[]) {
  const engine = createRunEngine(script)
  const frames = createFrames()
  const gates: (() => void)[] = []
  const store = createRunStore({
    runs: engine.runs,
    nextFrame: frames.nextFrame,
    // The feed waits here after each delivery, until the test lets it go on.
    pause: () => new Promise((resolve) => gates.push(resolve)),
  })
  const stop = store.watch('run_1')
  onTestFinished(stop)
  const slice = () => {
    const found = store.store.getState().runs.run_1
    if (!found) throw new Error('the run is not known')
    return found
  }
  return { engine, frames, store, stop, slice, goOn: () => gates.shift()?.() }
}

describe('the runs of a window', () => {
  it('shows what happened one frame at a time, and keeps nodes that nothing happened to', async () => {
    const all = numbered([started, nodeStarted('a'), nodeStarted('b'), nodeFinished('b'), finished])
    const { frames, slice, goOn } = watch([
      { pushes: [push(all.slice(0, 3))], ending: 'end' },
      { pushes: [push(all.slice(3))], ending: 'end' },
    ])
    await expect.poll(() => frames.count).toBe(1)
    expect(slice().view.nodes).toEqual({})
    frames.draw()
    const first = slice()
    expect(first.view.nodes.a?.status).toBe('running')
    goOn()
    await expect.poll(() => slice().feed).toBe('ended')
    expect(slice().view.status).toBe('succeeded')
    expect(slice().view.nodes.b?.status).toBe('succeeded')
    expect(slice().view.nodes.a).toBe(first.view.nodes.a)
    expect(slice().events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(slice().eventCount).toBe(5)
  })

  it('shows the text a model is writing until its call is finished', async () => {
    const all = numbered([started, nodeStarted('a'), callStarted, callFinished, finished])
    const { frames, slice, goOn } = watch([
      { pushes: [push(all.slice(0, 3), [live('Hello')])], ending: 'end' },
      // A text that comes late, together with the call's end.
      { pushes: [push(all.slice(3, 4), [live('Hello wor')])], ending: 'end' },
      { pushes: [push(all.slice(4))], ending: 'end' },
    ])
    await expect.poll(() => frames.count).toBe(1)
    frames.draw()
    expect(slice().live).toEqual({ a: { callId: 'c1', text: 'Hello' } })
    goOn()
    await expect.poll(() => frames.count).toBe(1)
    frames.draw()
    expect(slice().live).toEqual({})
    expect(slice().view.nodes.a?.calls[0]?.text).toBe('Hello world')
    expect(slice().view.cost).toMatchObject({ inputTokens: 1000, outputTokens: 1000, microUsd: 750 })
    goOn()
    await expect.poll(() => slice().feed).toBe('ended')
  })

  it('goes on after a break without telling anything twice', async () => {
    const all = numbered([started, nodeStarted('a'), callStarted, callFinished, finished])
    const { engine, frames, slice, goOn } = watch([
      { pushes: [push(all.slice(0, 4))], ending: 'break' },
      { pushes: [push(all.slice(2))], ending: 'end' },
    ])
    await expect.poll(() => slice().error?.code).toBe('link.lost')
    frames.draw()
    goOn()
    await expect.poll(() => slice().feed).toBe('ended')
    expect(engine.asked).toEqual([0, 4])
    expect(slice().view.cost.microUsd).toBe(750)
    expect(slice().events).toHaveLength(5)
    expect(slice().error).toBeNull()
  })

  it('asks for a finished run once, however often it is looked at', async () => {
    const { engine, store, slice, stop } = watch([{ pushes: [push(numbered([started, finished]))], ending: 'end' }])
    await expect.poll(() => slice().feed).toBe('ended')
    stop()
    store.watch('run_1')()
    expect(engine.asked).toEqual([0])
  })

  it('tells of a run that is not there', async () => {
    const { store } = watch([{ pushes: [push(numbered([started, finished]))], ending: 'end' }])
    onTestFinished(store.watch('run_2'))
    await expect.poll(() => store.store.getState().runs.run_2?.feed).toBe('broken')
    expect(store.store.getState().runs.run_2?.error?.code).toBe('run.not-found')
  })

  it('brings the workflow as it was when the run started', async () => {
    const { store, slice } = watch([{ pushes: [push(numbered([started, finished]))], ending: 'end' }])
    await store.loadDocument('run_1')
    expect(slice().document?.name).toBe('Test')
    expect(slice().summary?.workflowId).toBe('wf_1')
  })
})
