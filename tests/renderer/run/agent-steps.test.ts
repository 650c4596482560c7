import { describe, expect, it } from 'vitest'
import { statusOf } from '../../../renderer/parts/graph/node-status.ts'
import { roundStates } from '../../../renderer/parts/graph/round-states.ts'
import { innerTitle, membersOf, nodesInside, taskState, turnsOf } from '../../../renderer/parts/run/agent-steps.ts'
import { timelineRows } from '../../../renderer/parts/run/timeline-rows.ts'
import { assert } from '../../../shared/assert.ts'
import type { RunEvent, RunEventBody, TeamTask } from '../../../shared/run/events.ts'
import { emptyRunView, type NodeView, type RunView, reduceRun } from '../../../shared/run/view.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'

const usage = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0 }
const billed = { usage, microUsd: 12, price: null, latencyMs: 2, firstTokenMs: 1, tries: 1 }
const ask = { kind: 'person' as const, title: 'May it?', message: '', fields: [], choices: [], dueAt: null }
const document = drawWorkflow('start -> agent -> team')

const node = (id: string, scope = '', nodeType = 'agent'): RunEventBody => {
  return { type: 'node-started', node: id, scope, attempt: 1, nodeType }
}
const done = (id: string, scope = ''): RunEventBody => {
  return { type: 'node-finished', node: id, scope, attempt: 1, outputs: {}, durationMs: 3 }
}
const agent = (id: string, name: string, scope = ''): RunEventBody => {
  const what = {
    agentId: null,
    name,
    version: null,
    definition: {},
    notes: '',
    granted: [],
    instructions: '',
    tools: [],
  }
  return { type: 'agent-started', node: id, scope, ...what }
}
const turn = (id: string, callId: string, tools: string[], scope = ''): RunEventBody[] => [
  { type: 'model-call-started', node: id, scope, callId, provider: 'p', model: 'm', messages: [], settings: {} },
  {
    ...{ type: 'model-call-finished', node: id, scope, callId, provider: 'p', model: 'm', text: 'Hm.', ...billed },
    ...{ toolCalls: tools.map((name) => ({ id: name, name, arguments: '{}' })), finishReason: 'tool-calls' },
  },
]
const tool = (callId: string, index: number | null, turnNumber = 0): RunEventBody => {
  const what = { tool: callId, title: `Tool ${callId}`, kind: 'http' as const, input: {} }
  return { type: 'tool-call-started', node: 'agent', scope: '', callId, turn: turnNumber, index, ...what }
}
const said = (from: string, to: string, about: 'task' | 'result' = 'task'): RunEventBody => {
  return { type: 'agent-said', node: 'team', scope: '', from, to, about, text: '…' }
}

function viewOf(bodies: RunEventBody[]): RunView {
  const events = bodies.map((body, at): RunEvent => ({ ...body, runId: 'run', seq: at + 1, at: 1_000 + at }))
  return reduceRun(emptyRunView('run'), events)
}

function nodeOf(view: RunView, key: string): NodeView {
  const found = view.nodes[key]
  assert(found, `${key} is there`)
  return found
}

const names = { titleOf: (_: unknown, __: string[], id: string) => id.toUpperCase(), groupOf: () => 'data' as const }

const working: RunEventBody[] = [
  node('agent'),
  agent('agent', 'Ada'),
  ...turn('agent', 'c1', ['a', 'b']),
  tool('a', 0),
  tool('b', 1),
  node('fetch', 'agent#0', 'http'),
  node('fetch', 'agent#1', 'http'),
  done('fetch', 'agent#0'),
  { type: 'tool-call-finished', node: 'agent', scope: '', callId: 'a', turn: 0, output: 'x', durationMs: 4 },
  { type: 'context-cut', node: 'agent', scope: '', turn: 0, how: 'trimmed', messages: 1, tokens: 9, text: 'x' },
  ...turn('agent', 'c2', []),
]

