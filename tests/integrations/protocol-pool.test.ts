import { expect, test } from 'vitest'
import type { ProtocolClient } from '../../electron/engine/integrations/define-protocol.ts'
import { createProtocolPool } from '../../electron/engine/integrations/protocol-pool.ts'
import { until } from '../support/trigger-engine.ts'

type Counted = ProtocolClient & { number: number; isClosed: boolean }

function openPool(idleMs = 60_000) {
  const made: Counted[] = []
  const pool = createProtocolPool({ idleMs })
  const open = async () => {
    const client: Counted = {
      number: made.length + 1,
      isClosed: false,
      isOpen: () => !client.isClosed,
      close() {
        client.isClosed = true
      },
    }
    made.push(client)
    return client
  }
  const { signal } = new AbortController()
  const use = <T>(
    work: (client: ProtocolClient) => Promise<T>,
    more: { key?: string | null; signal?: AbortSignal } = {},
  ) => pool.use({ key: 'a', atOnce: 2, signal, open, onWaiting() {}, ...more }, work)
  return { pool, made, use }
}

const numberOf = async (client: ProtocolClient) => ('number' in client ? client.number : 0)

test('a client is used again, by its own key alone, and not after a failure', async () => {
  const { pool, made, use } = openPool()
  expect([await use(numberOf), await use(numberOf), await use(numberOf, { key: 'b' })]).toEqual([1, 1, 2])
  const failing = use(() => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(made[0]?.isClosed).toBe(true)
  expect(await use(numberOf)).toBe(3)
  made[2]?.close()
  expect(await use(numberOf)).toBe(4)
  expect(await use(numberOf, { key: null })).toBe(5)
  expect(made[4]?.isClosed).toBe(true)
  pool.close()
  expect(made.every(({ isClosed }) => isClosed)).toBe(true)
})

test('so many at once and no more; whoever waits may give up', async () => {
  const { pool, made, use } = openPool()
  const done: (() => void)[] = []
  const busy = () => new Promise<void>((resolve) => done.push(resolve))
  const first = [use(busy), use(busy)]
  const third = use(numberOf)
  const giveUp = new AbortController()
  const fourth = use(numberOf, { signal: giveUp.signal })
  giveUp.abort(new Error('enough'))
  await expect(fourth).rejects.toThrow('enough')
  await until('both are busy', () => done.length === 2)
  expect(made).toHaveLength(2)
  for (const end of done) end()
  await Promise.all(first)
  expect(await third).toBeLessThan(3)
  pool.close()
})

test('one that is not used for a while is closed; one that is given up is closed in the middle', async () => {
  const { made, use } = openPool(1)
  await use(numberOf)
  await until('it is closed', () => made[0]?.isClosed)
  const giveUp = new AbortController()
  const using = use(() => new Promise(() => {}), { signal: giveUp.signal })
  await until('it is in use', () => made.length === 2)
  giveUp.abort(new Error('enough'))
  await expect(using).rejects.toThrow('enough')
  expect(made[1]?.isClosed).toBe(true)
})
