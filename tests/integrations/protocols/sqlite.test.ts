import { linkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTestEngine, temporaryFolder } from '../../support/test-engine.ts'
import { call, connectTo, runNode } from './protocol-kit.ts'

async function openShop(access: 'read' | 'write' = 'write') {
  const engine = await openTestEngine()
  const path = join(temporaryFolder(), 'shop.sqlite')
  await connectTo(engine, 'sqlite', { fields: { path, access } })
  const run = (statement: string, more = {}) => call(engine, 'sqlite', 'execute', { statement, ...more })
  const ask = (statement: string, more = {}) => call(engine, 'sqlite', 'query', { statement, ...more })
  return { engine, path, run, ask }
}

test('statements change a file and queries read it, with parameters by place and by name', async () => {
  const { run, ask } = await openShop()
  await run('create table orders (id integer primary key, total real, note text, raw blob)')
  expect(await run('insert into orders (total, note) values (?, ?)', { parameters: [12.5, 'a'] })).toEqual({
    changes: 1,
    lastId: 1,
    rows: [],
  })
  expect(
    await run('insert into orders (total, note) values (@total, @note) returning id', {
      parameters: { total: 9007199254740993n.toString(), note: { deep: true } },
    }),
  ).toMatchObject({ rows: [{ id: 2 }], changes: 1 })
  expect(await ask('select id, total, note from orders where id = ?', { parameters: [1] })).toEqual([
    { id: 1, total: 12.5, note: 'a' },
  ])
  expect(await ask("select note, 9007199254740993 as large, x'0102' as raw from orders where id = 2")).toEqual([
    { note: '{"deep":true}', large: '9007199254740993', raw: 'AQI=' },
  ])
  expect(await ask('select id from orders order by id', { most: 1 })).toEqual([{ id: 1 }])
})

test('a query changes nothing, and what is only read cannot be changed', async () => {
  const { run, ask, engine, path } = await openShop()
  await run('create table a (x)')
  await expect(ask('delete from a')).rejects.toMatchObject({ message: expect.stringContaining('changes something') })
  const reader = await openTestEngine()
  await connectTo(reader, 'sqlite', { fields: { path } })
  await expect(call(reader, 'sqlite', 'execute', { statement: 'insert into a values (1)' })).rejects.toMatchObject({
    message: expect.stringContaining('only reads'),
  })
  await expect(run('select nonsense')).rejects.toMatchObject({ message: 'SQLite says: no such column: nonsense.' })
  expect((await engine.client.integrations.get({ integrationId: 'sqlite' })).actionList.map(({ id }) => id)).toEqual([
    'query',
    'execute',
  ])
})

test('a query that takes too long is ended, and one that is cancelled at once; the engine goes on meanwhile', async () => {
  const { engine, ask } = await openShop()
  const endless = 'with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c'
  const node = await runNode(engine, 'sqlite.query', { statement: endless, seconds: 1 })
  expect(node.error).toMatchObject({ code: 'service.timeout', message: 'SQLite file took longer than 1 s.' })
  const cancel = new AbortController()
  const input = { statement: endless, seconds: 60 }
  const asked = engine.client.integrations.call(
    { integrationId: 'sqlite', action: 'query', input },
    { signal: cancel.signal },
  )
  cancel.abort()
  await expect(asked).rejects.toThrow()
  expect(await ask('select 1 as one')).toEqual([{ one: 1 }])
}, 20_000)

test('Niti’s own database is refused, by whatever name; so is every other file', async () => {
  const engine = await openTestEngine()
  const own = join(engine.dataDir, 'niti.db')
  const folder = temporaryFolder()
  symlinkSync(engine.dataDir, join(folder, 'link'))
  linkSync(own, join(folder, 'hard.db'))
  for (const path of [own, join(folder, 'link', 'niti.db'), join(folder, 'hard.db'), join(engine.dataDir, 'new.db')]) {
    const connected = connectTo(engine, 'sqlite', { fields: { path, access: 'write' } })
    await expect(connected).rejects.toMatchObject({ data: { code: 'files.own' } })
  }
  const { run } = await openShop()
  for (const statement of [
    `attach '${own}' as own`,
    `-- x\n ATTACH '${own}' as own`,
    `vacuum main into '${folder}/copy'`,
  ]) {
    await expect(run(statement)).rejects.toMatchObject({ message: expect.stringContaining('no other') })
  }
})

test('a file that is not there is told when it is connected, and nothing is kept', async () => {
  const engine = await openTestEngine()
  const path = join(temporaryFolder(), 'none.sqlite')
  await expect(connectTo(engine, 'sqlite', { fields: { path } })).rejects.toMatchObject({
    data: { code: 'files.failed' },
  })
  expect(await engine.client.integrations.connections({})).toEqual([])
})

test('what was asked stands in the run’s log', async () => {
  const { engine, path } = await openShop()
  const node = await runNode(engine, 'sqlite.query', { statement: 'select 1 as one' })
  expect(node.outputs?.out).toEqual([{ one: 1 }])
  expect(node.requests?.[0]).toMatchObject({
    method: 'SQLITE',
    url: expect.stringContaining(path),
    service: { integrationId: 'sqlite', action: 'query', answered: true, received: '[{"one":1}]' },
  })
})
