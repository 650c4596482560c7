import { expect, test } from 'vitest'
import { z } from 'zod'
import { type FoundEvents, forClient, type ProtocolClient } from '../../electron/engine/integrations/define-protocol.ts'
import { externalError } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'
import { workflowOf } from './service-kit.ts'

type Letters = ProtocolClient & { secrets: Record<string, string>; isClosed: boolean }

const event = (id: string) => ({ id, payload: { id } })

test('a protocol that is watched hands over batches; it goes on from its cursor, also after it broke', async () => {
  const watching: { cursor: Json | null; input: { list: string }; client: Letters; signal: AbortSignal }[] = []
  const batches: (FoundEvents | Error)[] = []
  const clock = createHandClock()
  const { protocol, trigger } = forClient<Letters>()
  const tiny = protocol({
    ...{ id: 'tiny', title: 'Tiny', category: 'developer', brand: null, summary: 'Letters.', speaks: 'LETTERS' },
    docsUrl: 'https://tiny.example/docs',
    signIn: [{ id: 'key', title: 'Key', setup: [], secrets: [{ name: 'token', title: 'Key' }] }],
    address: () => 'letters:',
    async connect({ secrets }) {
      const client: Letters = {
        secrets,
        isClosed: false,
        isOpen: () => !client.isClosed,
        close() {
          client.isClosed = true
        },
      }
      return client
    },
    actions: {},
    triggers: {
      'new-item': trigger({
        ...{ title: 'New item', summary: 'Begins a run for each new item.', group: 'Items', sample: { id: 'sample' } },
        input: z.object({ list: z.string().default('inbox') }),
        async *watch(client, input, { cursor, signal }) {
          watching.push({ client, input, cursor, signal })
          for (;;) {
            const batch = await Promise.race([
              until('a batch', () => batches.shift()),
              new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
            ])
            if (batch instanceof Error) throw batch
            yield batch
          }
        },
      }),
    },
  })
  const engine = await openTestEngine({ clock, integrations: [tiny] })
  await engine.client.integrations.connect({ integrationId: 'tiny', method: 'key', secrets: { token: 'good' } })
  batches.push({ events: [event('old')], cursor: 1 }, { events: [event('old'), event('a'), event('b')], cursor: 2 })
  const workflowId = await publish(engine, workflowOf({ list: 'x', way: 'socket' }))
  const runs = await runsOf(engine, workflowId, 2)
  expect(runs.map(({ nodes }) => nodes.begin?.outputs?.out)).toEqual([{ id: 'a' }, { id: 'b' }])
  expect(watching[0]).toMatchObject({ cursor: null, input: { list: 'x' }, client: { secrets: { token: 'good' } } })
  expect(await triggerOf(engine, workflowId)).toMatchObject({ way: 'socket', error: null })
  batches.push(externalError('letters.broken', 'The post is on strike.'))
  await until('it says so', async () => (await triggerOf(engine, workflowId)).error === 'The post is on strike.')
  expect(watching[0]?.client.isClosed).toBe(true)
  batches.push({ events: [event('b'), event('c')], cursor: 3 })
  await until('it begins again', () => {
    clock.pass(1_000)
    return watching.length === 2
  })
  expect(watching[1]?.cursor).toBe(2)
  expect((await runsOf(engine, workflowId, 3)).at(-1)?.nodes.begin?.outputs?.out).toEqual({ id: 'c' })
  await until('it works', async () => (await triggerOf(engine, workflowId)).error === null)
  await engine.client.triggers.setActive({ workflowId, active: false })
  await until('it ends', () => watching[1]?.signal.aborted && watching[1].client.isClosed)
})
