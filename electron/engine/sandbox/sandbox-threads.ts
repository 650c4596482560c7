import { Worker } from 'node:worker_threads'
import { cancelledError } from '../../../shared/errors.ts'
import type { Log } from '../../../shared/log.ts'
import type { SandboxJob, SandboxMessage, SandboxReply, SandboxThreadData } from './sandbox-messages.ts'

/** Beside this file as source, and in the flat folder of the bundle. */
const workerFile = import.meta.url.endsWith('.ts') ? './sandbox-worker.ts' : './sandbox-worker.js'

/** Room for a job to notice its own deadline before its thread is ended. */
const graceMs = 1000
/** A cancelled job has less: nobody waits for its answer any more. */
const cancelGraceMs = 200
const startTimeoutMs = 30_000
/** Deep recursion inside QuickJS needs stack out here too; Node's 4 MB are not enough for it. */
const stackMb = 16
const heapMb = 512

export type SandboxThreads = {
  /**
   * Hands the job to a thread when its turn comes. Rejects when cancelled or closed; a job that does not end by itself is
   * answered with a `timeout` failure and its thread replaced.
   */
  submit(job: Omit<SandboxJob, 'id'>, signal?: AbortSignal): Promise<SandboxReply>
  close(): Promise<void>
}

type Task = {
  job: SandboxJob
  signal?: AbortSignal
  onAbort: () => void
  /** Both do nothing from the second call on. */
  resolve(reply: SandboxReply): void
  reject(error: Error): void
}

type Thread = {
  worker: Worker
  isReady: boolean
  task?: Task
  timer?: NodeJS.Timeout
  stopJobId: Int32Array
}

/** A few threads, started when first needed, that take jobs in the order they came. */
export function createSandboxThreads({ size, log }: { size: number; log: Log }): SandboxThreads {
  const threads = new Set<Thread>()
  const queue: Task[] = []
  let lastId = 0
  let isClosed = false

  function submit(request: Omit<SandboxJob, 'id'>, signal?: AbortSignal): Promise<SandboxReply> {
    return new Promise((resolve, reject) => {
      if (isClosed || signal?.aborted) return reject(cancelledError())
      lastId = (lastId + 1) & 0x7fffffff
      const task: Task = { job: { id: lastId, ...request }, signal, onAbort: () => abort(task), resolve, reject }
      signal?.addEventListener('abort', task.onAbort, { once: true })
      queue.push(task)
      startNext()
    })
  }

  function startNext(): void {
    while (queue.length > 0) {
      const thread = threads.values().find((each) => !each.task) ?? (threads.size < size ? startThread() : undefined)
      if (!thread) return
      const task = queue.shift()
      if (task) give(thread, task)
    }
  }

  function give(thread: Thread, task: Task): void {
    thread.task = task
    thread.worker.ref()
    thread.worker.postMessage(task.job)
    setDeadline(thread, thread.isReady ? task.job.timeoutMs + graceMs : startTimeoutMs)
  }

  function startThread(): Thread {
    const data: SandboxThreadData = { stopJobId: new SharedArrayBuffer(4) }
    const worker = new Worker(new URL(workerFile, import.meta.url), {
      workerData: data,
      env: {},
      execArgv: [],
      resourceLimits: { stackSizeMb: stackMb, maxOldGenerationSizeMb: heapMb },
    })
    const thread: Thread = { worker, isReady: false, stopJobId: new Int32Array(data.stopJobId) }
    threads.add(thread)
    worker.on('message', (message: SandboxMessage) => {
      if (message === 'ready') {
        thread.isReady = true
        if (thread.task) setDeadline(thread, thread.task.job.timeoutMs + graceMs)
      } else finish(thread, message)
    })
    worker.on('error', (error) => lose(thread, error))
    worker.on('exit', (code) => lose(thread, new Error(`A sandbox thread ended by itself (${code}).`)))
    return thread
  }

  function finish(thread: Thread, reply: SandboxReply): void {
    const task = release(thread)
    thread.worker.unref()
    task?.resolve(reply)
    startNext()
  }

  /** Takes the thread's task away from it, with everything that watched over it. */
  function release(thread: Thread): Task | undefined {
    const task = thread.task
    clearTimeout(thread.timer)
    thread.task = undefined
    task?.signal?.removeEventListener('abort', task.onAbort)
    return task
  }

  function setDeadline(thread: Thread, ms: number): void {
    clearTimeout(thread.timer)
    const task = thread.task
    thread.timer = setTimeout(() => {
      // After a pause of this process the answer may lie waiting behind the timer: let it in first.
      setImmediate(() => {
        if (thread.task === task && threads.has(thread)) kill(thread)
      })
    }, ms)
  }

  /** Ends a thread that is stuck in one long call, which nothing inside it can interrupt. */
  function kill(thread: Thread): void {
    threads.delete(thread)
    const task = release(thread)
    void thread.worker.terminate()
    log.warn('A sandbox thread was ended and replaced', { isStarted: thread.isReady, timeoutMs: task?.job.timeoutMs })
    if (task && thread.isReady) {
      task.resolve({ id: task.job.id, ok: false, failure: { reason: 'timeout', message: '' }, logs: [] })
    } else task?.reject(new Error(`A sandbox thread did not start within ${startTimeoutMs} ms.`))
    startNext()
  }

  /** A thread that broke takes only its own job with it. */
  function lose(thread: Thread, error: Error): void {
    if (!threads.delete(thread)) return
    const task = release(thread)
    log.error('A sandbox thread broke', { error: error.message })
    if (task && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      task.resolve({ id: task.job.id, ok: false, failure: { reason: 'memory', message: '' }, logs: [] })
    } else task?.reject(error)
    startNext()
  }

  function abort(task: Task): void {
    task.reject(cancelledError())
    const waiting = queue.indexOf(task)
    if (waiting >= 0) {
      queue.splice(waiting, 1)
      return
    }
    const thread = threads.values().find((each) => each.task === task)
    if (!thread) return
    Atomics.store(thread.stopJobId, 0, task.job.id)
    if (thread.isReady) setDeadline(thread, cancelGraceMs)
  }

  async function close(): Promise<void> {
    isClosed = true
    const ending = [...threads]
    threads.clear()
    for (const task of [...queue.splice(0), ...ending.map(release)]) {
      task?.signal?.removeEventListener('abort', task.onAbort)
      task?.reject(cancelledError())
    }
    await Promise.all(ending.map((thread) => thread.worker.terminate()))
  }

  return { submit, close }
}
