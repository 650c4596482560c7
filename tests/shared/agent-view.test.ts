import { expect, test } from 'vitest'
import type { RunEvent, RunEventBody, TeamTask } from '../../shared/run/events.ts'
import { emptyRunView, foldRun, type RunView, reduceRun } from '../../shared/run/view.ts'

type Bodies = RunEventBody[]

const usage = { inputTokens: 100, cachedInputTokens: 0, outputTokens: 20, reasoningTokens: 0 }
const cost = { usage, microUsd: 250, price: null, latencyMs: 5, firstTokenMs: 1 }
const ask = { kind: 'person' as const, title: 'May it?', message: '', fields: [], choices: [], dueAt: null }
const error = { kind: 'user' as const, code: 'tool.refused', message: 'Ada refused it.' }

const started = (node: string, nodeType: string, scope = ''): RunEventBody => {
  return { type: 'node-started', node, scope, attempt: 1, nodeType }
}
const finished = (node: string, scope = ''): RunEventBody => {
  return { type: 'node-finished', node, scope, attempt: 1, outputs: { out: 1 }, durationMs: 3 }
}
const agent = (node: string, name: string, scope = ''): RunEventBody => ({
  ...{ type: 'agent-started', node, scope, agentId: `agent_${name}`, name, version: 2, notes: 'n', granted: ['code'] },
  ...{ definition: { model: 'openai/gpt-5', maxTurns: 4 }, instructions: '', tools: [] },
})
const called = (node: string, callId: string, scope = ''): Bodies => [
  { type: 'model-call-started', node, scope, callId, provider: 'p', model: 'm', messages: [], settings: {} },
  {
    ...{ type: 'model-call-finished', node, scope, callId, provider: 'p', model: 'm', text: '', ...cost },
    ...{ toolCalls: [{ id: 't1', name: 'search', arguments: '{}' }], finishReason: 'tool-calls', tries: 1 },
  },
]
const tool = (callId: string, index: number | null, turn = 0, scope = ''): RunEventBody => {
  const what = { tool: 'search', title: 'Search the web', kind: 'web-search' as const, input: { query: callId } }
  return { type: 'tool-call-started', node: 'agent', scope, callId, turn, index, ...what }
}
const toolDone = (callId: string, turn = 0): RunEventBody => {
  return { type: 'tool-call-finished', node: 'agent', scope: '', callId, turn, output: 'found', durationMs: 7 }
}
const waits = (node: string, scope: string): RunEventBody => {
  return { type: 'wait-started', node, scope, waitId: `${scope}${node}`, number: 0, ask }
}
const waited = (node: string, scope: string): RunEventBody => {
  return { type: 'wait-ended', node, scope, waitId: `${scope}${node}`, end: 'answered', answer: {}, by: 'Ada' }
}

function eventsOf(bodies: Bodies): RunEvent[] {
  return bodies.map((body, index): RunEvent => ({ ...body, runId: 'run', seq: index + 1, at: 1_000 + index }))
}

function viewOf(...bodies: Bodies): RunView {
  return reduceRun(emptyRunView('run'), eventsOf(bodies))
}

test('an agent says who it is, and each call of a model which tools it asked for', () => {
  const node = viewOf(started('agent', 'agent'), agent('agent', 'Ada'), ...called('agent', 'c1')).nodes.agent
  expect(node?.agent).toMatchObject({
    ...{ agentId: 'agent_Ada', name: 'Ada', version: 2, model: 'openai/gpt-5', maxTurns: 4, maxMicroUsd: null },
    ...{ notes: 'n', granted: ['code'] },
  })
  expect(node?.calls[0]?.toolCalls).toEqual([{ id: 't1', name: 'search', arguments: '{}' }])
})

test('tools in parallel: each goes from its wish over what is done for it to what the model was told', () => {
  const begun = [started('agent', 'agent'), agent('agent', 'Ada'), tool('a', 0), tool('b', 1), tool('c', null)]
  const states = (...more: Bodies) => viewOf(...begun, ...more).nodes.agent?.toolCalls?.map(({ status }) => status)
  expect(states()).toEqual(['queued', 'queued', 'running'])
  expect(states(started('search', 'web-search', 'agent#0'))).toEqual(['running', 'queued', 'running'])
  const all: Bodies = [
    started('search', 'web-search', 'agent#1'),
    finished('search', 'agent#1'),
    toolDone('b'),
    {
      ...{ type: 'tool-call-failed', node: 'agent', scope: '', callId: 'c', turn: 0, why: 'misused', error },
      ...{ output: 'no', durationMs: 1 },
    },
  ]
  expect(states(...all)).toEqual(['queued', 'succeeded', 'failed'])
  expect(viewOf(...begun, ...all).nodes.agent?.toolCalls?.[1]).toMatchObject({
    ...{
      tool: 'search',
      title: 'Search the web',
      input: { query: 'b' },
      output: 'found',
      durationMs: 7,
      startedAt: 1_003,
    },
    ...{ scope: 'agent#1', inner: 'agent#1/search' },
  })
})

