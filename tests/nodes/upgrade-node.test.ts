import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineNode, type NodeDefinition } from '../../electron/engine/nodes/define-node.ts'
import { collectNodes, nodeTypes } from '../../electron/engine/nodes/registry.ts'
import { upgradeGraph, upgradeNode } from '../../electron/engine/nodes/upgrade-node.ts'
import type { WorkflowNode } from '../../shared/workflow/workflow.ts'

const greet = defineNode({
  ...{ type: 'greet', version: 3, title: 'Greet', group: 'data', icon: 'hand', summary: 'Greets.' },
  params: z.object({ names: z.array(z.string()) }),
  inputs: [],
  outputs: [],
  upgrade: {
    2: ({ who, ...rest }) => ({ ...rest, name: who ?? 'you' }),
    3: ({ name, ...rest }) => ({ ...rest, names: [String(name).trim()] }),
  },
  run: () => ({}),
})
const broken = { ...greet, type: 'broken', version: 2, upgrade: { 2: () => JSON.parse('oops') } }
const types = collectNodes([greet, broken] as unknown as NodeDefinition[]) // as the registry holds them

function node(type: string, version: number, params: WorkflowNode['params'] = {}): WorkflowNode {
  return { type, version, params, position: { x: 0, y: 0 } }
}

test('goes through every step from the version of the file', () => {
  expect(upgradeNode(types, 'a', node('greet', 1, { who: ' Ada ' }))).toEqual(node('greet', 3, { names: ['Ada'] }))
  expect(upgradeNode(types, 'a', node('greet', 2, { name: 'Bob' }))).toEqual(node('greet', 3, { names: ['Bob'] }))
})

test('what is current stays the very same object, so nothing counts as changed', () => {
  const current = node('greet', 3, { names: [] })
  expect(upgradeNode(types, 'a', current)).toBe(current)
  const graph = { nodes: { a: { ...current, graph: { nodes: { b: current }, edges: [] } } }, edges: [] }
  expect(upgradeGraph(types, graph)).toBe(graph)
})

test('reaches into inner graphs', () => {
  const outer = { ...node('greet', 3), graph: { nodes: { b: node('greet', 1, { who: 'Ada' }) }, edges: [] } }
  const graph = { nodes: { a: outer }, edges: [] }
  const upgraded = upgradeGraph(types, graph)
  expect(upgraded.nodes.a?.graph?.nodes.b).toEqual(node('greet', 3, { names: ['Ada'] }))
  expect(graph.nodes.a.graph.nodes.b.version).toBe(1)
})

test('a newer version and an unknown type name the node', () => {
  expect(() => upgradeNode(types, 'hello', node('greet', 4))).toThrow(
    expect.objectContaining({
      info: expect.objectContaining({ kind: 'user', code: 'workflow.newer-node', nodeId: 'hello' }),
    }),
  )
  expect(() => upgradeNode(nodeTypes, 'ask', node('promt', 1))).toThrow(
    expect.objectContaining({
      message: 'The node `ask` is of the type `promt`, which Niti does not know.',
      info: expect.objectContaining({ nodeId: 'ask', hint: 'The nearest known type is `prompt`.' }),
    }),
  )
})

test('params that an upgrade stumbles over are the file’s fault, not a bug', () => {
  expect(() => upgradeNode(types, 'hello', node('broken', 1))).toThrow(
    expect.objectContaining({ info: expect.objectContaining({ kind: 'user', code: 'workflow.broken-params' }) }),
  )
})
