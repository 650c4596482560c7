import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { Integration } from '../../electron/engine/integrations/define-integration.ts'
import { createHandClock } from '../support/hand-clock.ts'
import {
  type Answer,
  errorOf,
  type Got,
  get,
  openClient,
  serviceUrl,
  serviceWith,
  startService,
} from './service-kit.ts'

type Said = Answer | 'hold' | 'break'

async function open(
  answer: (got: Got, number: number) => Said,
  { action = {}, more = {}, context = {} }: { action?: object; more?: Partial<Integration>; context?: object } = {},
) {
  const service = await startService(answer)
  const clock = createHandClock()
  const integration = serviceWith({ request: get('/x'), ...action }, more)
  const opened = openClient({ integration, standIns: { [serviceUrl]: service.origin }, clock, context })
  return { service, clock, start: clock.now(), ...opened }
}

const post = () => ({ method: 'POST' as const, path: '/x', body: { json: { a: 1 } } })
const fine = { body: { fine: true } }

describe('a request that was refused for now', () => {
  test('is sent again when the service says, and the wait is told and traced', async () => {
    const { service, clock, start, call, waits, traces } = await open((_, number) =>
      number === 1 ? { status: 429, headers: { 'retry-after': '30' }, body: { message: 'slow down' } } : fine,
    )
    const result = call()
    await clock.sleeping(start + 30_000)
    expect(service.got).toHaveLength(1)
    expect(waits).toEqual([{ waitMs: 30_000, reason: 'Service says: slow down (429).' }])
    clock.pass(30_000)
    expect(await result).toEqual({ fine: true })
    expect(traces.map(({ status, waitedMs }) => [status, waitedMs])).toEqual([
      [429, 0],
      [200, 30_000],
    ])
  })

  test('a date is understood as well; without one the wait grows, and after four tries it is over', async () => {
    const dated = await open((_, number) =>
      number === 1
        ? { status: 503, headers: { 'retry-after': new Date(createHandClock().now() + 5_000).toUTCString() } }
        : fine,
    )
    const result = dated.call()
    await dated.clock.sleeping(dated.start + 5_000)
    dated.clock.pass(5_000)
    expect(await result).toEqual({ fine: true })

    const { service, clock, call } = await open(() => ({ status: 502 }))
    const failed = errorOf(call())
    for (const wait of [500, 1_000, 2_000]) {
      await clock.sleeping(clock.now() + wait)
      clock.pass(wait)
    }
    expect(await failed).toMatchObject({ kind: 'external', code: 'service.failed', retryable: true })
    expect(service.got).toHaveLength(4)
  })

  test('is not waited for where it asks for too much patience; the error says how much', async () => {
    const { service, call } = await open(() => ({ status: 429, headers: { 'retry-after': '7200' } }))
    expect(await errorOf(call())).toMatchObject({
      ...{ code: 'service.rate-limited', retryable: true, hint: 'It asks to wait 120 min.' },
    })
    expect(service.got).toHaveLength(1)
  })

  test('a POST goes again after 429, or 503 that says when, as it was not taken; after 502 it does not', async () => {
    const cases: [number, Record<string, string>, number][] = [
      [429, {}, 2],
      [503, { 'retry-after': '1' }, 2],
      [503, {}, 1],
      [502, {}, 1],
    ]
    for (const [status, headers, sent] of cases) {
      const { service, clock, call } = await open((_, number) => (number === 1 ? { status, headers } : fine), {
        action: { request: post },
      })
      const result = call().catch(() => null)
      if (sent === 2) {
        const wait = status === 429 ? 500 : 1_000
        await clock.sleeping(clock.now() + wait)
        clock.pass(wait)
      }
      await result
      expect(service.got, `${status}`).toHaveLength(sent)
    }
  })

  test('a complaint that says so counts as such, whatever the status', async () => {
    const { service, clock, start, call } = await open((_, number) => (number === 1 ? { body: { ok: false } } : fine), {
      action: { request: post },
      more: {
        complaint: ({ body }) =>
          JSON.stringify(body) === '{"ok":false}' ? { message: 'ratelimited', retryable: true } : null,
      },
    })
    const result = call()
    await clock.sleeping(start + 500)
    clock.pass(500)
    expect(await result).toEqual({ fine: true })
    expect(service.got).toHaveLength(2)
  })
})

describe('a connection that breaks', () => {
  test('is made again for what may be repeated', async () => {
    const { service, clock, start, call, traces } = await open((_, number) => (number === 1 ? 'break' : fine))
    const result = call()
    await clock.sleeping(start + 500)
    clock.pass(500)
    expect(await result).toEqual({ fine: true })
    expect(traces.map(({ status }) => status)).toEqual([null, 200])
    expect(service.got).toHaveLength(2)
  })

  test('a POST is sent once, unless it carries a key: then each try carries the same', async () => {
    const bare = await open(() => 'break', { action: { request: post } })
    expect(await errorOf(bare.call())).toMatchObject({ code: 'http.unreachable' })
    expect(bare.service.got).toHaveLength(1)

    const { service, clock, start, call } = await open((_, number) => (number === 1 ? 'break' : fine), {
      action: { request: post, idempotencyHeader: 'Idempotency-Key' },
      context: { idempotencyKey: 'key-1' },
    })
    const result = call()
    await clock.sleeping(start + 500)
    clock.pass(500)
    await result
    expect(service.got.map(({ headers }) => headers['idempotency-key'])).toEqual(['key-1', 'key-1'])
  })

  test('nobody listens: nothing was sent, so even a POST is tried again', async () => {
    const clock = createHandClock()
    const { call, traces } = openClient({
      integration: serviceWith({ request: post }),
      // A port that was free a moment ago.
      standIns: { [serviceUrl]: await freeOrigin() },
      clock,
    })
    const failed = errorOf(call())
    for (const wait of [500, 1_000, 2_000]) {
      await clock.sleeping(clock.now() + wait)
      clock.pass(wait)
    }
    expect(await failed).toMatchObject({ code: 'http.unreachable' })
    expect(traces).toHaveLength(4)
  })
})

