import { expect, onTestFinished, test } from 'vitest'
import { createHttp } from '../../electron/engine/http/http.ts'
import { createCallPlaces } from '../../electron/engine/mcp/call-places.ts'
import { keepServer, usualTimings } from '../../electron/engine/mcp/keep-server.ts'
import { splitLines } from '../../electron/engine/mcp/split-lines.ts'
import { tellingSecrets } from '../../electron/engine/mcp/telling-secrets.ts'
import { windowsCommand } from '../../electron/engine/mcp/windows-command.ts'
import { createSafeLog } from '../../electron/engine/safe-log.ts'
import type { McpTransport } from '../../shared/contract/mcp.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { childServer, isAlive, until } from './mcp-kit.ts'

const never = new AbortController().signal

/** One server with a clock that stands still. */
function keep(transport: McpTransport, { stays = true, pingTimeoutMs = 300 } = {}) {
  const clock = createHandClock()
  const http = createHttp()
  const keeper = keepServer({
    server: { serverId: 'mcp_1', title: 'Test', transport },
    ...{ http, clock, stays, log: createSafeLog(), secrets: async () => ({}) },
    timings: { ...usualTimings, pingTimeoutMs, patienceMs: 300 },
    ...{ onChanged() {}, onSaid() {} },
  })
  onTestFinished(async () => {
    await keeper.close()
    await http.close()
  })
  return { keeper, clock }
}

const call = (keeper: ReturnType<typeof keepServer>, name: string) =>
  keeper.use(never, ({ client }) => client.callTool({ name, arguments: {} }))

test('it is started again after a crash, later each time, and given up after five', async () => {
  const { transport, diary } = childServer('ends')
  const { keeper, clock } = keep(transport)
  const startedAt = clock.now()
  await expect(keeper.open()).rejects.toMatchObject({ info: { code: 'mcp.ended' } })
  for (const [index, waitMs] of [1_000, 2_000, 4_000, 8_000].entries()) {
    expect(keeper.state()).toMatchObject({ state: 'failing', nextTryAt: clock.now() + waitMs })
    clock.pass(waitMs)
    await until(() => keeper.state().state === 'failing' && diary().length === index + 2)
    await until(() => keeper.state().nextTryAt !== null || keeper.state().error?.code === 'mcp.given-up')
  }
  expect(clock.now() - startedAt).toBe(15_000)
  expect(keeper.state()).toMatchObject({
    ...{ state: 'failing', nextTryAt: null },
    error: {
      code: 'mcp.given-up',
      message: expect.stringContaining('failed 5 times and was given up. The last time:'),
    },
  })
  await expect(keeper.open()).rejects.toMatchObject({ info: { code: 'mcp.given-up' } })
  expect(diary()).toHaveLength(5)
  // A person may try again.
  await expect(keeper.restart()).rejects.toMatchObject({ info: { code: 'mcp.ended' } })
  expect(diary()).toHaveLength(6)
})

test('one that was up for a minute and then ends begins with a short pause again', async () => {
  const { transport, pids } = childServer()
  const { keeper, clock } = keep(transport)
  await keeper.open()
  clock.pass(60_000)
  await expect(call(keeper, 'exit')).rejects.toThrow('Connection closed')
  await until(() => keeper.state().state === 'failing')
  expect(keeper.state().nextTryAt).toBe(clock.now() + 1_000)
  clock.pass(1_000)
  await until(() => keeper.state().state === 'running')
  expect(pids()).toHaveLength(2)
})

test('one that hangs is found out by a ping, ended, and started again; a busy one is left alone', async () => {
  const { transport, pids } = childServer()
  const { keeper, clock } = keep(transport)
  await keeper.open()
  await call(keeper, 'hang')
  const [first = 0] = pids()
  await new Promise((resolve) => setTimeout(resolve, 100))
  clock.pass(30_000)
  await until(() => keeper.state().state === 'failing')
  expect(isAlive(first)).toBe(false)
  expect(keeper.state().logs).toContain('Niti: it does not answer any more and is started again.')
  clock.pass(1_000)
  await until(() => keeper.state().state === 'running')
  const leave = new AbortController()
  const slow = keeper.use(leave.signal, ({ client }) =>
    client.callTool({ name: 'slow' }, undefined, { signal: leave.signal }),
  )
  clock.pass(30_000)
  clock.pass(30_000)
  expect(keeper.state().state).toBe('running')
  leave.abort(new Error('enough'))
  await expect(slow).rejects.toThrow('enough')
  expect(pids()).toHaveLength(2)
})

