import { expect, test } from 'vitest'
import { openTestEngine } from '../support/test-engine.ts'
import { add, ask, startHttpServer } from './mcp-kit.ts'

test.each([
  ['streams', false],
  ['JSON', true],
])('a server on the net that answers with %s', async (_, json) => {
  const engine = await openTestEngine()
  const net = await startHttpServer({ json })
  const { serverId } = await add(engine, net.transport)
  expect(await engine.client.mcp.tools({ serverId })).toHaveLength(11)
  expect((await ask(engine, serverId, 'echo', { text: 'tea' })).nodes.ask?.outputs).toEqual({ out: 'tea' })
  expect((await ask(engine, serverId, 'large')).nodes.ask?.status).toBe('succeeded')
  expect((await ask(engine, serverId, 'fail')).nodes.ask?.error).toMatchObject({ message: 'There is no such page.' })
  expect((await engine.client.mcp.list())[0]).toMatchObject({ state: 'running', serverName: 'net-server' })
  await engine.close()
  expect(net.notes).toContain('closed true')
})

test('its headers are sealed and sent, and without them it says that it wants a sign-in', async () => {
  const engine = await openTestEngine()
  const net = await startHttpServer({ token: 'canary-token-77aa' })
  const { serverId } = await add(engine, net.transport)
  await expect(engine.client.mcp.tools({ serverId })).rejects.toMatchObject({ data: { code: 'mcp.sign-in' } })
  const secrets = { Authorization: 'Bearer canary-token-77aa' }
  await engine.client.mcp.update({ serverId, title: 'Test', transport: net.transport, secrets })
  const view = await ask(engine, serverId, 'echo', { text: 'it is canary-token-77aa' })
  expect(view.nodes.ask?.outputs).toEqual({ out: 'it is [hidden]' })
  expect(net.headers.at(-1)?.authorization).toBe('Bearer canary-token-77aa')
  expect(JSON.stringify(await engine.client.mcp.list())).not.toContain('canary-token')
})

test('a session that the server does not know any more is made anew, and the call is made once', async () => {
  const engine = await openTestEngine()
  const net = await startHttpServer()
  const { serverId } = await add(engine, net.transport)
  await engine.client.mcp.tools({ serverId })
  net.forget()
  expect((await ask(engine, serverId, 'echo', { text: 'again' })).nodes.ask?.outputs).toEqual({ out: 'again' })
  expect(net.notes.filter((line) => line === 'called echo')).toHaveLength(1)
})

test('an address on this machine is asked only where that was allowed', async () => {
  const engine = await openTestEngine()
  const net = await startHttpServer()
  const { serverId } = await add(engine, { kind: 'http', url: net.url, allowPrivate: false })
  await expect(engine.client.mcp.tools({ serverId })).rejects.toMatchObject({ data: { code: 'http.private-address' } })
  expect(net.notes).toEqual([])
})

test('a server that is not there fails in words', async () => {
  const engine = await openTestEngine()
  const net = await startHttpServer()
  await net.close()
  const { serverId } = await add(engine, net.transport)
  await expect(engine.client.mcp.tools({ serverId })).rejects.toMatchObject({ data: { code: 'http.unreachable' } })
})
