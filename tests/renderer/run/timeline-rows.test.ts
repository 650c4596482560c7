import { describe, expect, it } from 'vitest'
import { placeOnCanvas, ticksOf, timelineRows } from '../../../renderer/parts/run/timeline-rows.ts'
import { clippedOf, copyText } from '../../../renderer/parts/run/value-kind.ts'
import { clipValue } from '../../../shared/run/clip.ts'
import { eventWords } from '../../../shared/run/event-words.ts'
import type { RunEvent, RunEventBody } from '../../../shared/run/events.ts'
import { emptyRunView, reduceRun } from '../../../shared/run/view.ts'
import { drawGraph, drawWorkflow } from '../../support/draw-workflow.ts'
import { numbered } from '../support/run-engine.ts'

const node = (id: string, scope: string, type: 'node-started' | 'node-finished'): RunEventBody =>
  type === 'node-started'
    ? { type, node: id, scope, attempt: 1, nodeType: 'template' }
    : { type, node: id, scope, attempt: 1, outputs: {}, durationMs: 2 }
const usage = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 }
const call = { node: 'x', scope: 'each#1', callId: 'c1', provider: 'openai', model: 'gpt-4o-mini' }

const events: RunEventBody[] = [
  {
    type: 'run-queued',
    priority: 0,
    workflowId: 'wf',
    workflowName: 'T',
    inputs: {},
    trigger: 'manual',
    defaultModel: null,
    filesDir: '/files',
  },
  { type: 'run-started' },
  node('a', '', 'node-started'),
  node('a', '', 'node-finished'),
  node('each', '', 'node-started'),
  { type: 'iterations-counted', node: 'each', scope: '', total: 2 },
  node('x', 'each#0', 'node-started'),
  node('x', 'each#0', 'node-finished'),
  node('x', 'each#1', 'node-started'),
  { type: 'model-call-started', ...call, messages: [], settings: {} },
  {
    type: 'model-call-finished',
    ...call,
    text: 'Hi',
    finishReason: 'stop',
    tries: 1,
    usage,
    microUsd: 12,
    price: null,
    latencyMs: 1,
    firstTokenMs: 1,
  },
]
const view = reduceRun(emptyRunView('run_1'), numbered(events))
const document = drawWorkflow('a -> each')
const names = { titleOf: (_: unknown, __: string[], id: string) => id.toUpperCase(), groupOf: () => 'data' as const }
const rows = (...open: string[]) => timelineRows(view, document, new Set(open), names)

describe('timelineRows', () => {
  it('has one row for each node, in the order they began', () => {
    expect(rows().map(({ title, depth, canOpen }) => [title, depth, canOpen])).toEqual([
      ['A', 0, false],
      ['EACH', 0, true],
    ])
    expect(rows()[1]).toMatchObject({ end: null, cost: { microUsd: 12 } })
  })

  it('opens a container into its rounds, and a round into its nodes and their calls', () => {
    expect(rows('each', 'each#1', 'each#1/x').map(({ kind, title, depth }) => [kind, title, depth])).toEqual([
      ['node', 'A', 0],
      ['node', 'EACH', 0],
      ['round', '1', 1],
      ['round', '2', 1],
      ['node', 'X', 2],
      ['call', 'gpt-4o-mini', 3],
    ])
  })

  it('gives a round the time and cost of what is in it', () => {
    const [, , first, second] = rows('each')
    expect(first).toMatchObject({ status: 'succeeded', start: 1006, end: 1008, cost: { microUsd: 0 } })
    expect(second).toMatchObject({ status: 'running', end: null, cost: { microUsd: 12, calls: 1 } })
  })

  it('marks the time with few round numbers', () => {
    expect(ticksOf(42)).toEqual([0, 10, 20, 30, 40])
    expect(ticksOf(7_900)).toEqual([0, 2_000, 4_000, 6_000])
    expect(ticksOf(20 * 3_600_000).length).toBeLessThanOrEqual(6)
  })
})

describe('a workflow that ran inside', () => {
  const sub = {
    workflowId: 'wf_2',
    workflowName: 'Inner',
    version: null,
    documentId: 'd',
    inputs: {},
    defaultModel: null,
  }
  const inner = reduceRun(
    emptyRunView('run_2'),
    numbered([
      ...events.slice(0, 2),
      node('call', '', 'node-started'),
      { type: 'subworkflow-started', node: 'call', scope: '', ...sub },
      node('deep', 'call#0', 'node-started'),
      { type: 'iterations-counted', node: 'deep', scope: 'call#0', total: null },
      node('x', 'call#0/deep#0', 'node-started'),
      node('x', 'call#0/deep#0', 'node-finished'),
    ]),
  )

  it('shows its nodes straight below the node that ran it', () => {
    const shown = timelineRows(inner, document, new Set(['call', 'call#0/deep']), names)
    expect(shown.map(({ kind, title, depth }) => [kind, title, depth])).toEqual([
      ['node', 'CALL', 0],
      ['node', 'DEEP', 1],
      ['round', '1', 2],
    ])
  })

  it('leads to that node: the canvas does not hold those inside', () => {
    const outer = drawWorkflow('call, each', { each: { type: 'each', graph: drawGraph('call') } })
    expect(placeOnCanvas(outer, { scope: 'call#0/deep#0', node: 'x' })).toEqual({ at: [], node: 'call' })
    expect(placeOnCanvas(outer, { scope: 'each#2/call#0', node: 'x' })).toEqual({ at: ['each'], node: 'call' })
    expect(placeOnCanvas(outer, { scope: 'each#2', node: 'call' })).toEqual({ at: ['each'], node: 'call' })
    expect(placeOnCanvas(outer, { scope: '', node: 'call' })).toEqual({ at: [], node: 'call' })
  })
})

describe('eventWords', () => {
  it('says every kind of event in words', () => {
    const said = numbered(events).map((event: RunEvent) => eventWords(event))
    expect(said.every(({ words }) => words !== '')).toBe(true)
    expect(said[3]).toMatchObject({ level: 'info', tone: 'ok' })
    expect(said.at(-1)?.words).toContain('15 tokens, $0.000012')
  })
})

describe('values', () => {
  it('knows what the feed has cut', () => {
    const long = 'x'.repeat(40_000)
    expect(clippedOf(clipValue(long))).toMatchObject({ kind: 'text', size: 40_000 })
    expect(clippedOf({ a: 1 })).toBeNull()
    expect(clippedOf('text')).toBeNull()
  })

  it('copies text as it is and the rest as JSON', () => {
    expect(copyText('a "b"')).toBe('a "b"')
    expect(copyText({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}')
  })
})