test('a tool that waits for a person makes its call wait, and every agent around it says so', () => {
  const inner = 'outer#2/agent#0'
  const begun: Bodies = [
    started('outer', 'agent'),
    started('agent', 'agent', 'outer#2'),
    tool('a', 0, 0, 'outer#2'),
    waits('send', inner),
  ]
  const waiting = viewOf(...begun)
  expect(waiting.nodes['outer#2/agent']).toMatchObject({ status: 'running', waitsInside: 1 })
  expect(waiting.nodes['outer#2/agent']?.toolCalls?.[0]).toMatchObject({ status: 'waiting', inner: `${inner}/send` })
  expect(waiting.nodes.outer).toMatchObject({ status: 'running', waitsInside: 1 })
  const answered = viewOf(...begun, waited('send', inner))
  expect(answered.nodes.outer?.waitsInside).toBe(0)
  expect(answered.nodes['outer#2/agent']?.toolCalls?.[0]?.status).toBe('running')
  const over = viewOf(...begun, { type: 'run-finished', status: 'cancelled', outputs: {} })
  expect(over.nodes.outer?.waitsInside).toBe(0)
})

test('a refusal is a state of its own, with what the model was told', () => {
  const refused: RunEventBody = {
    ...{ type: 'tool-call-failed', node: 'agent', scope: '', callId: 'a', turn: 0, why: 'refused', error },
    ...{ output: 'It was refused.', durationMs: 90 },
  }
  const call = viewOf(started('agent', 'agent'), tool('a', 0), refused).nodes.agent?.toolCalls?.[0]
  expect(call).toMatchObject({ status: 'refused', why: 'refused', error, output: 'It was refused.' })
})

test('calls of one name in two turns are two, and one that is told of again after a stop is one', () => {
  const twice = viewOf(started('agent', 'agent'), tool('a', 0), toolDone('a'), tool('a', 1, 1), toolDone('a', 1))
  expect(twice.nodes.agent?.toolCalls?.map(({ turn, status }) => [turn, status])).toEqual([
    [0, 'succeeded'],
    [1, 'succeeded'],
  ])
  const again = viewOf(started('agent', 'agent'), tool('a', 0), { type: 'run-resumed' }, tool('a', 0), toolDone('a'))
  expect(again.nodes.agent?.toolCalls).toHaveLength(1)
})

test('what an agent inside another costs is a part of what the other does', () => {
  const scope = 'team#0'
  const view = viewOf(started('team', 'team'), agent('ada', 'Ada', scope), ...called('ada', 'c1', scope))
  expect([view.nodes.team?.cost.microUsd, view.nodes['team#0/ada']?.cost.microUsd]).toEqual([250, 250])
})

test('words, tasks, cuts and vectors stand at their node', () => {
  const task = (state: TeamTask['state']): RunEventBody => {
    const what = { id: 't', index: 3, title: 'Read', agent: 'Ada', after: [], state }
    return { type: 'task-changed', node: 'team', scope: '', task: what }
  }
  const view = viewOf(
    started('team', 'team'),
    task('queued'),
    { type: 'agent-said', node: 'team', scope: '', from: 'Team', to: 'Ada', about: 'task', text: 'Read it.' },
    task('running'),
    {
      type: 'context-cut',
      turn: 0,
      node: 'team',
      scope: '',
      how: 'trimmed',
      messages: 2,
      tokens: 900,
      text: 'Left out.',
    },
    { type: 'texts-embedded', node: 'team', scope: '', callId: 'e', provider: 'p', model: 'm', texts: 3, ...cost },
    task('done'),
  )
  const { words, tasks, cuts, embeddings, cost: costs } = view.nodes.team ?? {}
  expect(words).toEqual([{ from: 'Team', to: 'Ada', about: 'task', text: 'Read it.', at: 1_002 }])
  expect(tasks?.t).toMatchObject({ state: 'done', startedAt: 1_003, endedAt: 1_006 })
  expect(cuts?.[0]).toMatchObject({ how: 'trimmed', messages: 2, tokens: 900 })
  expect([embeddings?.[0]?.texts, costs?.microUsd]).toEqual([3, 250])
})

test('folded one by one, in one go, or in halves: the same view, and views of before stay as they were', () => {
  const events = eventsOf([
    started('agent', 'agent'),
    agent('agent', 'Ada'),
    ...called('agent', 'c1'),
    tool('a', 0),
    tool('b', 1),
    started('search', 'web-search', 'agent#0'),
    waits('send', 'agent#1'),
    finished('search', 'agent#0'),
    toolDone('a'),
    waited('send', 'agent#1'),
    toolDone('b'),
  ])
  const whole = foldRun('run', events)
  let view = emptyRunView('run')
  const before: [RunView, string][] = []
  for (const event of events) {
    view = reduceRun(view, [event])
    before.push([view, JSON.stringify(view)])
  }
  expect(view).toEqual(whole)
  for (const [kept, then] of before) expect(JSON.stringify(kept)).toBe(then)
  const half = reduceRun(reduceRun(emptyRunView('run'), events.slice(0, 6)), events.slice(4))
  expect(half).toEqual(whole)
})
