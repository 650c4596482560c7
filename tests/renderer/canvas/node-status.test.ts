import { describe, expect, it } from 'vitest'
import { listSize, statusOf, waitsFor, wentOn, wireState } from '../../../renderer/parts/graph/node-status.ts'
import { roundStates } from '../../../renderer/parts/graph/round-states.ts'
import { emptyRunView, type NodeView, reduceRun } from '../../../shared/run/view.ts'
import { drawGraph } from '../../support/draw-workflow.ts'
import { numbered } from '../support/run-engine.ts'

const views = reduceRun(
  emptyRunView('run_1'),
  numbered([
    { type: 'node-started', node: 'a', scope: '', attempt: 1, nodeType: 'template' },
    { type: 'node-finished', node: 'a', scope: '', attempt: 1, outputs: { true: [1, 2, 3] }, durationMs: 1 },
    { type: 'node-started', node: 'b', scope: '', attempt: 1, nodeType: 'prompt' },
    { type: 'model-call-queued', node: 'b', scope: '', callId: 'c', provider: 'openai', limit: 4 },
    { type: 'node-skipped', node: 'c', scope: '', reason: 'Nothing came.' },
    { type: 'node-started', node: 'x', scope: 'each#0', attempt: 1, nodeType: 'template' },
    { type: 'node-finished', node: 'x', scope: 'each#0', attempt: 1, outputs: {}, durationMs: 1 },
    { type: 'node-started', node: 'x', scope: 'each#1', attempt: 1, nodeType: 'template' },
    {
      type: 'node-failed',
      node: 'x',
      scope: 'each#10',
      attempt: 1,
      error: { kind: 'bug', code: 'x', message: 'x' },
      durationMs: 1,
    },
    { type: 'node-started', node: 'y', scope: 'each#2/inner#0', attempt: 1, nodeType: 'template' },
  ]),
).nodes

function view(id: string): NodeView {
  const found = views[id]
  if (!found) throw new Error(`nothing happened to ${id}`)
  return found
}

describe('statusOf', () => {
  it('says how a card stands', () => {
    expect(statusOf({}, undefined, 'none')).toBe('idle')
    expect(statusOf({}, undefined, 'running')).toBe('queued')
    expect(statusOf({}, undefined, 'over')).toBe('idle')
    expect(statusOf({ disabled: true }, view('a'), 'running')).toBe('disabled')
    expect(statusOf({}, view('a'), 'over')).toBe('succeeded')
    expect(statusOf({}, view('b'), 'running')).toBe('queued')
    expect(statusOf({}, view('b'), 'over')).toBe('cancelled')
    expect(statusOf({}, view('c'), 'over')).toBe('skipped')
    expect(statusOf({}, { status: 'succeeded', reused: { fromRunId: 'run_0' } }, 'over')).toBe('cached')
  })
})

describe('waitsFor', () => {
  it('names what is not settled straight before a node, each once', () => {
    const graph = drawGraph('a -> d, b:true -> d, b:false -> d, c -> d')
    expect(waitsFor(graph, 'd', (id) => id === 'a')).toEqual(['b', 'c'])
  })
})

describe('wireState', () => {
  const from = view('a')
  it('shows a value on its way, delivered, and a branch not taken', () => {
    expect(wireState({ from, fromPort: 'true', to: view('b'), phase: 'running' })).toEqual({
      state: 'flowing',
      items: 3,
    })
    expect(wireState({ from, fromPort: 'true', to: view('b'), phase: 'over' })).toEqual({ state: 'done', items: 3 })
    expect(wireState({ from, fromPort: 'false', to: undefined, phase: 'running' })).toEqual({
      state: 'unused',
      items: null,
    })
    expect(wireState({ from: view('c'), fromPort: 'out', to: undefined, phase: 'over' }).state).toBe('unused')
    expect(wireState({ from: view('b'), fromPort: 'out', to: undefined, phase: 'running' }).state).toBe('idle')
    expect(wireState({ from, fromPort: 'true', to: undefined, phase: 'none' }).state).toBe('idle')
  })

  it('shows what a failed node went on with', () => {
    const failed: NodeView = { ...view('a'), status: 'failed', outputs: { error: {} } }
    const stateOf = (fromPort: string) => wireState({ from: failed, fromPort, to: undefined, phase: 'over' }).state
    expect([stateOf('error'), stateOf('true')]).toEqual(['done', 'unused'])
    expect(wentOn(failed)).toBe(true)
    expect(wentOn({ status: 'failed' })).toBe(false)
  })

  it('counts lists, also those that were cut', () => {
    expect(listSize([1, 2])).toBe(2)
    expect(listSize({ $clipped: { kind: 'list', size: 5000, head: [] } })).toBe(5000)
    expect(listSize({ $clipped: { kind: 'text', size: 5000, head: '' } })).toBeNull()
    expect(listSize('text')).toBeNull()
  })
})

describe('roundStates', () => {
  it('says how each begun round stands, counting only what is straight inside', () => {
    expect([...roundStates(Object.values(views), 'each')]).toEqual([
      [0, 'done'],
      [1, 'running'],
      [10, 'failed'],
    ])
  })
})
