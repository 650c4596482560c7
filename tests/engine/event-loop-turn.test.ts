import { expect, test } from 'vitest'
import { nextTurn, oncePerTurn } from '../../electron/engine/event-loop-turn.ts'

test('what many ask for in one turn of the event loop is read once, and again in the next, or once it was changed', async () => {
  let reads = 0
  const read = oncePerTurn((key: string) => `${key}${++reads}`)
  expect([read.of('a'), read.of('a'), read.of('b')]).toEqual(['a1', 'a1', 'b2'])
  read.forget()
  expect(read.of('a')).toBe('a3')
  await nextTurn()
  expect(read.of('a')).toBe('a4')
  expect(read.of('a')).toBe('a4')
})