describe('published limits are kept', () => {
  test('so many requests in a window, first come first served, also over several windows', async () => {
    const { service, clock, start, call, waits, traces } = await open(() => fine, {
      more: {
        limits: {
          windows: [
            { requests: 2, seconds: 10 },
            { requests: 3, seconds: 60 },
          ],
        },
      },
    })
    const first = await Promise.all([call(), call()])
    expect(first).toHaveLength(2)
    const [third, fourth] = [call(), call()]
    await clock.sleeping(start + 10_000)
    expect(service.got).toHaveLength(2)
    expect(waits[0]).toEqual({ waitMs: 10_000, reason: 'Service takes no more requests now.' })
    clock.pass(10_000)
    await third
    await clock.sleeping(start + 60_000)
    expect(service.got).toHaveLength(3)
    clock.pass(50_000)
    await fourth
    expect(traces.map(({ waitedMs }) => waitedMs)).toEqual([0, 0, 10_000, 60_000])
  })

  test('each connection has its own', async () => {
    const { service, call } = await open(() => fine, { more: { limits: { windows: [{ requests: 1, seconds: 60 }] } } })
    await Promise.all([call({}, { connectionId: 'con_1' }), call({}, { connectionId: 'con_2' })])
    expect(service.got).toHaveLength(2)
  })

  test('so many at once', async () => {
    let most = 0
    let under = 0
    const { call } = await open(() => fine, {
      more: { limits: { atOnce: 2 } },
      context: {
        beforeSend: async () => {
          most = Math.max(most, ++under)
        },
        onRequest: () => void under--,
      },
    })
    await Promise.all(Array.from({ length: 9 }, () => call()))
    expect(most).toBe(2)
  })

  test('a wait for one’s turn ends at once when it is cancelled, and leaves its place', async () => {
    const { service, clock, start, call } = await open(() => fine, {
      more: { limits: { windows: [{ requests: 1, seconds: 60 }] } },
    })
    await call()
    const stop = new AbortController()
    const given = call({}, { context: { signal: stop.signal } })
    const next = call()
    await clock.sleeping(start + 60_000)
    stop.abort(new Error('enough'))
    await expect(given).rejects.toThrow('enough')
    clock.pass(60_000)
    expect(await next).toEqual({ fine: true })
    expect(service.got).toHaveLength(2)
  })
})

describe('limits that replies tell are obeyed', () => {
  const headers = { remaining: 'X-Left', reset: 'X-Reset' }
  test.each([
    ['seconds', '20'],
    ['milliseconds', '20000'],
    ['epoch-seconds', String((createHandClock().now() + 20_000) / 1000)],
    ['epoch-milliseconds', String(createHandClock().now() + 20_000)],
    ['iso', new Date(createHandClock().now() + 20_000).toISOString()],
  ] as const)('where none are left, the next waits for the reset in %s', async (resetIs, reset) => {
    const { service, clock, start, call } = await open(
      (_, number) => ({ headers: { 'x-left': number === 1 ? '1' : '0', 'x-reset': reset }, body: {} }),
      { more: { limits: { headers: { ...headers, resetIs } } } },
    )
    await call()
    await call()
    const third = call()
    await clock.sleeping(start + 20_000)
    expect(service.got).toHaveLength(2)
    clock.pass(20_000)
    await third
    expect(service.got).toHaveLength(3)
  })

  test('after a 429 all others of the connection wait as well', async () => {
    const { service, clock, start, call } = await open((_, number) =>
      number === 1 ? { status: 429, headers: { 'retry-after': '9' } } : fine,
    )
    const first = call()
    await clock.sleeping(start + 9_000)
    const second = call()
    clock.pass(8_999)
    expect(service.got).toHaveLength(1)
    clock.pass(1)
    await Promise.all([first, second])
    expect(service.got).toHaveLength(3)
  })
})

describe('a call ends', () => {
  test('at once when it is cancelled, up to the socket; while it waits to try again, too', async () => {
    const { service, clock, call } = await open((_, number) => (number === 1 ? 'hold' : { status: 429 }))
    const stop = new AbortController()
    const held = call({}, { context: { signal: stop.signal } })
    await service.arrived(1)
    stop.abort(new Error('enough'))
    await expect(held).rejects.toThrow('enough')
    const again = new AbortController()
    const waiting = call({}, { context: { signal: again.signal } })
    await clock.sleeping(clock.now() + 500)
    again.abort(new Error('enough now'))
    await expect(waiting).rejects.toThrow('enough now')
  })

  test('when a request takes too long', async () => {
    const { service, clock, call, traces } = await open(() => 'hold', { context: { timeoutMs: 4_000 } })
    const failed = errorOf(call())
    await service.arrived(1)
    clock.pass(4_000)
    expect(await failed).toMatchObject({
      ...{ kind: 'external', code: 'service.timeout', retryable: true },
      message: 'Service did not answer within 4 s.',
    })
    expect(traces).toMatchObject([{ status: null, durationMs: 4_000 }])
  })
})

test('nothing leaves before what happened so far is on disk', async () => {
  const order: string[] = []
  const { call } = await open(
    () => {
      order.push('sent')
      return fine
    },
    { context: { beforeSend: async () => void order.push('on disk') } },
  )
  await call()
  expect(order).toEqual(['on disk', 'sent'])
})

async function freeOrigin(): Promise<string> {
  const { createServer } = await import('node:net')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : ''
}
