import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { findNode } from '../../scripts/ready/find-node.mjs'

const root = resolve(import.meta.dirname, '../..')
const startTimeoutMs = 20_000
const stopTimeoutMs = 10_000

export type Ended = { code: number | null; stdout: string; stderr: string }

/** A person's machine with the built `niti serve` running on it. */
export type AppServer = {
  /** Home, data and files of this machine alone. */
  dataDir: string
  filesDir: string
  port: number
  /** The address that opens the app, once. */
  url: string
  /** Without the token, for what comes after the first visit. */
  origin: string
  /** What the server wrote to stderr since it began, which is for errors of its own only. */
  stderr(): string
  /** Ends it in order and starts it anew on the same data, at the same port. */
  restart(): Promise<void>
  /** Ends it as a crash or a power cut does. */
  kill(): Promise<void>
  /** Starts it again after `kill`. */
  start(): Promise<void>
  /** Any other `niti` command on the same data. */
  niti(args: string[]): Promise<Ended>
  close(): Promise<void>
}

type Options = {
  /** What the environment holds beside the bare minimum: keys, addresses. */
  env?: Record<string, string>
}

/** Starts the built program under the project's own Node, with a data folder of its own and no keys but those given. */
export async function startAppServer({ env = {} }: Options = {}): Promise<AppServer> {
  const home = mkdtempSync(join(tmpdir(), 'niti-app-'))
  const dataDir = join(home, 'data')
  const filesDir = join(home, 'files')
  mkdirSync(filesDir)
  const node = findNode({ root }).path
  const cli = join(root, 'out', 'main', 'cli.js')
  const environment = { PATH: process.env.PATH, HOME: home, TMPDIR: home, NITI_HOME: dataDir, ...env }

  let child: ChildProcess | null = null
  let stderr = ''
  let served = { url: '', port: 0 }

  async function start(): Promise<void> {
    const args = [cli, 'serve', '--json', '--port', String(served.port)]
    const started = spawn(node, args, { cwd: filesDir, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    child = started
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    served = await readAddress(started, () => stderr)
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child
    child = null
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const ended = new Promise<void>((done) => ending.once('close', () => done()))
    ending.kill(signal)
    const late = setTimeout(() => ending.kill('SIGKILL'), stopTimeoutMs)
    await ended
    clearTimeout(late)
    if (signal !== 'SIGKILL' && ending.signalCode === 'SIGKILL') {
      throw new Error(`niti serve did not end within ${stopTimeoutMs} ms of ${signal}.`)
    }
  }

  try {
    await start()
  } catch (error) {
    await end('SIGKILL')
    rmSync(home, { recursive: true, force: true })
    throw error
  }

  return {
    dataDir,
    filesDir,
    get port() {
      return served.port
    },
    get url() {
      return served.url
    },
    get origin() {
      return `http://127.0.0.1:${served.port}`
    },
    stderr: () => stderr,
    async restart() {
      await end('SIGTERM')
      await start()
    },
    kill: () => end('SIGKILL'),
    start,
    niti: (args) => runToEnd(node, [cli, ...args], { cwd: filesDir, env: environment }),
    async close() {
      try {
        await end('SIGTERM')
      } finally {
        rmSync(home, { recursive: true, force: true })
      }
    },
  }
}

/** The one line of JSON that `niti serve --json` prints once it can be reached. */
function readAddress(child: ChildProcess, stderr: () => string): Promise<{ url: string; port: number }> {
  return new Promise((done, fail) => {
    let out = ''
    const late = setTimeout(() => fail(new Error(`niti serve did not start.\n${stderr()}`)), startTimeoutMs)
    child.once('error', fail)
    child.once('close', (code) => fail(new Error(`niti serve ended with ${code}. Is the app built?\n${stderr()}`)))
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const [line, rest] = out.split('\n')
      if (rest === undefined || line === undefined) return
      clearTimeout(late)
      const { url, port }: { url: string; port: number } = JSON.parse(line)
      done({ url, port })
    })
  })
}

function runToEnd(program: string, args: string[], options: Parameters<typeof spawn>[2]): Promise<Ended> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  }
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', (code) => done({ code, ...said }))
  })
}
