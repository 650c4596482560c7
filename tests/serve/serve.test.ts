import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startServing } from '../../electron/cli/serve/serve.ts'
import { isBuilt } from '../../scripts/ready/ensure-built.mjs'
import type { engineContract } from '../../shared/contract/engine.ts'
import { silentLog } from '../../shared/log.ts'

const root = resolve(import.meta.dirname, '../..')
const stale = 'out/ is missing or older than the sources: npm run build'
const isFresh = isBuilt(root)
let home: string
let dataDir: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'niti-serve-'))
  dataDir = join(home, 'data')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** What a browser does with the printed address: token for cookie, then a WebSocket with it. */
async function enter(url: string) {
  const { origin } = new URL(url)
  const answer = await fetch(url)
  expect(answer.status).toBe(200)
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers: { cookie, origin } })
  await once(socket, 'open')
  // ws and the DOM differ in the types of their events only.
  const websocket = socket as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket']
  const engine: ContractRouterClient<typeof engineContract> = createORPCClient(new RPCLink({ websocket }))
  return { cookie, socket, engine, page: await fetch(`${origin}/`, { headers: { cookie } }) }
}

describe('serving from this process', () => {
  function makePage(): string {
    const rendererDir = join(home, 'renderer')
    mkdirSync(rendererDir)
    writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>page</title>')
    return rendererDir
  }

  test('page and engine answer; closing lets go of the data folder', async () => {
    const served = await startServing({ port: 0, dataDir, rendererDir: makePage(), env: {}, log: silentLog })
    const { page, engine, socket } = await enter(served.url)
    expect(await page.text()).toContain('<title>page</title>')
    expect((await engine.settings.change({ theme: 'dark' })).theme).toBe('dark')
    const gone = once(socket, 'close')
    await served.close()
    await gone
    expect(readdirSync(dataDir).filter((name) => name.endsWith('-wal'))).toEqual([])
  })

  test('a data folder that cannot be used is said in words, and no port stays open', async () => {
    writeFileSync(dataDir, 'a file where the folder should be')
    const serving = startServing({ port: 0, dataDir, rendererDir: makePage(), env: {}, log: silentLog })
    await expect(serving).rejects.toMatchObject({ info: { kind: 'user', code: 'store.cannot-open' } })
  })
})

describe('niti serve', () => {
  let child: ChildProcess | null = null
  let output = { out: '', error: '' }

  function start(args: string[]): ChildProcess {
    const env = { ...process.env, NITI_HOME: dataDir, DISPLAY: '', WAYLAND_DISPLAY: '' }
    const program = join(root, 'out/main/cli.js')
    const started = spawn(process.execPath, [program, 'serve', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const taken = { out: '', error: '' }
    started.stdout.setEncoding('utf8').on('data', (text) => (taken.out += text))
    started.stderr.setEncoding('utf8').on('data', (text) => (taken.error += text))
    output = taken
    child = started
    return started
  }

  async function firstLine(started: ChildProcess): Promise<string> {
    while (!output.out.includes('\n')) {
      if (started.exitCode !== null) throw new Error(`niti serve ended: ${output.error}`)
      await Promise.race([once(started.stdout ?? started, 'data'), once(started, 'exit')])
    }
    return output.out.split('\n')[0] ?? ''
  }

  async function exitCodeOf(started: ChildProcess): Promise<number | null> {
    if (started.exitCode === null && started.signalCode === null) await once(started, 'close')
    return started.exitCode
  }

  beforeEach(({ skip }) => {
    if (!isFresh) skip(stale)
  })
  afterEach(async () => {
    if (!child) return
    child.kill('SIGKILL')
    await exitCodeOf(child)
    child = null
  })

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '--json prints one line, serves, and %s ends it in order',
    async (signal) => {
      const started = start(['--json'])
      const line = await firstLine(started)
      const { url, port, pid, ...rest } = JSON.parse(line)
      expect(rest).toEqual({ dataDir })
      expect(pid).toBe(started.pid)
      expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/\\?token=[\\w-]{32}$`))
      const { engine, page } = await enter(url)
      expect(await page.text()).toContain('<div id="root">')
      expect(await engine.settings.about()).toMatchObject({ host: 'web', dataDir })
      started.kill(signal)
      expect(await exitCodeOf(started)).toBe(0)
      expect(output.out).toBe(`${line}\n`)
      expect(output.error).toBe('')
      expect(readdirSync(dataDir).filter((name) => name.endsWith('-wal'))).toEqual([])
      await expect(fetch(url)).rejects.toThrow()
    },
  )

  test('without --json it says where the app is, and where there is no display, that it could not be opened', async () => {
    const started = start(['--open'])
    expect(await firstLine(started)).toMatch(/^Niti is at http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+$/)
    started.kill('SIGTERM')
    expect(await exitCodeOf(started)).toBe(0)
    if (process.platform === 'linux') expect(output.out).toContain('open the address yourself')
  })

  test('what cannot be served is one line and exit code 2', async () => {
    writeFileSync(dataDir, 'a file where the folder should be')
    expect(await exitCodeOf(start(['--json']))).toBe(2)
    expect(output.out).toBe('')
    expect(output.error).toMatch(/^niti serve: The data folder cannot be used: [^\n]+\n$/)
    rmSync(dataDir)
    const first = start(['--json'])
    const { port } = JSON.parse(await firstLine(first))
    const second = start(['--json', '--port', String(port)])
    expect(await exitCodeOf(second)).toBe(2)
    expect(output.error).toBe(`niti serve: Port ${port} is in use. Leave out --port for a free one.\n`)
    first.kill('SIGTERM')
    expect(await exitCodeOf(first)).toBe(0)
    expect(existsSync(join(dataDir, 'niti.db'))).toBe(true)
  })
})
