import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { RunReport } from '../../electron/cli/run-report.ts'
import type { Trigger } from '../../shared/contract/triggers.ts'
import { isFresh, openMachine, stale } from './built-niti.ts'

/** The text of a workflow file, its nodes wired in a row. */
function fileOf(nodes: Record<string, { type: string; params: object }>): string {
  const ids = Object.keys(nodes)
  const placed = Object.entries(nodes).map(([id, node], index) => {
    return [id, { version: 1, position: { x: index * 200, y: 0 }, ...node }]
  })
  const edges = ids.slice(1).map((to, index) => ({ from: ids[index], fromPort: 'out', to, toPort: 'in' }))
  return JSON.stringify({ format: 1, name: 'Greetings', nodes: Object.fromEntries(placed), edges })
}

function parse<T>(text: string): T {
  return JSON.parse(text) as T // what the program promises to print; the tests are about just that
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  server.close()
  await once(server, 'close')
  return port
}

describe.skipIf(!isFresh)(`niti and triggers${isFresh ? '' : ` (${stale})`}`, () => {
  test('triggers are listed and switched, also in a program that serves', async () => {
    const { dataDir, niti, start } = openMachine()
    const called = fileOf({
      call: { type: 'webhook', params: { answer: 'result' } },
      say: { type: 'template', params: { text: 'Hello {{ call.body }}' } },
    })
    expect((await niti(['triggers'])).stdout).toMatch(/^No triggers yet/)
    const port = await freePort()
    const db = new Database(join(dataDir, 'niti.db'))
    db.prepare("INSERT INTO settings (workspace_id, name, value) VALUES ('default', 'webhookPort', ?)").run(
      String(port),
    )
    db.close()
    const workflowId = (await niti(['import', '-'], { stdin: called })).stdout.trim()
    const nothing = await niti(['on', workflowId])
    expect([nothing.code, nothing.stderr]).toEqual([
      2,
      expect.stringContaining('nothing of what is published begins runs'),
    ])
    await niti(['publish', workflowId])
    const [trigger] = parse<Trigger[]>((await niti(['triggers', '--json'])).stdout)
    expect(trigger).toMatchObject({ workflowId, kind: 'webhook', active: true, error: null })
    const url = trigger?.url ?? ''
    expect(url).toContain(`http://127.0.0.1:${port}/hooks/`)

    const serving = start(['serve', '--json'])
    await expect.poll(serving.stdout, { timeout: 10_000 }).toContain('\n')
    expect(parse<object>(serving.stdout())).toMatchObject({ webhooks: `http://127.0.0.1:${port}` })
    const call = () =>
      fetch(url, { method: 'POST', body: 'you' }).then(
        (reply) => reply.json(),
        () => null,
      )
    await expect.poll(call, { timeout: 10_000 }).toMatchObject({ outputs: { say: 'Hello you' } })
    expect((await niti(['off', workflowId])).stdout).toBe('Its triggers are off.\n')
    expect((await niti(['triggers'])).stdout).toMatch(/ off +http/)
    await expect.poll(call, { timeout: 10_000 }).toBeNull()
    expect((await niti(['on', workflowId])).stdout).toMatch(/^On: Webhook\. When its address is called with POST/)
    await expect.poll(call, { timeout: 10_000 }).toMatchObject({ status: 'succeeded' })
    serving.child.kill('SIGINT')
    expect(await serving.ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('run tries a workflow that begins by itself, and asks which of several', async () => {
    const { niti } = openMachine()
    const two = fileOf({ tick: { type: 'schedule', params: {} }, hook: { type: 'webhook', params: {} } })
    const apart = JSON.stringify({ ...JSON.parse(two), edges: [] })
    const which = await niti(['run', '-'], { stdin: apart })
    expect([which.code, which.stderr]).toEqual([2, expect.stringContaining('can begin in several ways: tick, hook')])
    const tried = await niti(['run', '-', '--start', 'hook', '--json'], { stdin: apart })
    expect(parse<RunReport>(tried.stdout)).toMatchObject({ status: 'succeeded', outputs: { hook: { method: 'POST' } } })
  })
})
