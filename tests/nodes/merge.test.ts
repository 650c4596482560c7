import { expect, test } from 'vitest'
import merge from '../../electron/engine/nodes/merge.node.ts'
import { portsOf } from '../../shared/catalog/ports.ts'
import type { Json } from '../../shared/json.ts'
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

const people = {
  from: 'people',
  value: [
    { id: 1, name: 'Ada' },
    { id: '2', name: 'Bo' },
    { id: 3, name: 'Cy' },
  ],
}
const cities = {
  from: 'cities',
  value: [
    { id: '1', city: 'Oslo' },
    { id: 4, city: 'Rome' },
    { id: 2, city: 'Bern' },
  ],
}

async function join(params: Record<string, string>, ...lists: { from: string; value: Json }[]) {
  const { outputs } = await runNode(merge, { params: { mode: 'key', ...params }, arrived: { in: lists } })
  return outputs.out
}

test('joins lists by a key: what both have, all of the first, or all', async () => {
  const ada = { id: '1', name: 'Ada', city: 'Oslo' }
  const bo = { id: 2, name: 'Bo', city: 'Bern' }
  const cy = { id: 3, name: 'Cy' }
  expect(await join({}, people, cities)).toEqual([ada, bo])
  expect(await join({ join: 'left' }, people, cities)).toEqual([ada, bo, cy])
  expect(await join({ join: 'full' }, people, cities)).toEqual([ada, bo, cy, { id: 4, city: 'Rome' }])
  expect(portsOf(merge.inputs, { mode: 'key' })[0]?.wait).toBe('all')
})

test('the later wire wins, three lists join, and entries of one key multiply', async () => {
  const a = {
    from: 'a',
    value: [
      { user: { id: 'x' }, n: 1 },
      { user: { id: 'x' }, n: 2 },
    ],
  }
  const b = { from: 'b', value: [{ user: { id: 'x' }, n: 3, more: 'b' }] }
  const c = { from: 'c', value: [{ user: { id: 'x', full: true }, more: 'c' }] }
  expect(await join({ key: 'user.id' }, a, c)).toEqual([
    { user: { id: 'x', full: true }, n: 1, more: 'c' },
    { user: { id: 'x', full: true }, n: 2, more: 'c' },
  ])
  expect(await join({ key: 'user.id' }, b, a, c)).toHaveLength(2)
  expect(await join({ key: 'user.id' }, a, b)).toEqual(Array(2).fill({ user: { id: 'x' }, n: 3, more: 'b' }))
})

test('one list alone stays as it is, and none gives an empty list', async () => {
  expect(await join({}, people)).toEqual(people.value)
  expect(await join({})).toEqual([])
})

test('says which wire brought no list, and which entry has no key', async () => {
  await expect(join({}, people, { from: 'text', value: 'x' })).rejects.toThrow(
    'What came from `text` is text, not a list.',
  )
  const gaps: { from: string; value: Json } = {
    from: 'gaps',
    value: [{ id: 1 }, { name: 'No' }, { id: null }, { id: {} }, 'x'],
  }
  await expect(join({}, people, gaps)).rejects.toThrow('Entry 2 of the list from `gaps` has no `id`')
  await expect(join({}, { from: 'gaps', value: [5] })).rejects.toThrow(
    'Entry 1 of the list from `gaps` is a number, not an object.',
  )
  expect(await join({ withoutKey: 'skip' }, gaps)).toEqual([{ id: 1 }])
  await expect(join({ key: ' ' }, people)).rejects.toMatchObject({ info: { field: 'params.key' } })
  // A name every object answers to is no key of it.
  await expect(join({ key: 'constructor.name' }, people)).rejects.toThrow('has no `constructor.name`')
})

test('a join that would grow beyond all measure is refused', async () => {
  const same = { from: 'same', value: Array.from({ length: 1_001 }, () => ({ id: 1 })) }
  await expect(join({}, same, same)).rejects.toMatchObject({ info: { code: 'merge.too-many' } })
})
