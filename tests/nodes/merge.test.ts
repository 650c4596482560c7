import { expect, test } from 'vitest'
import merge from '../../electron/engine/nodes/merge.node.ts'
import { portsOf } from '../../shared/catalog/ports.ts'
import { runNode } from '../support/node-harness.ts'

const arrived = {
  in: [
    { from: 'short', value: 'Tea.' },
    { from: 'long', value: 'How to make tea.' },
  ],
}

test('gives a list in the order of the wires', async () => {
  expect((await runNode(merge, { arrived })).outputs).toEqual({ out: ['Tea.', 'How to make tea.'] })
})

test('gives an object by the names of the nodes', async () => {
  const { outputs } = await runNode(merge, { params: { as: 'object' }, arrived })
  expect(outputs).toEqual({ out: { short: 'Tea.', long: 'How to make tea.' } })
})

test('keeps both where two wires come from one node', async () => {
  const twice = { in: [...arrived.in, { from: 'short', value: 'Tea!' }] }
  const { outputs } = await runNode(merge, { params: { as: 'object' }, arrived: twice })
  expect(outputs).toEqual({ out: { short: 'Tea.', long: 'How to make tea.', short2: 'Tea!' } })
})

test('a single branch is still a list of one', async () => {
  const one = { in: [{ from: 'short', value: { a: 1 } }] }
  expect((await runNode(merge, { arrived: one })).outputs).toEqual({ out: [{ a: 1 }] })
  expect((await runNode(merge, { params: { as: 'object' }, arrived: one })).outputs).toEqual({
    out: { short: { a: 1 } },
  })
})

test('the first branch alone comes as it is, and the port says not to wait', async () => {
  const { outputs } = await runNode(merge, { params: { mode: 'first' }, arrived: { in: arrived.in.slice(0, 1) } })
  expect(outputs).toEqual({ out: 'Tea.' })
  expect(portsOf(merge.inputs, { mode: 'first' })[0]?.wait).toBe('first')
  expect(portsOf(merge.inputs, { mode: 'all' })[0]?.wait).toBe('all')
})

test('nothing wired gives an empty list', async () => {
  expect((await runNode(merge, { arrived: {} })).outputs).toEqual({ out: [] })
})
