import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import each from '../../electron/engine/nodes/each.node.ts'
import { cancelledError, externalError } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import { emptyTrace, runNode } from '../support/node-harness.ts'

const numbers = Array.from({ length: 20 }, (_, index) => index)

/** Lets a test hold rounds open and see how many are under way. */
function gauge() {
  const state = { underWay: 0, most: 0 }
  return {
    state,
    async round<T>(work: () => Promise<T>): Promise<T> {
      state.most = Math.max(state.most, ++state.underWay)
      try {
        return await work()
      } finally {
        state.underWay--
      }
    },
  }
}

test('keeps the order, however long a round takes, and never runs more than allowed', async () => {
  const { state, round } = gauge()
  const { outputs, iterations, rounds } = await runNode(each, {
    params: { items: numbers, concurrency: 3 },
    round: ({ item }) =>
      round(async () => {
        await sleep((Number(item) * 7) % 5)
        return `done ${item}`
      }),
  })
  expect(outputs).toEqual({ out: numbers.map((item) => `done ${item}`) })
  expect(iterations).toEqual([20])
  expect(rounds).toEqual(numbers)
  expect(state.most).toBe(3)
})

test('rounds really run at the same time', async () => {
  // Every round waits until all four are under way: one after the other, this would never end.
  const { promise, resolve } = Promise.withResolvers<void>()
  let waiting = 0
  const { outputs } = await runNode(each, {
    params: { items: [1, 2, 3, 4] },
    async round({ item }) {
      if (++waiting === 4) resolve()
      await promise
      return item
    },
  })
  expect(outputs).toEqual({ out: [1, 2, 3, 4] })
})

test('an empty list gives an empty list', async () => {
  const { outputs, iterations } = await runNode(each, { params: { items: [] } })
  expect(outputs).toEqual({ out: [] })
  expect(iterations).toEqual([0])
})

test('takes the input when no list is named', async () => {
  const { outputs } = await runNode(each, { inputs: { in: ['a'] }, round: ({ item, index }) => [item, index] })
  expect(outputs).toEqual({ out: [['a', 0]] })
})

test('a failure starts no new round, waits for those under way and is the one reported', async () => {
  const { state, round } = gauge()
  const error = externalError('model.down', 'The model is down.')
  const trace = emptyTrace()
  const running = runNode(
    each,
    {
      params: { items: numbers, concurrency: 4 },
      round: ({ index }) =>
        round(async (): Promise<Json> => {
          await sleep(index === 1 ? 1 : 20)
          if (index === 1) throw error
          if (index === 2) throw externalError('late', 'A later failure.')
          return index
        }),
    },
    trace,
  )
  await expect(running).rejects.toBe(error)
  expect(trace.rounds).toEqual([0, 1, 2, 3])
  expect(state.underWay).toBe(0)
})

test('can keep going, with null and a warning', async () => {
  const { outputs, logs } = await runNode(each, {
    params: { items: ['a', 'b', 'c', 'd'], concurrency: 1, onError: 'keep-going' },
    round({ index, item }) {
      if (index === 1) throw externalError('model.down', 'The model is down.')
      if (index === 2) throw new Error('secret')
      return item
    },
  })
  expect(outputs).toEqual({ out: ['a', null, null, 'd'] })
  expect(logs).toEqual([
    { level: 'warn', text: 'Entry 2 failed: The model is down.' },
    { level: 'warn', text: 'Entry 3 failed: Something went wrong inside Niti.' },
  ])
})

test('cancel starts no new round, even when it keeps going', async () => {
  const stop = new AbortController()
  const trace = emptyTrace()
  const running = runNode(
    each,
    {
      params: { items: numbers, concurrency: 2, onError: 'keep-going' },
      signal: stop.signal,
      round({ index }) {
        if (index === 3) stop.abort()
        stop.signal.throwIfAborted()
        return index
      },
    },
    trace,
  )
  await expect(running).rejects.toMatchObject({ info: cancelledError().info })
  expect(trace.rounds.length).toBeLessThanOrEqual(5)
  expect(trace.logs).toEqual([])
})

test('cancelled before it began, it runs nothing', async () => {
  const running = runNode(each, { params: { items: numbers }, signal: AbortSignal.abort() })
  await expect(running).rejects.toMatchObject({ info: { kind: 'cancelled' } })
})

test('says what it got instead of a list', async () => {
  await expect(runNode(each, { params: { items: '[1,2]' } })).rejects.toMatchObject({
    info: { kind: 'user', field: 'params.items', message: 'The list to go through is text.' },
  })
  await expect(runNode(each, {})).rejects.toThrow('The list to go through is nothing.')
  await expect(runNode(each, { params: { items: [], concurrency: 0 } })).rejects.toThrow('Too small')
})

test('refuses a list that is longer than its limit, naming both', async () => {
  await expect(runNode(each, { params: { items: numbers, limit: 19 } })).rejects.toMatchObject({
    info: { code: 'each.too-long', field: 'params.limit', message: expect.stringMatching(/20 entries.* 19 /) },
  })
  const { rounds } = await runNode(each, { params: { items: numbers, limit: 20 }, round: ({ item }) => item })
  expect(rounds).toHaveLength(20)
})
