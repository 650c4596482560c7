import { type ChildProcess, fork } from 'node:child_process'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toErrorInfo, userError } from '../../../shared/errors.ts'
import type { ReadAnswer, ReadAsk } from './read-messages.ts'

/** Beside this file as source, and in the flat folder of the bundle. */
const workerFile = import.meta.url.endsWith('.ts') ? './read-worker.ts' : './knowledge-worker.js'

/** Milliseconds one file may take, and megabytes of memory. */
const mostMs = 30_000
const heapMb = 768
const startTimeoutMs = 30_000

export type Reading =
  | Omit<Extract<ReadAnswer, { chunks: unknown }>, 'id'>
  | Omit<Extract<ReadAnswer, { error: unknown }>, 'id'>

/**
 * Reads documents in a process of its own, started at the first and again after one that ended it. Only a process has an
 * end that a file cannot talk its way around: a thread shares the memory that a hostile one fills.
 */
export function createReader({ timeoutMs = mostMs }: { timeoutMs?: number } = {}) {
  let child: Promise<ChildProcess> | null = null
  let nextId = 1

  async function start(): Promise<ChildProcess> {
    const started = fork(fileURLToPath(new URL(workerFile, import.meta.url)), [], {
      // In Electron the program is a Node only where it is told to be. Nothing else of the environment goes along.
      env: { ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [`--max-old-space-size=${heapMb}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    await firstOf(started, startTimeoutMs, undefined, (message) => (message === 'ready' ? true : undefined))
    return started
  }

  function end(running: ChildProcess): void {
    child = null
    running.kill('SIGKILL')
  }

  return {
    /** Never rejects but with the signal's reason: what is wrong with the file is the answer. */
    async read(ask: Omit<ReadAsk, 'id'>, signal: AbortSignal): Promise<Reading> {
      signal.throwIfAborted()
      child ??= start()
      const running = await child.catch((thrown) => {
        child = null
        throw thrown
      })
      signal.throwIfAborted()
      const id = nextId++
      const answered = firstOf(running, timeoutMs, signal, (message) => {
        const answer = message as ReadAnswer // what the process sends from its second message on
        return answer.id === id ? answer : undefined
      })
      running.send({ ...ask, id } satisfies ReadAsk, () => {})
      try {
        const { id: _, ...answer } = await answered
        return answer
      } catch (thrown) {
        end(running)
        signal.throwIfAborted()
        const name = basename(ask.path)
        const error =
          thrown === tooSlow
            ? userError('knowledge.too-slow', `${name} could not be read within ${timeoutMs / 1000} seconds.`, {
                hint: 'Split it into smaller files, or save it anew.',
              })
            : userError('knowledge.too-much', `Reading ${name} took more memory than a document may.`, {
                hint: 'Split it into smaller files, or save it anew.',
              })
        return { hash: null, error: toErrorInfo(error, '') }
      }
    },
    close(): void {
      void child?.then(end, () => {})
      child = null
    },
  }
}

export type Reader = ReturnType<typeof createReader>

const tooSlow = new Error('it takes too long')

/** The first message that `take` makes something of; rejects where the process ends, time is up, or the signal aborts. */
function firstOf<T>(
  child: ChildProcess,
  withinMs: number,
  signal: AbortSignal | undefined,
  take: (message: unknown) => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(tooSlow)), withinMs)
    const onMessage = (message: unknown) => {
      const taken = take(message)
      if (taken !== undefined) settle(() => resolve(taken))
    }
    const onEnd = () => settle(() => reject(new Error('the reading process ended')))
    const onAbort = () => settle(() => reject(signal?.reason))
    function settle(how: () => void): void {
      clearTimeout(timer)
      child.off('message', onMessage)
      child.off('exit', onEnd)
      child.off('error', onEnd)
      signal?.removeEventListener('abort', onAbort)
      how()
    }
    child.on('message', onMessage)
    child.once('exit', onEnd)
    child.once('error', onEnd)
    signal?.addEventListener('abort', onAbort)
    if (child.exitCode !== null || child.signalCode !== null) onEnd()
  })
}
