import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Clock } from '../../../shared/clock.ts'
import type { PublicAddress } from '../../../shared/contract/triggers.ts'
import { redactText } from '../http/redact.ts'
import { splitCommand } from './split-command.ts'

type Options = {
  /** `{port}` in it stands for the listener's port. */
  command: string
  port: number
  clock: Clock
  onChange(): void
}

export type Tunnel = { address(): PublicAddress; close(): Promise<void> }

const firstWaitMs = 2_000
const longestWaitMs = 300_000
/** One that stayed up so long and then ended counts as having worked. */
const steadyMs = 60_000
/** How long it may take to end by itself. */
const patienceMs = 5_000
const longestLine = 300

/**
 * Keeps a program running that makes the listener reachable from elsewhere, and finds out of what it prints under which
 * address. It is started again when it ends, later and later, and ended with the tunnel.
 */
export function openTunnel({ command, port, clock, onChange }: Options): Tunnel {
  const closing = new AbortController()
  let now: PublicAddress = { state: 'starting', url: null, error: null }
  let child: ChildProcess | null = null
  const kept = keep().catch(() => {}) // closed

  function become(next: PublicAddress): void {
    now = next
    onChange()
  }

  async function keep(): Promise<void> {
    const [program, ...words] = splitCommand(command.replaceAll('{port}', String(port)))
    if (program === undefined) return
    let failures = 0
    while (!closing.signal.aborted) {
      const startedAt = clock.now()
      const why = await runOnce(program, words)
      if (closing.signal.aborted) return
      failures = clock.now() - startedAt >= steadyMs ? 1 : failures + 1
      become({ state: 'failing', url: null, error: why })
      await clock.sleep(Math.min(firstWaitMs * 2 ** (failures - 1), longestWaitMs), closing.signal)
      become({ ...now, state: 'starting' })
    }
  }

  /** Resolves when it has ended, with why as far as it says. */
  function runOnce(program: string, words: string[]): Promise<string> {
    return new Promise((resolve) => {
      let last = ''
      // A group of its own where there are such: what it starts ends with it.
      const started = spawn(program, words, {
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: process.platform !== 'win32',
        windowsHide: true,
        env: ownEnvironment(),
      })
      child = started
      for (const stream of [started.stdout, started.stderr]) {
        createInterface({ input: stream }).on('line', (line) => {
          if (line.trim() !== '') last = redactText(line.trim().slice(0, longestLine))
          const url = addressIn(line)
          if (url !== null && now.url === null) become({ state: 'running', url, error: null })
        })
      }
      started.on('error', (cause: NodeJS.ErrnoException) => {
        child = null
        resolve(cause.code === 'ENOENT' ? `There is no program \`${program}\`.` : `\`${program}\` cannot be started.`)
      })
      started.on('close', (code, signal) => {
        child = null
        const how = signal === null ? `with code ${code}` : `by ${signal}`
        resolve(`\`${program}\` ended ${how}${last === '' ? '' : `: ${last}`}`)
      })
    })
  }

  return {
    address: () => now,
    async close() {
      closing.abort()
      const ended = child
      if (ended) {
        end(ended, 'SIGTERM')
        const timer = setTimeout(() => end(ended, 'SIGKILL'), patienceMs)
        await kept
        clearTimeout(timer)
      }
      await kept
    },
  }
}

function end({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    if (process.platform === 'win32') spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' })
    else process.kill(-pid, signal)
  } catch {
    // It has ended meanwhile.
  }
}

/** What opens secrets kept by Niti is nobody else's. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NITI_')))
}

/** Hosts tunnels print beside their address: documentation, terms, sign-in, dashboards. */
const notTunnels =
  /^(www|docs|developers?|dashboard|dash|one\.dash|api|blog|status|login|github|support)\.|^github\.com$/
const privateHosts = /^(localhost|127\.|0\.0\.0\.0|\[)/

/** The address a line of a tunnel's output tells, without a path; null where it tells none. Pure. */
export function addressIn(line: string): string | null {
  for (const [found] of line.matchAll(/https:\/\/[^\s"'<>|,;)\]}]+/g)) {
    if (!URL.canParse(found)) continue
    const { origin, hostname } = new URL(found)
    if (hostname.includes('.') && !notTunnels.test(hostname) && !privateHosts.test(hostname)) return origin
  }
  return null
}
