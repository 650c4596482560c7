import { expect, test } from 'vitest'
import whileNode from '../../electron/engine/nodes/while.node.ts'
import { emptyTrace, runNode } from '../support/node-harness.ts'

test('each round begins with what the last one gave, and the count comes at the end', async () => {
  const { outputs, rounds, iterations } = await runNode(whileNode, {
    inputs: { in: 'a' },
    evaluate: ({ names }) => Number(names.index) < 3,
    round: ({ index, item }) => `${item}${index}`,
  })
  expect(outputs).toEqual({ out: 'a012', rounds: 3 })
  expect(rounds).toEqual([0, 1, 2])
  expect(iterations).toEqual([null, 3])
})

test('hands the condition over as it stands, with the state so far', async () => {
  const asked: unknown[] = []
  await runNode(whileNode, {
    params: { start: { left: 1 }, condition: 'item.left' },
    evaluate(request) {
      asked.push(request)
      return 0
    },
  })
  expect(asked).toEqual([{ source: 'item.left', names: { item: { left: 1 }, index: 0 } }])
})

test.each([undefined, null, '', 'false', 0, false, [[]]].map((value) => [value].flat(1)))(
  'ends where the condition gives %j',
  async (value) => {
    const { outputs } = await runNode(whileNode, { params: { start: 1 }, evaluate: () => value })
    expect(outputs).toEqual({ out: 1, rounds: 0 })
  },
)

test('fails at the limit, or stops there', async () => {
  const script = { evaluate: () => true, round: ({ index }: { index: number }) => index }
  const trace = emptyTrace()
  await expect(runNode(whileNode, { ...script, params: { limit: 2 } }, trace)).rejects.toMatchObject({
    info: { code: 'while.limit', kind: 'user', message: expect.stringContaining('2 rounds') },
  })
  expect(trace).toMatchObject({ rounds: [0, 1], iterations: [null] })
  const stopped = await runNode(whileNode, { ...script, params: { limit: 2, atLimit: 'stop' } })
  expect(stopped).toMatchObject({ outputs: { out: 1, rounds: 2 }, iterations: [null, 2], logs: [{ level: 'warn' }] })
  await expect(runNode(whileNode, { ...script, params: { limit: 10_001 } })).rejects.toThrow('Too big')
})

test('cancelled, it looks at nothing and begins nothing', async () => {
  await expect(runNode(whileNode, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    info: { kind: 'cancelled' },
  })
})
