import { expect, test } from 'vitest'
import type { SecretSignIn } from '../../electron/engine/integrations/define-integration.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { bytesOf } from '../support/alert-kit.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { defineTestService, startServer } from './echo-service.ts'
import { refusal } from './sign-in-kit.ts'

const apiKey: SecretSignIn = {
  id: 'key',
  kind: 'secret',
  title: 'API key',
  setup: ['Make a key.'],
  secrets: [{ name: 'token', title: 'Key', placeholder: 'ak-…', pattern: /ak-\w+/ }],
  place: { headers: { authorization: 'Bearer {token}' } },
}

async function openService() {
  const server = await startServer(({ headers }) =>
    headers.authorization === 'Bearer ak-good'
      ? { body: { name: 'Ada' } }
      : { status: 401, body: { error: 'bad key' } },
  )
  const service = defineTestService(server.url, [apiKey], {
    fields: [{ name: 'region', title: 'Region', pattern: /[a-z]{2}/, initial: 'eu' }],
  })
  const engine = await openTestEngine({ integrations: [service] })
  const { integrations } = engine.client
  const connect = (more: { secrets?: Record<string, string>; fields?: Record<string, string>; title?: string } = {}) =>
    integrations.connect({
      ...{ integrationId: 'acme', method: 'key', secrets: { token: 'ak-good' }, allowPrivate: true, ...more },
    })
  return { server, engine, integrations, connect }
}

test('a key that works is kept sealed, under the name of the account', async () => {
  const { engine, integrations, connect } = await openService()
  const made = await connect()
  expect(made).toMatchObject({
    ...{ integrationId: 'acme', method: 'key', title: 'Ada', account: 'Ada', state: 'working', renews: false },
    ...{ fields: { region: 'eu' }, error: null, usedBy: [] },
  })
  expect((await connect()).title).toBe('Ada 2')
  expect(await integrations.connections({ integrationId: 'acme' })).toHaveLength(2)
  expect(await integrations.list()).toMatchObject([{ id: 'acme', open: false, connections: { working: 2, broken: 0 } }])
  const detail = await integrations.get({ integrationId: 'acme' })
  expect(detail.methods).toMatchObject([
    {
      ...{ id: 'key', kind: 'secret' },
      fields: [
        { name: 'region', secret: false },
        { name: 'token', secret: true, pattern: 'ak-\\w+', required: true },
      ],
    },
  ])
  expect(detail.actionList.map(({ nodeType }) => nodeType)).toEqual(['acme.echo', 'acme.request'])
  expect(bytesOf(engine.dataDir)).not.toContain('ak-good')
})

test('what was entered wrongly is told at its field, and nothing is sent or kept', async () => {
  const { server, integrations, connect } = await openService()
  const fieldOf = (wrong: Parameters<typeof connect>[0]) =>
    connect(wrong).then(
      () => null,
      (thrown) => ({ field: thrown.data.field, text: JSON.stringify(thrown.data) }),
    )
  expect(await fieldOf({ secrets: {} })).toMatchObject({ field: 'secrets.token' })
  const bad = await fieldOf({ secrets: { token: 'hunter2' } })
  expect(bad).toMatchObject({ field: 'secrets.token' })
  expect(bad?.text).not.toContain('hunter2')
  expect(await fieldOf({ fields: { region: 'Europe' } })).toMatchObject({ field: 'fields.region' })
  expect(await fieldOf({ fields: { planet: 'Mars' } })).toMatchObject({ field: 'fields.planet' })
  expect(server.seen).toEqual([])
  expect(await integrations.connections({})).toEqual([])
})

test('a key the service refuses is not kept', async () => {
  const { integrations, connect } = await openService()
  await expect(connect({ secrets: { token: 'ak-bad' } })).rejects.toMatchObject({
    message: expect.stringContaining('bad key'),
  })
  expect(await integrations.connections({})).toEqual([])
})

