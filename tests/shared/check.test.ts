import { expect, test } from 'vitest'
import { createNodeTypes } from '../../electron/engine/nodes/node-types.ts'
import { nodeTypes } from '../../electron/engine/nodes/registry.ts'
import { checkWorkflow } from '../../shared/workflow/check.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'

const types = createNodeTypes(nodeTypes)
const problems = (workflow: Workflow) =>
  checkWorkflow(workflow, types.find).map(({ severity, code, at, nodeId, field }) => ({
    severity,
    code,
    node: [...at, nodeId].join('.'),
    ...(field && { field }),
  }))
const template = (text: string) => ({ type: 'template', params: { text } })

test('a sound workflow has no issues', () => {
  expect(problems(drawWorkflow('a -> b', { b: template('{{ a }} {{ inputs.x }} {{ now }}') }))).toEqual([])
})

test('a circle is told with its path', () => {
  const [issue] = checkWorkflow(drawWorkflow('a -> b -> c -> a'), types.find)
  expect(issue).toMatchObject({ severity: 'error', code: 'workflow.cycle', message: /a → b → c → a/ })
})

test('names that are not there, come later, or are the node itself', () => {
  const workflow = drawWorkflow('a -> b -> c', {
    a: template('{{ b }}'),
    b: template('{{ b }} {{ missing.text }}'),
    c: template('{{ item }}'),
  })
  expect(problems(workflow)).toEqual([
    { severity: 'error', code: 'expression.unknown-name', node: 'a', field: 'params.text' },
    { severity: 'error', code: 'expression.unknown-name', node: 'b', field: 'params.text' },
    { severity: 'error', code: 'expression.unknown-name', node: 'b', field: 'params.text' },
    { severity: 'error', code: 'expression.unknown-name', node: 'c', field: 'params.text' },
  ])
})

test('inside a container, item and what came before the container are known', () => {
  const inside = drawGraph('x', { x: template('{{ item }} {{ index }} {{ before }} {{ after }}') })
  const workflow = drawWorkflow('before -> loop -> after', { loop: { type: 'each', graph: inside } })
  expect(problems(workflow)).toEqual([
    { severity: 'error', code: 'expression.unknown-name', node: 'loop.x', field: 'params.text' },
  ])
})

test('an empty container, an unknown type, a port that is not there, params that do not fit', () => {
  const workflow = drawWorkflow('a:nope -> b, c, d, e', {
    c: { type: 'each' },
    d: { type: 'no-such-type' },
    e: { type: 'prompt', params: { temperature: 9 } },
  })
  expect(problems(workflow).map(({ code, node }) => `${node} ${code}`)).toEqual(
    expect.arrayContaining(['a wire.no-port', 'c node.empty-container', 'd node.unknown-type', 'e node.bad-params']),
  )
})

test('params that hold expressions are not judged before they are known', () => {
  const workflow = drawWorkflow('a -> e', { e: { type: 'prompt', params: { prompt: 'x', temperature: '{{ a }}' } } })
  expect(problems(workflow)).toEqual([])
})

test('what no start leads to is a warning', () => {
  const workflow = drawWorkflow('start -> a, lost', { start: { type: 'manual' }, note: { type: 'note' } })
  expect(problems(workflow)).toEqual([{ severity: 'warning', code: 'node.unreachable', node: 'lost' }])
})
