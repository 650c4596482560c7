import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { isBuilt } from '../../scripts/ready/ensure-built.mjs'

const root = resolve(import.meta.dirname, '../..')

export const isFresh = isBuilt(root)
export const stale = 'out/ is missing or older than the sources: npm run build'

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }
export type Started = { child: ChildProcess; stdout(): string; ended: Promise<Ended> }

/** A folder of this test's own, gone when it is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'niti-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A person's machine with nothing on it: `niti` there has its own home, its own data and no keys. */
export function openMachine(env: Record<string, string> = {}) {
  const home = temporaryFolder()
  const dataDir = join(home, 'data')
  const own = { PATH: process.env.PATH, HOME: home, USERPROFILE: home, TMPDIR: home, NITI_HOME: dataDir, ...env }

  /** The built program as a child process, which does not outlive the test. */
  function start(args: string[], options: { stdin?: string; env?: Record<string, string> } = {}): Started {
    const cli = join(root, 'out', 'main', 'cli.js')
    const child = spawn(process.execPath, [cli, ...args], { cwd: home, env: { ...own, ...options.env } })
    onTestFinished(() => void child.kill('SIGKILL'))
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.stdin.end(options.stdin ?? '')
    const ended = new Promise<Ended>((done, fail) => {
      child.once('error', fail)
      child.once('close', (code, signal) => done({ code, signal, stdout, stderr }))
    })
    return { child, stdout: () => stdout, ended }
  }

  return {
    home,
    dataDir,
    start,
    niti: (args: string[], options?: Parameters<typeof start>[1]): Promise<Ended> => start(args, options).ended,
  }
}
