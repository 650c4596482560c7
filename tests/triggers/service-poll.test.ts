import { expect, test } from 'vitest'
import type { Poll } from '../../electron/engine/integrations/define-integration.ts'
import { isJsonObject, type Json } from '../../shared/json.ts'
import { type Answer, type Seen, startServer } from '../connections/echo-service.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../support/trigger-engine.ts'
import { connectTiny, defineTiny, openTiny, withInput, workflowOf } from './service-kit.ts'

const listed = (body: Json): Json[] => (isJsonObject(body) && Array.isArray(body.items) ? body.items : [])

/** New items since the last one seen, as most lists tell them. */
const poll: Poll = {
  request: ({ list }, { cursor }) => ({
    method: 'GET',
    path: `/lists/${list}`,
    query: { after: typeof cursor === 'number' ? cursor : undefined },
  }),
  read(body, { cursor }) {
    const items = listed(body).map(Number)
    return {
      events: items.map((item) => ({ id: String(item), payload: { item } })),
      cursor: Math.max(0, typeof cursor === 'number' ? cursor : 0, ...items),
    }
  },
  everySeconds: 30,
  examples: [],
}

async function openPolled(answer: (seen: Seen) => Answer | Promise<Answer>, more: Partial<Poll> = {}) {
  const requests = { open: 0 }
  current = requests
  const server = await startServer(async (seen) => {
    requests.open++
    try {
      return await answer(seen)
    } finally {
      requests.open--
    }
  })
  const clock = createHandClock()
  const service = defineTiny(server.url, { trigger: { poll: { ...poll, ...more } } })
  const engine = await openTiny(service, { clock })
  await connectTiny(engine)
  return { server, clock, engine, service }
}

const lastItems = async (...[engine, workflowId, count]: Parameters<typeof runsOf>) =>
  (await runsOf(engine, workflowId, count)).map(({ nodes }) => nodes.begin?.outputs?.out)

const asked = (server: { seen: Seen[] }, count: number) =>
  until(`${count} looks`, () =>
    server.seen.length > count ? Promise.reject(new Error('too many')) : server.seen.length === count,
  )

/** Requests the service of this test has not answered yet. */
let current = { open: 0 }

