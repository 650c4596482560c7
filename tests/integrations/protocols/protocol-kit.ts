import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect as connectSocket, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Engine } from '../../../electron/engine/engine.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { runWorkflow } from '../../support/test-engine.ts'

/** The first of these programs that is there, or null; the tests of a server skip themselves aloud without it. */
export function findProgram(...paths: string[]): string | null {
  return paths.find((path) => existsSync(path)) ?? null
}

/** A folder that other users of the machine may enter, gone when `stop` is called. */
export function openFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'niti-server-'))
  chmodSync(path, 0o755)
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}

/** Resolves once something listens there; rejects where the server ends before, with what it said. */
export async function listening(port: number, server: ChildProcess, said: () => string): Promise<void> {
  const until = Date.now() + 20_000
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}: ${said()}`)
    if (await canConnect(port)) return
    if (Date.now() > until) throw new Error(`nothing listens at ${port}: ${said()}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

/** Starts a server and hands over what it says; `stop` ends it and waits until it has. */
export function startServer(command: string, args: string[], signal: NodeJS.Signals = 'SIGTERM') {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said = (said + chunk).slice(-4_000)
  })
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-4_000)
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    child,
    said: () => said,
    async stop() {
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal)
        await ended
      }
      clearTimeout(late)
    },
  }
}

/** A certificate of one's own for `localhost`. */
export function makeCertificate(folder: string): { key: string; cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  execFileSync('openssl', [...args, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  return { key, cert }
}

type Account = { fields: Record<string, string>; secrets?: Record<string, string>; allowPrivate?: boolean }

export async function connectTo(engine: Engine, integrationId: string, account: Account): Promise<string> {
  const { fields, secrets = {}, allowPrivate = true } = account
  const method = integrationId === 'sqlite' ? 'none' : 'password'
  const request = { integrationId, method, fields, secrets, allowPrivate }
  return (await engine.client.integrations.connect(request)).connectionId
}

/** Does an action by hand. */
export function call(engine: Engine, integrationId: string, action: string, input: JsonObject = {}): Promise<Json> {
  return engine.client.integrations.call({ integrationId, action, input })
}

/** Runs one node and gives back the node as the run's log tells of it. */
export async function runNode(engine: Engine, type: string, params: JsonObject) {
  const view = await runWorkflow(
    engine,
    drawWorkflow('begin -> it', { begin: { type: 'manual' }, it: { type, params } }),
  )
  const node = view.nodes.it
  if (!node) throw new Error('the node did not run')
  return node
}

/** Closed after the test. */
export async function silentServer(): Promise<{ port: number; opened: () => number }> {
  let open = 0
  const server = createServer((socket) => {
    open++
    socket.on('error', () => {})
    socket.once('close', () => open--)
    socket.resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return { port: address.port, opened: () => open }
}
