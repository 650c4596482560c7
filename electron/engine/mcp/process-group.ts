import { type ChildProcess, spawn } from 'node:child_process'
import { windowsCommand } from './windows-command.ts'

const pollMs = 25

/** Those that run now. What ends without being asked to, as by an exception, takes them along. */
const running = new Set<number>()
process.on('exit', () => {
  for (const pid of running) signalGroup(pid, 'SIGKILL')
})

/** A child and all that it starts itself: where there are process groups, one of its own, so that nothing outlives it. */
export function startGroup(
  command: string,
  args: string[],
  { folder, env }: { folder: string | undefined; env: Record<string, string> },
) {
  const isWindows = process.platform === 'win32'
  const { program, words, isVerbatim } = isWindows
    ? windowsCommand(command, args, process.env.comspec)
    : { program: command, words: args, isVerbatim: false }
  const child = spawn(program, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: !isWindows,
    windowsVerbatimArguments: isVerbatim,
    windowsHide: true,
    cwd: folder,
    env,
  })
  const { pid } = child
  const exited = new Promise<void>((resolve) => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
  if (pid !== undefined) {
    running.add(pid)
    // Whatever it left behind when it ended by itself.
    void exited.then(() => end({ patienceMs: 0 }))
  }

  let ending: Promise<void> | undefined
  /** Closes its input, which is how a server is told to end; then asks the group, then makes it. */
  function end({ patienceMs }: { patienceMs: number }): Promise<void> {
    ending ??= endGroup(child, exited, patienceMs)
    return ending
  }
  return { child, exited, end }
}

async function endGroup(child: ChildProcess, exited: Promise<void>, patienceMs: number): Promise<void> {
  const { pid } = child
  if (pid === undefined) return
  child.stdin?.end()
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    await Promise.race([exited, pause(patienceMs)])
    if (!signalGroup(pid, signal)) break
  }
  await exited
  // The leader is gone; those it started may need a moment.
  for (let waitedMs = 0; waitedMs <= patienceMs && signalGroup(pid, 0); waitedMs += pollMs) await pause(pollMs)
  signalGroup(pid, 'SIGKILL')
  running.delete(pid)
}

/** False where there is nobody any more. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    if (process.platform !== 'win32') return process.kill(-pid, signal)
    if (signal !== 0) spawn('taskkill', ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore' })
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
