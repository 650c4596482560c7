import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/json.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { createHandClock } from '../../support/hand-clock.ts'
import { openTestEngine } from '../../support/test-engine.ts'
import { publish, runsOf, triggerOf, until } from '../../support/trigger-engine.ts'
import { call, connectTo, runNode, silentServer } from './protocol-kit.ts'
import { missing, programs, startPostgres } from './real-servers.ts'

describe.skipIf(!programs.postgres)(`PostgreSQL (${programs.postgres ?? missing.postgres})`, () => {
  let server: Awaited<ReturnType<typeof startPostgres>>
  beforeAll(async () => {
    server = await startPostgres()
  }, 60_000)
  afterAll(() => server?.stop())

  const secrets = { password: 'niti-secret-1' }
  const fieldsOf = (more: Record<string, string> = {}) => ({
    ...{ host: '127.0.0.1', port: String(server.port), security: 'off', database: 'shop', user: 'niti' },
    ...more,
  })
  async function openShop(options = {}) {
    const engine = await openTestEngine(options)
    const connectionId = await connectTo(engine, 'postgres', { fields: fieldsOf(), secrets })
    return { engine, connectionId, run: (action: string, input: JsonObject) => call(engine, 'postgres', action, input) }
  }
  const connections = () => Number(server.sql(`SELECT count(*) FROM pg_stat_activity WHERE application_name = 'Niti'`))

  test('rows are inserted, changed, put in place, deleted and asked for', async () => {
    const { run, engine, connectionId } = await openShop()
    const [connection] = await engine.client.integrations.connections({})
    expect(connection).toMatchObject({ connectionId, account: 'niti at shop', state: 'working' })
    server.sql('CREATE TABLE "Orders" (id serial primary key, total float8, at timestamptz, tags jsonb, note text)')
    expect(
      await run('insert', { table: 'Orders', rows: [{ total: 1.5, tags: ['a'] }, { note: "x'); drop table --" }] }),
    ).toEqual([
      { id: 1, total: 1.5, at: null, tags: ['a'], note: null },
      { id: 2, total: null, at: null, tags: null, note: "x'); drop table --" },
    ])
    expect(
      await run('upsert', {
        table: 'public.Orders',
        rows: [
          { id: 2, total: 3 },
          { id: 9, total: 4 },
        ],
        key: 'id',
      }),
    ).toMatchObject([
      { id: 2, total: 3, note: "x'); drop table --" },
      { id: 9, total: 4 },
    ])
    expect(await run('update', { table: 'Orders', set: { total: 7 }, where: { id: 9 } })).toMatchObject([
      { id: 9, total: 7 },
    ])
    expect(await run('delete', { table: 'Orders', where: { id: 9 } })).toEqual({ deleted: 1 })
    const statement = 'select id, total from "Orders" where id = $1 or note = $2 order by id'
    expect(await run('query', { statement, parameters: [1, "x'); drop table --"] })).toEqual({
      rows: [
        { id: 1, total: 1.5 },
        { id: 2, total: 3 },
      ],
      count: 2,
      command: 'SELECT',
    })
    const large = "select 9007199254740993::int8 as n, 1.10::numeric as d, '2026-11-22'::date as day, true as ok"
    expect(await run('query', { statement: large })).toMatchObject({
      rows: [{ n: '9007199254740993', d: '1.10', day: '2026-11-22', ok: true }],
    })
    expect(await run('list-tables', {})).toMatchObject([
      {
        schema: 'public',
        name: 'Orders',
        kind: 'table',
        columns: expect.arrayContaining([{ name: 'id', type: 'integer', nullable: false }]),
      },
    ])
    await expect(run('delete', { table: 'Orders', where: {} })).rejects.toMatchObject({
      data: { code: 'service.bad-input' },
    })
  })

  test('what goes wrong is said in the server’s words, and never with the password', async () => {
    const { run, engine } = await openShop()
    await expect(run('query', { statement: 'select * from nowhere' })).rejects.toMatchObject({
      data: { code: 'service.not-found', message: 'PostgreSQL says: relation "nowhere" does not exist (42P01).' },
    })
    const wrong = connectTo(engine, 'postgres', { fields: fieldsOf(), secrets: { password: 'wrong-niti-secret' } })
    await expect(wrong).rejects.toMatchObject({ data: { code: 'connection.refused' } })
    expect(JSON.stringify(await wrong.catch((error) => ({ ...error, message: error.message })))).not.toContain(
      'niti-secret',
    )
    const statement = `select 'niti-secret-1' as said`
    const node = await runNode(engine, 'postgres.query', { statement })
    expect(node.requests?.[0]).toMatchObject({
      method: 'POSTGRES',
      url: `postgres://127.0.0.1:${server.port}/shop`,
      service: { answered: true },
    })
    expect(JSON.stringify(node.requests)).not.toContain('niti-secret-1')
    const failed = await runNode(engine, 'postgres.query', { statement: 'selec' })
    expect(failed.error).toMatchObject({ kind: 'external', code: 'service.bad-request' })
    expect(failed.requests?.[0]).toMatchObject({ service: { answered: false } })
  })

  test('an address of this machine is refused unless the connection allows it, a metadata address always', async () => {
    const engine = await openTestEngine()
    const connect = (host: string, allowPrivate: boolean) =>
      connectTo(engine, 'postgres', { fields: fieldsOf({ host }), secrets, allowPrivate })
    await expect(connect('localhost', false)).rejects.toMatchObject({
      data: { code: 'http.private-address', hint: expect.stringContaining('Allow private addresses') },
    })
    await expect(connect('169.254.169.254', true)).rejects.toMatchObject({ data: { code: 'http.forbidden-address' } })
    await expect(connect('203.0.113.9', false)).rejects.toMatchObject({ data: { code: 'http.private-address' } })
    // A public one, which is never reached: the password would be seen on its way.
    await expect(connect('1.1.1.1', false)).rejects.toMatchObject({ data: { code: 'service.plain-password' } })
  })

  test('TLS is checked against the name that was given', async () => {
    const engine = await openTestEngine()
    const certificate = readFileSync(server.cert, 'utf8')
    const connect = (more: Record<string, string>) =>
      connectTo(engine, 'postgres', { fields: fieldsOf({ security: 'tls', ...more }), secrets })
    await expect(connect({ host: 'localhost' })).rejects.toMatchObject({
      data: { code: 'service.unreachable', message: expect.stringContaining('self-signed') },
    })
    await expect(connect({ certificate })).rejects.toMatchObject({
      data: { code: 'service.unreachable', message: expect.stringContaining('another name') },
    })
    // As a field of one line has it.
    const inOneLine = certificate.replaceAll('\n', ' ')
    expect(await connect({ host: 'localhost', certificate: inOneLine })).toMatch(/^connection_/)
    const { rows } = (await call(engine, 'postgres', 'query', {
      statement: 'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
    })) as { rows: JsonObject[] }
    expect(rows).toEqual([{ ssl: true }])
  })

  test('a query ends with its time, and a cancelled one at once, here and on the server', async () => {
    const { engine, run } = await openShop()
    await expect(run('query', { statement: 'select pg_sleep(30)', seconds: 1 })).rejects.toMatchObject({
      data: { code: 'service.timeout' },
    })
    const cancel = new AbortController()
    const input = { statement: 'select pg_sleep(31)' }
    const asked = engine.client.integrations.call(
      { integrationId: 'postgres', action: 'query', input },
      { signal: cancel.signal },
    )
    const sleeping = () =>
      server.sql(
        `SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(31)%' AND state = 'active' AND application_name = 'Niti'`,
      )
    await until('it sleeps', () => sleeping() === '1')
    cancel.abort()
    await expect(asked).rejects.toThrow()
    await until('the server gave it up', () => sleeping() === '0')
  }, 20_000)

  test('calls share clients, no more than four at once, and all are closed with the engine', async () => {
    const { engine, run } = await openShop()
    await run('query', { statement: 'select 1' })
    await run('query', { statement: 'select 2' })
    expect(connections()).toBe(1)
    await Promise.all(Array.from({ length: 9 }, () => run('query', { statement: 'select pg_sleep(0.05)' })))
    expect(connections()).toBe(4)
    const late = run('query', { statement: 'select pg_sleep(30)' }).catch((error) => error)
    await until(
      'it sleeps',
      () =>
        server.sql(
          `SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active' AND application_name = 'Niti'`,
        ) === '1',
    )
    await engine.close()
    expect(await late).toMatchObject({ data: { kind: 'cancelled' } })
    await until('all are gone', () => connections() === 0)
  }, 20_000)

  test('a server that says nothing does not hold up whoever gives up', async () => {
    const { port, opened } = await silentServer()
    const engine = await openTestEngine()
    const cancel = new AbortController()
    const fields = fieldsOf({ port: String(port) })
    const request = { integrationId: 'postgres', method: 'password', fields, secrets, allowPrivate: true }
    const connecting = engine.client.integrations.connect(request, { signal: cancel.signal })
    await until('it is asked', () => opened() === 1)
    cancel.abort()
    await expect(connecting).rejects.toThrow()
    await until('nothing is left open', () => opened() === 0)
  })

  test('new rows begin runs, each once and in order, from the moment it is switched on', async () => {
    const clock = createHandClock()
    const { engine } = await openShop({ clock })
    server.sql(`CREATE TABLE jobs (id serial primary key, name text); INSERT INTO jobs (name) VALUES ('before')`)
    const params = { table: 'jobs', column: 'id', everySeconds: 10 }
    const workflowId = await publish(
      engine,
      drawWorkflow('begin -> say', {
        begin: { type: 'postgres.new-row', params },
        say: { type: 'template', params: { text: '{{ begin.name }}' } },
      }),
    )
    await until(
      'it looked',
      () => server.sql(`SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%max(%' AND state = 'idle'`) === '1',
    )
    server.sql(`INSERT INTO jobs (name) VALUES ('one'), ('two')`)
    await until('both began', async () => {
      clock.pass(10_000)
      return (await engine.client.runs.list({ workflowId, limit: 10 })).length >= 2
    })
    const runs = await runsOf(engine, workflowId, 2)
    expect((await triggerOf(engine, workflowId)).error).toBe(null)
    expect(runs.map(({ nodes }) => nodes.begin?.outputs?.out)).toEqual([
      { id: 2, name: 'one' },
      { id: 3, name: 'two' },
    ])
  }, 20_000)
})