/** Lets time pass once somebody waits for the next look; none while a request is on its way. */
async function later(clock: ReturnType<typeof createHandClock>, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    await until('somebody sleeps', () => clock.sleepers() > 0 && current.open === 0)
    clock.pass(Math.min(left, 1_000))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('the first look only remembers; later ones begin a run for each new item, in order, and none twice', async () => {
  const items = [1, 2]
  const { server, clock, engine } = await openPolled(() => ({ body: { items: [...items] } }))
  const workflowId = await publish(engine, workflowOf({ list: 'a b' }))
  await asked(server, 1)
  await until('it has looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
  expect(server.seen[0]).toMatchObject({
    path: '/lists/a b'.replace(' ', '%20'),
    headers: { authorization: 'Bearer good' },
  })
  expect(await triggerOf(engine, workflowId)).toMatchObject({
    ...{ kind: 'service', way: 'poll', url: null, error: null, summary: 'Tiny: New item; looks every 30 seconds' },
    lastRunId: null,
  })
  items.push(3, 4, 5)
  await later(clock, 29_000)
  expect(server.seen.length).toBe(1)
  await later(clock, 1_000)
  expect(await lastItems(engine, workflowId, 3)).toEqual([{ item: 3 }, { item: 4 }, { item: 5 }])
  expect(server.seen[1]?.path).toBe('/lists/a%20b?after=2')
  await later(clock, 30_000)
  await asked(server, 3)
  expect(server.seen[2]?.path).toBe('/lists/a%20b?after=5')
  items.push(6)
  await later(clock, 30_000)
  expect((await lastItems(engine, workflowId, 4)).at(-1)).toEqual({ item: 6 })
})

test('where it stands outlives the program, and the service is not asked earlier for it', async () => {
  const items = [1]
  const { server, clock, engine, service } = await openPolled(() => ({ body: { items: [...items] } }))
  const workflowId = await publish(engine, workflowOf({}))
  await until('it has looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
  await engine.close()
  items.push(2)
  clock.set(clock.now() + 10_000)
  const again = await openTestEngine({ dataDir: engine.dataDir, integrations: [service], clock })
  await later(clock, 19_000)
  expect(server.seen.length).toBe(1)
  await later(clock, 1_000)
  expect(await lastItems(again, workflowId, 1)).toEqual([{ item: 2 }])
})

test('another input begins anew; another pause between looks does not', async () => {
  const items = [1]
  const { server, engine, clock } = await openPolled(() => ({ body: { items: [...items] } }))
  const workflowId = await publish(engine, workflowOf({}))
  await until('it has looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
  const change = async (params: { list?: string; everySeconds?: number }) => {
    const { revision } = await engine.client.workflows.get({ workflowId })
    const edits = [{ kind: 'set-params' as const, at: [], id: 'begin', params }]
    await engine.client.workflows.edit({ workflowId, revision, edits })
    await engine.client.workflows.publish({ workflowId })
  }
  items.push(2)
  await change({ everySeconds: 10 })
  await later(clock, 30_000)
  expect(await lastItems(engine, workflowId, 1)).toEqual([{ item: 2 }])
  items.push(3)
  const before = server.seen.length
  await change({ list: 'other', everySeconds: 10 })
  await until('it looks at the other', () => server.seen.slice(before).some(({ path }) => path === '/lists/other'))
  items.push(4)
  await later(clock, 20_000)
  expect((await lastItems(engine, workflowId, 2)).at(-1)).toEqual({ item: 4 })
})

test('what goes wrong stands at the trigger, looks become rarer, and it goes on where it was', async () => {
  const items = [1]
  let isDown = false
  const { server, clock, engine } = await openPolled(
    (): Answer => (isDown ? { status: 500, body: { error: 'out of order' } } : { body: { items: [...items] } }),
  )
  const workflowId = await publish(engine, workflowOf({ everySeconds: 10 }))
  await until('it has looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
  isDown = true
  items.push(2)
  await later(clock, 10_000)
  await until('it says so', async () => (await triggerOf(engine, workflowId)).error?.includes('Tiny'))
  const looks = server.seen.length
  await later(clock, 15_000)
  expect(server.seen.length).toBe(looks)
  isDown = false
  await later(clock, 60_000)
  expect(await lastItems(engine, workflowId, 1)).toEqual([{ item: 2 }])
  expect((await triggerOf(engine, workflowId)).error).toBeNull()
})

test('a service that asks for patience is given it', async () => {
  const items = [1]
  let isLimited = false
  const { server, clock, engine } = await openPolled((): Answer => {
    if (!isLimited) return { body: { items: [...items] } }
    isLimited = false
    return { status: 429, headers: { 'retry-after': '900' }, body: { error: 'slow down' } }
  })
  const workflowId = await publish(engine, workflowOf({ everySeconds: 10 }))
  await until('it has looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
  isLimited = true
  items.push(2)
  await later(clock, 10_000)
  await until('it says so', async () => (await triggerOf(engine, workflowId)).error?.includes('slow down'))
  expect(server.seen.length).toBe(2)
  await later(clock, 880_000)
  expect(server.seen.length).toBe(2)
  await later(clock, 120_000)
  expect(await lastItems(engine, workflowId, 1)).toEqual([{ item: 2 }])
})

test('without a connection it says what to do, and begins once there is one', async () => {
  const server = await startServer(() => ({ body: { items: [1] } }))
  const clock = createHandClock()
  const engine = await openTiny(defineTiny(server.url, { trigger: { poll } }), { clock })
  const workflowId = await publish(engine, workflowOf({}))
  await until('it says so', async () =>
    (await triggerOf(engine, workflowId)).error?.startsWith('There is no connection to Tiny yet.'),
  )
  await connectTiny(engine)
  await later(clock, 60_000)
  await until('it has looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
  expect((await triggerOf(engine, workflowId)).error).toBeNull()
})

test('switched off it does not look; a run that cannot begin is passed over and said', async () => {
  const items = [1]
  const { server, clock, engine } = await openPolled(() => ({ body: { items: [...items] } }))
  const workflowId = await publish(engine, withInput({ everySeconds: 10 }))
  await until('it has looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
  items.push(2)
  await later(clock, 10_000)
  await until('it says so', async () => (await triggerOf(engine, workflowId)).error?.includes('`folder` is required'))
  await engine.client.triggers.setActive({ workflowId, active: false })
  const looks = server.seen.length
  clock.pass(3_600_000)
  expect(server.seen.length).toBe(looks)
  expect(await engine.client.runs.list({})).toEqual([])
})

test('a held-open request is made again at once, once for all triggers that share it, each with its own events', async () => {
  const waiting: ((body: Json) => void)[] = []
  const { server, clock, engine } = await openPolled(
    () => new Promise((resolve) => waiting.push((body) => resolve({ body }))),
    {
      isLong: true,
      request: (_, { cursor }) => ({
        method: 'GET',
        path: '/updates',
        query: { offset: typeof cursor === 'number' ? cursor + 1 : undefined },
      }),
      read(body, { input, cursor }) {
        const items = listed(body).filter(isJsonObject)
        const own = items.filter(({ list }) => list === input.list)
        return {
          events: own.map(({ id = null }) => ({ id: String(id), payload: id })),
          cursor: Math.max(typeof cursor === 'number' ? cursor : 0, ...items.map(({ id }) => Number(id))),
        }
      },
    },
  )
  const give = async (...items: Json[]) => {
    const answer = await until('a request is held open', () => waiting.shift())
    answer({ items })
  }
  const inbox = await publish(engine, workflowOf({}), 'Inbox')
  await give({ id: 1, list: 'inbox' })
  await until('the next is open', () => waiting.length === 1)
  const other = await publish(engine, workflowOf({ list: 'other' }), 'Other')
  // Those who share it begin a new one together; the one before was given up.
  await until('a third request', () => server.seen.length === 3)
  waiting.shift()
  expect(server.seen.map(({ path }) => path)).toEqual(['/updates', '/updates?offset=2', '/updates?offset=2'])
  await give({ id: 2, list: 'inbox' })
  expect(await lastItems(engine, inbox, 1)).toEqual([2])
  await give({ id: 3, list: 'other' }, { id: 4, list: 'inbox' })
  expect(await lastItems(engine, other, 1)).toEqual([3])
  expect(await lastItems(engine, inbox, 2)).toEqual([2, 4])
  expect(await triggerOf(engine, other)).toMatchObject({ way: 'long-poll', summary: 'Tiny: New item; keeps asking' })
  await until('the next is open', () => waiting.length === 1)
  expect(server.seen.at(-1)?.path).toBe('/updates?offset=5')
  // One that is answered at once with nothing is not asked without a pause.
  await give()
  const looks = server.seen.length
  await until('it pauses', () => clock.sleepers() > 0)
  expect(waiting).toEqual([])
  clock.pass(1_000)
  await until('the next is open', () => waiting.length === 1)
  expect(server.seen.length).toBe(looks + 1)
})

test('where a look says too little, each new event is asked for; what was taken away meanwhile begins no run', async () => {
  const items = [1]
  const broken = new Set<number>()
  const { server, clock, engine } = await openPolled(
    ({ path }) => {
      const id = Number(/^\/items\/(\d+)$/.exec(path)?.[1])
      if (Number.isNaN(id)) return { body: { items: [...items] } }
      if (broken.has(id)) return { status: 500, body: { error: 'out of order' } }
      return id === 3 ? { status: 404, body: { error: 'no such item' } } : { body: { id, name: `Item ${id}` } }
    },
    {
      detail: {
        request: (payload) => ({ method: 'GET', path: `/items/${isJsonObject(payload) ? payload.item : ''}` }),
        payload: (body) => ({ name: isJsonObject(body) ? (body.name ?? null) : null }),
      },
    },
  )
  const workflowId = await publish(engine, workflowOf({}))
  await until('it has looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
  items.push(2, 3, 4)
  await later(clock, 30_000)
  expect(await lastItems(engine, workflowId, 2)).toEqual([{ name: 'Item 2' }, { name: 'Item 4' }])
  expect(server.seen.map(({ path }) => path).filter((path) => path.startsWith('/items/'))).toEqual([
    '/items/2',
    '/items/3',
    '/items/4',
  ])
  broken.add(5)
  items.push(5)
  await later(clock, 30_000)
  await until('it says so', async () => (await triggerOf(engine, workflowId)).error?.includes('Tiny'))
  broken.clear()
  await later(clock, 120_000)
  expect((await lastItems(engine, workflowId, 3)).at(-1)).toEqual({ name: 'Item 5' })
})

test('a service that has forgotten how far a trigger was is asked from the beginning, and what is there only remembered', async () => {
  const items = [1]
  let hasForgotten = false
  const { server, clock, engine } = await openPolled(({ path }) => {
    if (hasForgotten && path.includes('after=')) return { status: 410, body: { error: 'gone' } }
    return { body: { items: [...items] } }
  })
  const workflowId = await publish(engine, workflowOf({}))
  await until('it has looked', async () => (await triggerOf(engine, workflowId)).lookedAt !== null)
  hasForgotten = true
  items.push(2)
  await later(clock, 30_000)
  await asked(server, 2)
  await later(clock, 1_000)
  await asked(server, 3)
  expect(server.seen.map(({ path }) => path)).toEqual(['/lists/inbox', '/lists/inbox?after=1', '/lists/inbox'])
  hasForgotten = false
  items.push(3)
  await later(clock, 30_000)
  expect(await lastItems(engine, workflowId, 1)).toEqual([{ item: 3 }])
  expect(await triggerOf(engine, workflowId)).toMatchObject({ error: null })
})
