import { expect, test } from 'vitest'
import type { ServiceEvent } from '../../electron/engine/integrations/define-integration.ts'
import type { WatchContext } from '../../electron/engine/triggers/watchers.ts'
import { externalError } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'
import { connectTiny, defineTiny, openTiny, workflowOf } from './service-kit.ts'

type Batch = { events: ServiceEvent[]; cursor: Json }

const event = (id: string): ServiceEvent => ({ id, payload: { id } })

test('a watcher of a protocol hands over batches; it goes on from its cursor, also after it broke', async () => {
  const watching: WatchContext[] = []
  const batches: (Batch | Error)[] = []
  const clock = createHandClock()
  const service = defineTiny('https://tiny.example', { trigger: { watch: { protocol: 'letters' } } })
  const engine = await openTiny(service, {
    clock,
    watchers: {
      async *letters(context) {
        watching.push(context)
        for (;;) {
          const batch = await Promise.race([
            until('a batch', () => batches.shift()),
            new Promise<never>((_, reject) =>
              context.signal.addEventListener('abort', () => reject(context.signal.reason)),
            ),
          ])
          if (batch instanceof Error) throw batch
          yield batch
        }
      },
    },
  })
  await connectTiny(engine)
  batches.push({ events: [event('old')], cursor: 1 }, { events: [event('old'), event('a'), event('b')], cursor: 2 })
  const workflowId = await publish(engine, workflowOf({ list: 'x' }))
  const runs = await runsOf(engine, workflowId, 2)
  expect(runs.map(({ nodes }) => nodes.begin?.outputs?.out)).toEqual([{ id: 'a' }, { id: 'b' }])
  expect(watching[0]).toMatchObject({ cursor: null, trigger: 'new-item', input: { list: 'x' } })
  expect(watching[0]?.connection.secrets).toMatchObject({ token: 'good' })
  expect(await triggerOf(engine, workflowId)).toMatchObject({ way: 'socket', error: null })
  batches.push(externalError('letters.broken', 'The post is on strike.'))
  await until('it says so', async () => (await triggerOf(engine, workflowId)).error === 'The post is on strike.')
  batches.push({ events: [event('b'), event('c')], cursor: 3 })
  await until('it begins again', () => {
    clock.pass(1_000)
    return watching.length === 2
  })
  expect(watching[1]?.cursor).toBe(2)
  expect((await runsOf(engine, workflowId, 3)).at(-1)?.nodes.begin?.outputs?.out).toEqual({ id: 'c' })
  await until('it works', async () => (await triggerOf(engine, workflowId)).error === null)
  await engine.client.triggers.setActive({ workflowId, active: false })
  await until('it ends', () => watching[1]?.signal.aborted)
})