describe('what an agent did', () => {
  it('is told turn by turn: each with its tools, and what was cut before it', () => {
    const turns = turnsOf(nodeOf(viewOf(working), 'agent'))
    expect(
      turns.map(({ call, tools, cuts }) => [call?.callId, tools.map(({ callId }) => callId), cuts.length]),
    ).toEqual([
      ['c1', ['a', 'b'], 0],
      ['c2', [], 1],
    ])
  })

  it('keeps a tool with the answer that asked for it, however late it is told of', () => {
    const late = viewOf([
      node('agent'),
      agent('agent', 'Ada'),
      ...turn('agent', 'c1', ['a']),
      ...turn('agent', 'c2', []),
    ])
    const again = viewOf([
      node('agent'),
      ...turn('agent', 'c1', ['a']),
      ...turn('agent', 'c2', ['b']),
      tool('b', 1, 1),
      tool('a', 0),
    ])
    expect(turnsOf(nodeOf(late, 'agent')).map(({ tools }) => tools.length)).toEqual([0, 0])
    expect(turnsOf(nodeOf(again, 'agent')).map(({ tools }) => tools.map(({ callId }) => callId))).toEqual([
      ['a'],
      ['b'],
    ])
  })

  it('stands in the timeline: turns and tools as bars, side by side where they are, and no rounds', () => {
    const rows = timelineRows(viewOf(working), document, new Set(['agent', 'agent#0']), names)
    expect(rows.map(({ kind, title, depth, turn: number, status }) => [kind, title, depth, number, status])).toEqual([
      ['node', 'AGENT', 0, undefined, 'running'],
      ['call', 'm', 1, 1, 'succeeded'],
      ['tool', 'Tool a', 1, undefined, 'succeeded'],
      ['tool', 'Tool b', 1, undefined, 'running'],
      ['call', 'm', 1, 2, 'succeeded'],
    ])
    expect(rows[3]).toMatchObject({ start: 1_005, end: null, at: { scope: '', node: 'agent' } })
  })

  it('shows an agent that was a tool below the call, with its own turns', () => {
    const nested = [
      ...working.slice(0, 5),
      node('ada', 'agent#0'),
      agent('ada', 'Bo', 'agent#0'),
      ...turn('ada', 'c9', [], 'agent#0'),
    ]
    const rows = timelineRows(viewOf(nested), document, new Set(['agent', 'agent#0']), names)
    expect(rows.map(({ kind, depth }) => [kind, depth])).toEqual([
      ['node', 0],
      ['call', 1],
      ['tool', 1],
      ['call', 2],
    ])
    expect(rows[2]).toMatchObject({ canOpen: true, cost: { microUsd: 12, calls: 1 } })
  })
})

describe('an agent whose tool waits for a person', () => {
  const waiting = viewOf([
    ...working.slice(0, 7),
    { type: 'wait-started', node: 'fetch', scope: 'agent#0', waitId: 'w', number: 0, ask },
  ])

  it('waits itself, as its card shows', () => {
    expect(statusOf({}, nodeOf(waiting, 'agent'), 'running')).toBe('waiting')
    const rows = timelineRows(waiting, document, new Set(['agent']), names)
    expect(rows.find(({ title }) => title === 'Tool a')).toMatchObject({ status: 'waiting', waits: [{ key: 'w' }] })
  })

  it('makes the round of a loop that it stands in wait, and is no round of its own', () => {
    const inLoop = viewOf([
      { type: 'iterations-counted', node: 'each', scope: '', total: 1 },
      node('agent', 'each#0'),
      node('fetch', 'each#0/agent#4', 'http'),
      { type: 'wait-started', node: 'fetch', scope: 'each#0/agent#4', waitId: 'w', number: 0, ask },
    ])
    expect([...roundStates(Object.values(inLoop.nodes), 'each')]).toEqual([[0, 'waiting']])
    expect(statusOf({}, nodeOf(inLoop, 'each'), 'running')).toBe('queued')
  })
})

describe('a team', () => {
  const task = (id: string, index: number, state: TeamTask['state']): RunEventBody => {
    const what = { id, index, title: id, agent: 'Ada L', after: [], state }
    return { type: 'task-changed', node: 'team', scope: '', task: what }
  }
  const view = viewOf([
    node('team', '', 'team'),
    task('read', 0, 'running'),
    task('write', 1, 'running'),
    said('Team', 'Ada L'),
    node('ada_L', 'team#0'),
    agent('ada_L', 'Reader', 'team#0'),
    ...turn('ada_L', 'c1', [], 'team#0'),
    said('Team', 'Bo'),
    node('bo', 'team#1'),
    node('send', 'team#1/bo#0', 'http'),
    { type: 'wait-started', node: 'send', scope: 'team#1/bo#0', waitId: 'w', number: 0, ask },
    node('ada_L', 'team#2'),
    ...turn('ada_L', 'c2', [], 'team#2'),
    ...turn('team', 'c3', []),
  ])

  it('calls its members by their names in it, and says what each came to', () => {
    const team = nodeOf(view, 'team')
    expect(nodesInside(view.nodes, team).map((inner) => innerTitle(team, inner))).toEqual(['Ada L', 'Bo', 'Ada L'])
    const costs = membersOf(view.nodes, team).map(({ name, works, cost }) => [name, works, cost.microUsd])
    expect(costs).toEqual([
      ['Ada L', 3, 36],
      ['Bo', 1, 0],
    ])
    expect(team.cost.microUsd).toBe(36)
    const rows = timelineRows(view, document, new Set(['team']), names)
    expect(rows.slice(1).map(({ kind, title }) => [kind, title])).toEqual([
      ['call', 'm'],
      ['node', 'Ada L'],
      ['node', 'Bo'],
      ['node', 'Ada L'],
    ])
  })

  it('a task waits while what does it waits for a person', () => {
    const team = nodeOf(view, 'team')
    const states = Object.values(team.tasks ?? {}).map((one) => [one.id, taskState(view.nodes, team, one)])
    expect(states).toEqual([
      ['read', 'running'],
      ['write', 'waiting'],
    ])
  })
})
