import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import Database from 'better-sqlite3'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { isBuilt } from '../../scripts/ready/ensure-built.mjs'
import type { engineContract } from '../../shared/contract/engine.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { type AppServer, startAppServer } from '../support/app-server.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'

type Api = ContractRouterClient<typeof engineContract>

const isFresh = isBuilt(resolve(import.meta.dirname, '../..'))

beforeEach(({ skip }) => {
  if (!isFresh) skip('out/ is missing or older than the sources: npm run build')
})

/** What a page does: token for cookie once, then a socket, and another one when the first breaks. */
async function enter(app: AppServer) {
  const answer = await fetch(app.url)
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  let socket: WebSocket | null = null
  async function open(): Promise<Api> {
    const opened = new WebSocket(`${app.origin.replace('http', 'ws')}/rpc`, { headers: { cookie, origin: app.origin } })
    socket = opened
    await once(opened, 'open')
    // ws and the DOM differ in the types of their events only.
    const websocket = opened as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket']
    return createORPCClient(new RPCLink({ websocket }))
  }
  onTestFinished(() => socket?.terminate())
  return {
    open,
    async gone(): Promise<void> {
      if (socket && socket.readyState !== socket.CLOSED) await once(socket, 'close')
    },
  }
}

const named = (name: string) => ({ text: writeWorkflowFile({ ...drawWorkflow('a -> b'), name }) })
const namesOf = async (api: Api) => (await api.workflows.list()).map(({ name }) => name).sort()

/** Bytes of nothing over what is there, the file as large as it was. */
function overwrite(path: string): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(statSync(path).size, 0x5a))
  closeSync(file)
}

test.each([
  ['deleted', (path: string) => rmSync(path)],
  [
    'deleted with all that lies beside it',
    (path: string) => ['', '-wal', '-shm'].map((end) => rmSync(`${path}${end}`)),
  ],
  ['emptied', (path: string) => truncateSync(path, 0)],
  ['cut off', (path: string) => truncateSync(path, 8_192)],
  ['overwritten', overwrite],
] as const)(
  'a database that is %s under the running app: it says so, stays up, and a backup brings all back',
  { timeout: 90_000 },
  async (_how, destroy) => {
    const app = await startAppServer()
    onTestFinished(() => app.close())
    const page = await enter(app)
    const before = await page.open()
    const { workflowId } = await before.workflows.import(named('First'))
    const backup = await before.backups.create({})
    expect(backup).toMatchObject({ problem: null, counts: { workflows: 1 } })
    await before.workflows.import(named('Second'))

    const path = join(app.dataDir, 'niti.db')
    // All of it in the file itself: a young database lies in its log of late writes alone.
    await before.storage.compact()
    destroy(path)

    await expect
      .poll(async () => (await before.backups.list()).lastError?.code, { timeout: 15_000, interval: 250 })
      .toBe('store.damaged')
    const { lastError, backups } = await before.backups.list()
    expect(lastError).toMatchObject({
      message: expect.stringContaining(path),
      hint: expect.stringContaining('Restore'),
    })
    expect(backups).toEqual([backup])
    // Whatever is asked now is answered, or refused in words: nothing of it is a bug, and nothing ends the program.
    for (const call of [
      () => before.workflows.list(),
      () => before.workflows.import(named('Third')),
      () => before.runs.start({ workflowId, inputs: {} }),
      () => before.settings.change({ theme: 'dark' }),
    ]) {
      const told = await call().then(
        () => null,
        (thrown: { data?: unknown }) => thrown.data,
      )
      if (told !== null)
        expect(told).toMatchObject({ code: expect.stringMatching(/^store\./), hint: expect.any(String) })
    }

    const preview = await before.backups.preview({ fileName: backup.fileName })
    expect(preview.problem).toBeNull()
    const left = existsSync(path) ? readFileSync(path) : null
    const { kept } = await before.backups.restore({ fileName: backup.fileName })
    expect(kept === null).toBe(left === null)
    await page.gone()

    const after = await page.open()
    expect(await namesOf(after)).toEqual(['First'])
    expect((await after.backups.list()).lastError).toBeNull()
    if (kept !== null) expect((await after.backups.list()).backups.map(({ fileName }) => fileName)).toContain(kept)
    // It is the database that lasts: what is done now is there after a restart.
    await after.workflows.import(named('Fourth'))
    const { runId } = await after.runs.start({ workflowId, inputs: {} })
    for await (const _ of await after.runs.watch({ runId })) void _
    expect((await after.runs.get({ runId })).run.status).toBe('succeeded')
    await app.restart()
    const again = await (await enter(app)).open()
    expect(await namesOf(again)).toEqual(['First', 'Fourth'])
    const db = new Database(path, { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  },
)

test('a database that cannot be opened at the start: niti serve says what to do, niti restore does it', {
  timeout: 60_000,
}, async () => {
  const app = await startAppServer()
  onTestFinished(() => app.close())
  const api = await (await enter(app)).open()
  await api.workflows.import(named('First'))
  const { fileName } = await api.backups.create({})
  await app.kill()
  overwrite(join(app.dataDir, 'niti.db'))
  rmSync(join(app.dataDir, 'niti.db-wal'), { force: true })
  await expect(app.start()).rejects.toThrow(/is damaged\. .*`niti restore`/)
  const { code, stdout } = await app.niti(['restore', fileName, '--yes'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(`${fileName} is restored.`) })
  await app.start()
  expect(await namesOf(await (await enter(app)).open())).toEqual(['First'])
})