test('a program that ends with its command leaves the next start to the next call', async () => {
  const { transport, pids } = childServer()
  const { keeper, clock } = keep(transport, { stays: false })
  await expect(call(keeper, 'exit')).rejects.toThrow('Connection closed')
  await until(() => keeper.state().state === 'failing')
  expect(keeper.state().nextTryAt).toBe(null)
  expect(clock.sleepers()).toBe(0)
  await call(keeper, 'echo')
  expect(pids()).toHaveLength(2)
})

test('whoever needs it while it starts waits for the same start, or leaves; closing ends a start', async () => {
  const { transport, pids } = childServer('silent')
  const { keeper } = keep(transport)
  const opening = keeper.open()
  const leave = new AbortController()
  const left = keeper.use(leave.signal, async () => 'never')
  leave.abort(new Error('no patience'))
  await expect(left).rejects.toThrow('no patience')
  await until(() => pids().length === 1)
  const closed = expect(opening).rejects.toMatchObject({ info: { code: 'mcp.closed' } })
  await keeper.close()
  await closed
  expect(pids().some(isAlive)).toBe(false)
})

test('so many calls at once, the others in the order they came, and who leaves takes no place', async () => {
  const places = createCallPlaces(2)
  const order: string[] = []
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
  const leave = new AbortController()
  const work = gates.map((gate, index) =>
    places.within(index === 2 ? leave.signal : never, async () => {
      order.push(`begins ${index}`)
      await gate.promise
    }),
  )
  const left = expect(work[2]).rejects.toThrow('left')
  leave.abort(new Error('left'))
  await left
  expect(places.inUse()).toBe(2)
  for (const gate of gates) gate.resolve()
  await Promise.all([work[0], work[1], work[3]])
  expect(order).toEqual(['begins 0', 'begins 1', 'begins 3'])
  expect(places.inUse()).toBe(0)
})

test('lines are put together from pieces, letters that are cut in two too; one that is too long is refused', () => {
  const lines: string[] = []
  const take = splitLines(10, (line) => lines.push(line))
  const bytes = Buffer.from('a\r\nbä\n\ncc')
  for (const byte of bytes) expect(take(Buffer.from([byte]))).toBe(true)
  expect(take(Buffer.from('c\n0123456789\nx'))).toBe(true)
  expect(lines).toEqual(['a', 'bä', '', 'ccc', '0123456789'])
  expect(take(Buffer.from('0123456789'))).toBe(false)
  expect(take(Buffer.from('\nmore\n'))).toBe(false)
  expect(lines).toHaveLength(5)
})

test('what a server is given is a secret unless it plainly is none', () => {
  const harmless = {
    a: 'production',
    b: '/home/me/my notes',
    c: 'https://example.com:8443/',
    d: '12345678.9',
    e: 'short',
  }
  expect(tellingSecrets(harmless)).toEqual([])
  expect(tellingSecrets({ url: 'postgres://me:pw@host/db', key: 'abcdefgh1', auth: 'Bearer abcdefgh2' })).toEqual([
    ...['postgres://me:pw@host/db', 'abcdefgh1', 'Bearer abcdefgh2', 'abcdefgh2'],
  ])
})

test('on Windows a script of the command prompt is started without a word of it meaning anything', () => {
  expect(windowsCommand('C:\\node\\node.exe', ['a b'])).toEqual({
    ...{ program: 'C:\\node\\node.exe', words: ['a b'], isVerbatim: false },
  })
  expect(windowsCommand('npx', ['-y', 'a & calc', 'say "x"\\'])).toEqual({
    program: 'cmd.exe',
    words: ['/d', '/s', '/c', '"npx ^^^"-y^^^" ^^^"a^^^ ^^^&^^^ calc^^^" ^^^"say^^^ \\^^^"x\\^^^"\\\\^^^""'],
    isVerbatim: true,
  })
})
