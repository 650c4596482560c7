import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Engine } from '../../../electron/engine/engine.ts'
import type { JsonObject } from '../../../shared/json.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { openTestEngine, temporaryFolder } from '../../support/test-engine.ts'
import { publish, runsOf, until } from '../../support/trigger-engine.ts'
import { call, connectTo, runNode } from './protocol-kit.ts'
import { missing, programs, startRedis } from './real-servers.ts'

describe.skipIf(!programs.redis)(`Redis (${programs.redis ?? missing.redis})`, () => {
  let server: Awaited<ReturnType<typeof startRedis>>
  beforeAll(async () => {
    server = await startRedis()
  }, 60_000)
  afterAll(() => server?.stop())

  const secrets = { password: 'niti-secret-2' }
  const fieldsOf = (more = {}) => ({ host: '127.0.0.1', port: String(server.port), security: 'off', ...more })
  async function openRedis(options = {}) {
    const engine = await openTestEngine(options)
    await connectTo(engine, 'redis', { fields: fieldsOf(), secrets })
    return { engine, run: (action: string, input: JsonObject) => call(engine, 'redis', action, input) }
  }

  test('values, counters, lists, hashes and keys', async () => {
    const { run } = await openRedis()
    expect(await run('get', { key: 'none' })).toBe(null)
    expect(await run('set', { key: 'a:1', value: { deep: true } })).toEqual({ isSet: true })
    expect(await run('set', { key: 'a:1', value: 'x', only: 'new' })).toEqual({ isSet: false })
    expect(await run('get', { key: 'a:1' })).toBe('{"deep":true}')
    expect(await run('increment', { key: 'a:2' })).toBe(1)
    expect(await run('increment', { key: 'a:2', by: 4 })).toBe(5)
    expect(await run('push', { key: 'a:list', values: ['x', 'y'] })).toBe(2)
    expect(await run('push', { key: 'a:list', values: 'w', end: 'left' })).toBe(3)
    expect(await run('pop', { key: 'a:list' })).toBe('w')
    expect(await run('pop', { key: 'a:list', end: 'right' })).toBe('y')
    expect(await run('set-hash', { key: 'a:hash', fields: { name: 'Ada', year: 1815 } })).toEqual({ added: 2 })
    expect(await run('get-hash', { key: 'a:hash' })).toEqual({ name: 'Ada', year: '1815' })
    expect(await run('find-keys', { pattern: 'a:*' })).toEqual(['a:1', 'a:2', 'a:hash', 'a:list'])
    expect(await run('find-keys', { pattern: 'a:*', most: 2 })).toHaveLength(2)
    expect(await run('delete', { keys: ['a:1', 'a:2', 'a:hash', 'a:list', 'none'] })).toEqual({ deleted: 4 })
    expect(await run('publish', { channel: 'nobody', message: 'hello' })).toBe(0)
  })

  test('what goes wrong is said in words, and never with the password', async () => {
    const { engine, run } = await openRedis()
    await run('push', { key: 'list', values: 'x' })
    await expect(run('get', { key: 'list' })).rejects.toMatchObject({
      data: { code: 'service.conflict', message: expect.stringContaining('wrong kind of value') },
    })
    for (const wrong of [{ password: 'wrong-secret' }, {}]) {
      await expect(
        connectTo(engine, 'redis', { fields: fieldsOf(), secrets: wrong as Record<string, string> }),
      ).rejects.toMatchObject({
        data: { code: 'connection.refused', message: expect.not.stringContaining('wrong-secret') },
      })
    }
    await expect(connectTo(engine, 'redis', { fields: fieldsOf({ port: '1' }), secrets })).rejects.toMatchObject({
      data: {
        code: 'service.unreachable',
        message: 'redis://127.0.0.1:1 cannot be reached: nothing listens at that address.',
      },
    })
    await expect(
      connectTo(engine, 'redis', { fields: fieldsOf(), secrets, allowPrivate: false }),
    ).rejects.toMatchObject({
      data: { code: 'http.private-address' },
    })
    const node = await runNode(engine, 'redis.set', { key: 'k', value: 'niti-secret-2' })
    expect(node.requests?.[0]).toMatchObject({ method: 'REDIS', url: `redis://127.0.0.1:${server.port}` })
    expect(JSON.stringify(node.requests)).not.toContain('niti-secret-2')
  })

  const listener = (type: string, params: JsonObject) =>
    drawWorkflow('begin -> say', {
      begin: { type, params },
      say: { type: 'template', params: { text: '{{ begin }}' } },
    })
  const given = async (engine: Engine, workflowId: string, count: number) =>
    (await runsOf(engine, workflowId, count)).map(({ nodes }) => nodes.begin?.outputs?.out)

  test('each message of a channel begins a run', async () => {
    const { engine, run } = await openRedis()
    const workflowId = await publish(engine, listener('redis.message', { channel: 'news*' }))
    await until('it listens', async () => (await run('publish', { channel: 'news', message: 'one' })) === 1)
    await run('publish', { channel: 'news-2', message: { two: 2 } })
    expect(await given(engine, workflowId, 2)).toEqual([
      { channel: 'news', message: 'one' },
      { channel: 'news-2', message: '{"two":2}' },
    ])
  })

  test('each item of a list is taken and begins a run, also those that came while the program was closed', async () => {
    const dataDir = temporaryFolder()
    const { engine, run } = await openRedis({ dataDir })
    await run('push', { key: 'jobs', values: ['a', 'b'] })
    const workflowId = await publish(engine, listener('redis.item', { key: 'jobs' }))
    expect(await given(engine, workflowId, 2)).toEqual([
      { key: 'jobs', value: 'a' },
      { key: 'jobs', value: 'b' },
    ])
    await run('push', { key: 'jobs', values: ['c'] })
    expect(await given(engine, workflowId, 3)).toHaveLength(3)
    await engine.close()
    const other = await openRedis()
    await other.run('push', { key: 'jobs', values: ['d'] })
    const again = await openTestEngine({ dataDir })
    expect((await given(again, workflowId, 4)).at(-1)).toEqual({ key: 'jobs', value: 'd' })
    await until('nothing is left', async () =>
      ((await other.run('find-keys', { pattern: 'jobs*' })) as string[]).every((key) => key.endsWith(':number')),
    )
  }, 20_000)
})