test('it is tested, renamed, signed in again and disconnected', async () => {
  const { server, integrations, connect } = await openService()
  const { connectionId } = await connect()
  expect(await integrations.rename({ connectionId, title: 'Work' })).toMatchObject({ title: 'Work' })
  expect(await integrations.test({ connectionId })).toMatchObject({ state: 'working', title: 'Work' })
  server.close()
  expect(await integrations.test({ connectionId })).toMatchObject({ state: 'failing', error: { kind: 'external' } })
  expect(await integrations.disconnect({ connectionId })).toEqual({ revoked: false })
  expect(await integrations.connections({})).toEqual([])
  await expect(integrations.test({ connectionId })).rejects.toMatchObject({ data: { code: 'connection.not-found' } })
})

test('the workflows that name a connection are told, and so is every change', async () => {
  const { engine, integrations, connect } = await openService()
  const { connectionId } = await connect()
  const changes = await integrations.changes(undefined, { signal: AbortSignal.timeout(20_000) })
  const changed = changes.next()
  const document = drawWorkflow('', {
    outer: {
      ...{ type: 'each', params: { items: '{{ [1] }}' } },
      graph: drawGraph('', { inner: { type: 'acme.echo', params: { connection: connectionId, text: 'a' } } }),
    },
  })
  const { workflowId } = await engine.client.workflows.import({
    text: writeWorkflowFile({ ...document, name: 'Uses it' }),
  })
  await engine.client.workflows.create({ name: 'Does not' })
  await integrations.rename({ connectionId, title: 'Work' })
  expect(await changed).toMatchObject({ done: false })
  expect(await integrations.connections({})).toMatchObject([
    { title: 'Work', usedBy: [{ workflowId, name: 'Uses it' }] },
  ])
  await engine.client.workflows.remove({ workflowId })
  expect(await integrations.connections({})).toMatchObject([{ usedBy: [] }])
  await changes.return?.()
})

test('of several connections one has to be chosen; a wrong one is told', async () => {
  const { integrations, connect } = await openService()
  const call = (connectionId?: string) =>
    refusal(
      integrations.call({ integrationId: 'acme', action: 'echo', input: {}, ...(connectionId && { connectionId }) }),
    )
  expect(await call()).toMatchObject({ code: 'connection.none', field: 'params.connection' })
  const { connectionId } = await connect()
  expect(await integrations.call({ integrationId: 'acme', action: 'echo', input: {} })).toEqual({ name: 'Ada' })
  await connect()
  expect(await call()).toMatchObject({ code: 'connection.several' })
  expect(await call('connection_gone')).toMatchObject({ code: 'connection.not-found' })
  expect(await integrations.call({ integrationId: 'acme', connectionId, action: 'echo', input: {} })).toEqual({
    name: 'Ada',
  })
  const [used] = await integrations.connections({})
  expect(used?.lastUsedAt).toBeGreaterThan(0)
})

test('a service that wants no sign-in, but to be told where it is, is connected by its address alone', async () => {
  const server = await startServer(() => ({ body: { name: 'Home' } }))
  const service = defineTestService('{server}', [], { fields: [{ name: 'server', title: 'Server' }] })
  const engine = await openTestEngine({ integrations: [service] })
  const { integrations } = engine.client
  expect(await integrations.get({ integrationId: 'acme' })).toMatchObject({
    open: false,
    methods: [{ id: 'none', kind: 'none', fields: [{ name: 'server', secret: false }] }],
  })
  const entered = { integrationId: 'acme', method: 'none', secrets: {}, allowPrivate: true }
  const made = await integrations.connect({ ...entered, fields: { server: server.url } })
  expect(made).toMatchObject({ title: 'Home', state: 'working', renews: false })
  expect(await integrations.call({ integrationId: 'acme', action: 'echo', input: {} })).toEqual({ name: 'Home' })
  expect(await integrations.disconnect({ connectionId: made.connectionId })).toEqual({ revoked: false })
})
