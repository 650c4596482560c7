import { Worker } from 'node:worker_threads'
import { cancelledError, externalError } from '../../../shared/errors.ts'
import type { PageSource, ReadablePage } from '../nodes/define-node.ts'
import type { PageAnswer } from './page-messages.ts'

/** Beside this file as source, and in the flat folder of the bundle. */
const workerFile = import.meta.url.endsWith('.ts') ? './page-worker.ts' : './page-worker.js'

/** Milliseconds one page may take, counted from when its turn comes. */
const deadlineMs = 20_000
/** Milliseconds the thread stays after the last page. */
const idleMs = 30_000
const heapMb = 512

type Job = {
  source: PageSource
  signal: AbortSignal
  resolve(page: ReadablePage): void
  reject(reason: unknown): void
}

/**
 * Turns pages of strangers into words on a thread of its own, one after the other, with an end in time and memory.
 * Rejects with `page.unreadable`, `page.no-text` or `page.too-heavy`.
 */
export function createPageReader() {
  const waiting: Job[] = []
  let worker: Worker | null = null
  let current: { job: Job; timer: NodeJS.Timeout; stop(): void } | null = null
  let idle: NodeJS.Timeout | undefined
  let lastId = 0
  let isClosed = false

  function startNext(): void {
    if (current || isClosed) return
    const job = waiting.shift()
    if (!job) {
      idle = setTimeout(end, idleMs).unref()
      worker?.unref()
      return
    }
    if (job.signal.aborted) {
      job.reject(cancelledError())
      startNext()
      return
    }
    clearTimeout(idle)
    worker ??= start()
    worker.ref()
    const timer = setTimeout(() => lose(tooHeavy(job.source.url)), deadlineMs)
    const stop = () => lose(cancelledError())
    job.signal.addEventListener('abort', stop, { once: true })
    current = { job, timer, stop }
    lastId++
    worker.postMessage({ id: lastId, ...job.source })
  }

  function start(): Worker {
    const limits = { maxOldGenerationSizeMb: heapMb, stackSizeMb: 8 }
    const made = new Worker(new URL(workerFile, import.meta.url), { env: {}, execArgv: [], resourceLimits: limits })
    made.on('message', (answer: PageAnswer) => {
      if (made !== worker || answer.id !== lastId) return
      const done = release()
      if (!done) return
      if (answer.ok) done.resolve(answer.page)
      else done.reject(unreadable(done.source.url, answer))
      startNext()
    })
    const broke = () => {
      if (made === worker) lose(current ? tooHeavy(current.job.source.url) : null)
    }
    made.on('error', broke)
    made.on('exit', broke)
    return made
  }

  function release(): Job | undefined {
    const done = current
    if (!done) return undefined
    clearTimeout(done.timer)
    done.job.signal.removeEventListener('abort', done.stop)
    current = null
    return done.job
  }

  /** Ends the thread and whatever it is at, which nothing inside it can interrupt. */
  function lose(reason: unknown): void {
    const job = release()
    end()
    job?.reject(reason)
    startNext()
  }

  function end(): void {
    clearTimeout(idle)
    const ending = worker
    worker = null
    void ending?.terminate()
  }

  return {
    read(source: PageSource, signal: AbortSignal): Promise<ReadablePage> {
      return new Promise((resolve, reject) => {
        if (isClosed || signal.aborted) return reject(cancelledError())
        waiting.push({ source, signal, resolve, reject })
        startNext()
      })
    },

    async close(): Promise<void> {
      isClosed = true
      const open = [release(), ...waiting.splice(0)]
      const ending = worker
      end()
      for (const job of open) job?.reject(cancelledError())
      await ending?.terminate()
    },
  }
}

function tooHeavy(url: string) {
  return externalError('page.too-heavy', `${placeOf(url)} is too large or too nested to be read.`)
}

function unreadable(url: string, { reason, message }: Extract<PageAnswer, { ok: false }>) {
  const code = reason === 'no-text' ? 'page.no-text' : 'page.unreadable'
  return externalError(code, `${placeOf(url)} cannot be read. ${message}`)
}

function placeOf(url: string): string {
  return URL.parse(url)?.host || url
}
