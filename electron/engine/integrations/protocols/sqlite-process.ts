import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { userError } from '../../../../shared/errors.ts'
import type { ProtocolClient } from '../define-protocol.ts'
import type { SqliteAnswer, SqliteAsk, SqliteReady } from './sqlite-messages.ts'

/** Beside this file as source, and in the flat folder of the bundle. */
const workerFile = import.meta.url.endsWith('.ts') ? './sqlite-worker.ts' : './sqlite-worker.js'

type Wish = { file: string; readOnly: boolean; signal: AbortSignal }
type Waiting = { resolve(answer: SqliteAnswer): void; reject(error: Error): void }

/**
 * A database file, open in a process of its own. A thread would not do: SQLite offers its drivers no way to interrupt a
 * query in Node, a thread cannot be ended in the middle of one, and a program that wants to exit would wait for it. A
 * process can be killed at any time, which SQLite's journal is made for.
 */
export async function openSqliteProcess({ file, readOnly, signal }: Wish) {
  const child = fork(fileURLToPath(new URL(workerFile, import.meta.url)), [file, readOnly ? 'read' : 'write'], {
    // In Electron the program is a Node only where it is told to be.
    env: { ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  let isOpen = true
  let nextId = 1
  const waiting = new Map<number, Waiting>()
  const close = () => {
    isOpen = false
    child.kill('SIGKILL')
  }
  const lose = () => {
    isOpen = false
    const error = Object.assign(new Error('the process that had the file open ended'), { code: 'ECONNRESET' })
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  child.once('exit', lose)
  child.once('error', lose)
  signal.addEventListener('abort', close, { once: true })
  try {
    const ready = await new Promise<SqliteReady>((resolve, reject) => {
      child.once('message', (message) => resolve(message as SqliteReady)) // the worker's first message
      child.once('error', reject)
      child.once('exit', (code) => reject(signal.reason ?? new Error(`the SQLite process ended with ${code}`)))
    })
    if (!ready.ready) {
      throw userError('service.not-found', `SQLite cannot open the file: ${ready.message}.`, {
        hint: 'Look at the path of the connection, and at who may read the file.',
      })
    }
  } catch (thrown) {
    close()
    throw thrown
  } finally {
    signal.removeEventListener('abort', close)
  }
  child.on('message', (message) => {
    const answer = message as SqliteAnswer // what the worker sends from its second message on
    waiting.get(answer.id)?.resolve(answer)
    waiting.delete(answer.id)
  })
  // An idle one keeps no program from ending; while something is asked, whoever asked waits for it.
  child.unref()
  child.channel?.unref()

  return {
    isOpen: () => isOpen,
    close,
    ask(ask: Omit<SqliteAsk, 'id'>): Promise<SqliteAnswer> {
      const id = nextId++
      child.ref()
      child.channel?.ref()
      return new Promise<SqliteAnswer>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        child.send({ ...ask, id }, (error) => error && reject(error))
      }).finally(() => {
        waiting.delete(id)
        child.unref()
        child.channel?.unref()
      })
    },
  } satisfies ProtocolClient & Record<string, unknown>
}
