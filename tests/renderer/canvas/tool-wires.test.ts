import { expect, test } from 'vitest'
import { paletteEntries } from '../../../renderer/canvas/agent-entries.ts'
import { whyNotConnect, wireBetween } from '../../../renderer/canvas/edit/connect-checks.ts'
import { foldTools } from '../../../renderer/canvas/edit/fold-tools.ts'
import { newNode } from '../../../renderer/canvas/edit/new-node.ts'
import { toFlowEdges, toFlowNodes } from '../../../renderer/parts/graph/flow-elements.ts'
import { canBeTool, toolNodes } from '../../../renderer/parts/graph/tool-nodes.ts'
import type { Edge, Graph } from '../../../shared/workflow/workflow.ts'
import { catalogue } from '../support/catalogue.ts'

const types = catalogue
const entries = [...catalogue.values()]

function graphOf(nodes: Record<string, string>, edges: Edge[] = []): Graph {
  const made = Object.entries(nodes).map(([id, type]) => {
    const node = { type, version: 1, params: {}, position: { x: 0, y: 0 } }
    return [id, node] as const
  })
  return { nodes: Object.fromEntries(made), edges }
}

const wire = (from: string, to: string, fromPort = 'out', toPort = 'in'): Edge => ({ from, fromPort, to, toPort })
const all = { start: 'manual', agent: 'agent', http: 'http-request', code: 'code', loop: 'each' }
const tool = wire('agent', 'http', 'tools')

test('what is wired to an agent’s tools is its tool; a branch of that name makes none', () => {
  expect([...toolNodes(graphOf(all, [tool, wire('agent', 'code')]), types)]).toEqual([['http', 'agent']])
  const branch = graphOf({ pick: 'switch', code: 'code' }, [wire('pick', 'code', 'tools')])
  branch.nodes.pick = { type: 'switch', version: 1, position: { x: 0, y: 0 }, params: { cases: [{ name: 'tools' }] } }
  expect(toolNodes(branch, types).size).toBe(0)
})

test('a tool belongs to its agent alone', () => {
  const graph = graphOf(all, [tool])
  expect(whyNotConnect(graph, types, wire('http', 'code'))).toMatch(/is a tool: what it gives goes to its agent/)
  expect(whyNotConnect(graph, types, wire('start', 'http'))).toMatch(/no other wire leads to it/)
  expect(whyNotConnect(graph, types, wire('agent', 'loop', 'tools'))).toMatch(/cannot be a tool/)
  expect(whyNotConnect(graph, types, wire('agent', 'code', 'tools'))).toBeNull()
  const wired = graphOf(all, [wire('start', 'code')])
  expect(whyNotConnect(wired, types, wire('agent', 'code', 'tools'))).toMatch(/part of the workflow already/)
})

test('a node that is added after an agent comes after it, and is no tool unless that is asked for', () => {
  const used = graphOf(all, [wire('agent', 'code')])
  expect(wireBetween(used, types, { nodeId: 'agent' }, { nodeId: 'http' })?.fromPort).toBe('out')
  expect(wireBetween(used, types, { nodeId: 'agent', portId: 'tools' }, { nodeId: 'http' })?.fromPort).toBe('tools')
})

test('a tool hangs below: its input is at the top, nothing leads on from it, and its wire says so', () => {
  const graph = graphOf(all, [tool])
  const nodes = toFlowNodes(graph, types, new Set(), [])
  const flow = nodes.find(({ id }) => id === 'http')
  expect(flow?.data).toMatchObject({ toolOf: 'Agent', outputs: [] })
  expect(flow?.handles?.map(({ position, type }) => [position, type])).toEqual([['top', 'target']])
  const agent = nodes.find(({ id }) => id === 'agent')
  expect(agent?.handles?.map(({ id, position }) => [id, position])).toEqual([
    ['in', 'left'],
    ['tools', 'bottom'],
    ['out', 'right'],
  ])
  expect(toFlowEdges(graph, nodes, new Set(), []).map(({ data }) => data?.isTool)).toEqual([true])
  // Taken off, it is a node like any other again; what did not change keeps its object.
  const after = toFlowNodes(graphOf(all), types, new Set(), nodes)
  expect(after.find(({ id }) => id === 'http')?.data.toolOf).toBeNull()
})

test('laid out, tools lie in rows of three below their agent, however deep', () => {
  const box = (id: string) => ({ id, width: 200, height: 100 })
  const boxes = ['a', 'b', 't1', 't2', 't3', 't4', 'u'].map(box)
  const toolOf = new Map([
    ...(['t1', 't2', 't3', 't4'].map((id) => [id, 'a']) as [string, string][]), // pairs as written
    ['u', 't1'],
  ])
  const folded = foldTools(boxes, toolOf)
  expect(folded.map(({ id }) => id)).toEqual(['a', 'b'])
  const [whole] = folded
  expect(whole?.places.size).toBe(6)
  expect(whole?.width).toBe(648)
  const y = (id: string) => whole?.places.get(id)?.y ?? 0
  expect(y('t1')).toBe(144)
  expect([y('t2'), y('t3')]).toEqual([144, 144])
  expect(y('u')).toBe(288)
  expect(y('t4')).toBeGreaterThanOrEqual(388)
  expect(whole?.height).toBe(y('t4') + 100)
})

test('the palette has each agent once, and no node that only others run', () => {
  const agents = [{ agentId: 'agent_1', name: 'Scout', colour: 'teal' as const, description: 'Finds', tags: ['web'] }]
  const offered = paletteEntries(entries, agents)
  expect(entries.some(({ isInner }) => isInner)).toBe(true)
  expect(offered.some(({ isInner }) => isInner)).toBe(false)
  const scout = offered.filter(({ agent }) => agent)
  expect(scout.map(({ type, title, keywords }) => [type, title, keywords[0]])).toEqual([['agent', 'Scout', 'web']])
  const [entry] = scout
  if (!entry) throw new Error('The agent is not in the palette.')
  expect(newNode(entry, { x: 0, y: 0 })).toMatchObject({
    ...{ type: 'agent', title: 'Scout' },
    params: { agentId: 'agent_1' },
  })
})

test('a start, a container and a note cannot be tools', () => {
  const can = (type: string) => {
    const entry = types.get(type)
    return entry ? canBeTool(entry) : null
  }
  expect([can('manual'), can('each'), can('note'), can('code'), can('agent')]).toEqual([
    false,
    false,
    false,
    true,
    true,
  ])
})
