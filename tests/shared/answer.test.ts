import { describe, expect, it } from 'vitest'
import { answerOf, keptSteps } from '../../shared/run/answer.ts'
import { answerText } from '../../shared/run/answer-text.ts'
import type { RunEvent, RunEventBody } from '../../shared/run/events.ts'
import { foldRun } from '../../shared/run/view.ts'

const at = { node: 'agent', scope: '' }
const call = { callId: 'c1', provider: 'p', model: 'm' }
const cost = { usage: null, microUsd: null, price: null, latencyMs: 1, firstTokenMs: null }

function answer(...bodies: RunEventBody[]) {
  const events = bodies.map((body, index): RunEvent => ({ ...body, runId: 'run_1', seq: index + 1, at: index * 10 }))
  return answerOf(foldRun('run_1', events))
}

const begun: RunEventBody[] = [
  { type: 'node-started', ...at, attempt: 1, nodeType: 'agent' },
  {
    ...{ type: 'agent-started', ...at, agentId: null, name: 'Ada', version: null },
    ...{ definition: {}, instructions: '', tools: [], notes: '', granted: [] },
  },
  { type: 'model-call-started', ...at, ...call, messages: [], settings: {} },
]
const wishes = [{ id: 't1', name: 'look', arguments: '{}' }]
const asked: RunEventBody[] = [
  {
    ...{ type: 'model-call-finished', ...at, ...call, text: 'Let me look.', toolCalls: wishes },
    ...{ finishReason: 'tool-calls', tries: 1, ...cost },
  },
  {
    ...{ type: 'tool-call-started', ...at, callId: 't1', turn: 0, index: 0, tool: 'look' },
    ...{ title: 'Look', kind: 'agent', input: { query: 'tea' } },
  },
  { type: 'node-started', node: 'look', scope: 'agent#0', attempt: 1, nodeType: 'agent' },
  {
    ...{ type: 'tool-call-started', node: 'look', scope: 'agent#0', callId: 't1', turn: 0, index: null },
    ...{ tool: 'x', title: 'X', kind: 'code', input: 'y'.repeat(9_000) },
  },
]

describe('a run as an answer', () => {
  it('has what was said and done on the way, each inside what it was done for', () => {
    const { steps, text, status } = answer(...begun, ...asked, {
      ...{ type: 'run-finished', status: 'succeeded', outputs: { agent: 'Tea.' } },
    })
    expect({ text, status }).toEqual({ text: 'Tea.', status: 'succeeded' })
    expect(steps).toMatchObject([
      { step: 'said', text: 'Let me look.' },
      { step: 'tool', tool: 'look', status: 'stopped', inside: [{ step: 'tool', tool: 'x' }] },
    ])
    const [, kept] = keptSteps(steps)
    expect(JSON.stringify(kept).length).toBeLessThan(6_000)
  })

  it('that was stopped keeps what was written by then', () => {
    const stopped = answer(
      ...begun,
      {
        ...{ type: 'model-call-failed', ...at, ...call, text: 'Half', tries: 1, ...cost },
        error: { kind: 'cancelled', code: 'x', message: '' },
      },
      { type: 'run-finished', status: 'cancelled', outputs: {} },
    )
    expect(stopped).toMatchObject({ text: 'Half', status: 'cancelled', steps: [] })
  })
})

describe('what a workflow gives, as one text', () => {
  it.each([
    [{ a: 'Yes' }, 'Yes'],
    [{}, ''],
    [{ a: 5 }, '5'],
    [{ a: { answer: 'Here', id: 3 } }, 'Here'],
    [{ a: 'one', b: 'two' }, 'one\n\ntwo'],
    [{ a: 'one', b: 2 }, 'one'],
    [{ a: null, b: 'two' }, 'two'],
    [{ answer: 'this', b: 'not this' }, 'this'],
    [{ a: { x: 1 } }, '```json\n{\n  "x": 1\n}\n```'],
    [{ a: { x: '```' } }, '````json\n{\n  "x": "```"\n}\n````'],
  ])('%j', (outputs, text) => {
    expect(answerText(outputs)).toBe(text)
  })
})
