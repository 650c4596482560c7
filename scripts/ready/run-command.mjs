import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

const killAfterMs = 10_000

/**
 * @typedef {{ code: number, signal: NodeJS.Signals | null, timedOut: boolean, error?: Error }} Ended
 * `code` is never 0 when the program was killed, ran out of time or could not be started.
 */

/**
 * Runs a program in the person's terminal and waits for it. Signals sent to us are passed on, so nothing stays behind.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions, timeoutMs?: number, shell?: boolean }} options
 * @returns {Promise<Ended>}
 */
export function runCommand(command, args, { cwd, env = process.env, stdio = 'inherit', timeoutMs, shell = false }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio, shell })
    let timedOut = false
    /** @type {NodeJS.Timeout[]} */
    const timers = []

    /** @param {NodeJS.Signals} signal */
    const stop = (signal) => {
      child.kill(signal)
      timers.push(setTimeout(() => child.kill('SIGKILL'), killAfterMs))
    }
    const onInterrupt = () => {
      // A terminal sends Ctrl-C to every process in it; passing it on as well would be a second Ctrl-C.
      if (process.stdin.isTTY) timers.push(setTimeout(() => stop('SIGTERM'), killAfterMs))
      else stop('SIGINT')
    }
    const onTerminate = () => stop('SIGTERM')
    process.on('SIGINT', onInterrupt)
    process.on('SIGTERM', onTerminate)
    process.on('SIGHUP', onTerminate)
    if (timeoutMs) {
      timers.push(
        setTimeout(() => {
          timedOut = true
          stop('SIGTERM')
        }, timeoutMs),
      )
    }

    /** @param {Ended} ended */
    const finish = (ended) => {
      for (const timer of timers) clearTimeout(timer)
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onTerminate)
      process.off('SIGHUP', onTerminate)
      resolve(ended)
    }
    child.once('error', (error) => finish({ code: 127, signal: null, timedOut, error }))
    child.once('exit', (code, signal) => finish({ code: timedOut ? 124 : (code ?? 1), signal, timedOut }))
  })
}

/**
 * The environment in which a bare `node` and the project's own tools are found first, as under `npm run`.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(root, more = {}) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const path = [join(root, 'node_modules', '.bin'), process.env[name] ?? ''].join(delimiter)
  return { ...process.env, ...more, [name]: path }
}
