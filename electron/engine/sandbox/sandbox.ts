import { type NitiError, userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { type Log, silentLog } from '../../../shared/log.ts'
import { nodesReadBy, rootsOf, type Scope, unknownNameError } from '../../../shared/workflow/expression.ts'
import type { LogLine, SandboxFailure, SandboxJob } from './sandbox-messages.ts'
import { createSandboxThreads } from './sandbox-threads.ts'

const megabyte = 1024 * 1024
const defaultMemoryBytes = 64 * megabyte
const maxResultChars = 8 * megabyte

export type EvaluateRequest = {
  /** One JavaScript expression. */
  source: string
  scope: Scope
  /** 1,000 unless told otherwise. */
  timeoutMs?: number
  signal?: AbortSignal
}

export type RunRequest = {
  /** Statements; `return` gives the result and `await` works. */
  code: string
  scope: Scope
  /** 10,000 unless told otherwise. */
  timeoutMs?: number
  /** 64 MB unless told otherwise. */
  memoryBytes?: number
  signal?: AbortSignal
}

/**
 * Runs the person's JavaScript in QuickJS, compiled to WebAssembly, in threads of its own. Each call gets a fresh runtime
 * with the language and nothing else: no network, files, timers, modules or process. `Date` and `Math.random` are there,
 * so code can differ from run to run; `now` in the scope is the run's own clock. What it gives back is JSON: a key named
 * `__proto__` is left out of it.
 *
 * Errors are `expression.*` or `code.*`: `failed` (what it threw, with the position in the source), `timeout`, `memory`,
 * `too-large`, `never-settles`; and `expression.unknown-name`.
 */
export type Sandbox = {
  /** The value of an expression; a promise is awaited. */
  evaluate(request: EvaluateRequest): Promise<Json | undefined>
  /** Runs statements as the body of an async function. Lines it printed before failing are in the error's details. */
  run(request: RunRequest): Promise<{ value: Json | undefined; logs: LogLine[] }>
  /** Ends the threads; whatever still waits is cancelled. */
  close(): Promise<void>
}

/** Starts no thread before the first call; keeps at most `workers` (2). */
export function createSandbox({ workers = 2, log = silentLog }: { workers?: number; log?: Log } = {}): Sandbox {
  const threads = createSandboxThreads({ size: workers, log })

  async function submit(job: Omit<SandboxJob, 'id' | 'scope' | 'maxResultChars'>, scope: Scope, signal?: AbortSignal) {
    const needed = neededScope(job.source, scope)
    const chars = needed.reduce((sum, [, json]) => sum + (json?.length ?? 0), 0)
    // The text, its copy inside and the values made of it need room together.
    if (chars > job.memoryBytes / 3) throw toError({ reason: 'memory', message: '' }, job, [], scope)
    const reply = await threads.submit({ ...job, scope: needed, maxResultChars }, signal)
    if (!reply.ok) throw toError(reply.failure, job, reply.logs, scope)
    return { value: reply.json === undefined ? undefined : parseResult(reply.json), logs: reply.logs }
  }

  return {
    async evaluate({ source, scope, timeoutMs = 1000, signal }) {
      const job = { kind: 'expression', source, timeoutMs, memoryBytes: defaultMemoryBytes } as const
      return (await submit(job, scope, signal)).value
    },
    run({ code, scope, timeoutMs = 10_000, memoryBytes = defaultMemoryBytes, signal }) {
      return submit({ kind: 'code', source: code, timeoutMs, memoryBytes }, scope, signal)
    },
    close: threads.close,
  }
}

/** Only the values the source names are sent: a run's outputs may be many times what one expression needs. */
function neededScope(source: string, scope: Scope): SandboxJob['scope'] {
  return rootsOf(source)
    .filter((name) => Object.hasOwn(scope, name))
    .map((name) => [name, JSON.stringify(name === 'nodes' ? neededNodes(source, scope[name]) : scope[name])])
}

function neededNodes(source: string, nodes: Json | undefined): Json | undefined {
  const ids = nodesReadBy(source)
  if (!ids || typeof nodes !== 'object' || nodes === null || Array.isArray(nodes)) return nodes
  return Object.fromEntries(Object.entries(nodes).filter(([id]) => ids.includes(id)))
}

/** `__proto__` as a key is plain data here, but not to whoever later copies it into another object. */
function parseResult(text: string): Json {
  if (!text.includes('"__proto__"')) return JSON.parse(text)
  return JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value))
}

type Asked = Pick<SandboxJob, 'kind' | 'source' | 'timeoutMs' | 'memoryBytes'>

function toError(failure: SandboxFailure, asked: Asked, logs: LogLine[], scope: Scope): NitiError {
  const { kind, source, timeoutMs, memoryBytes } = asked
  const subject = kind === 'code' ? 'The code' : `\`{{ ${shorten(source)} }}\``
  const more = logs.length > 0 ? { details: { logs } } : {}
  switch (failure.reason) {
    case 'thrown':
      return explainThrown(failure, { kind, source, subject }, more, scope)
    case 'timeout':
      return userError(`${kind}.timeout`, `${subject} was stopped after ${timeoutMs} ms.`, {
        ...more,
        hint: 'Look for a loop that does not end, or for a regular expression that tries too many ways.',
      })
    case 'memory':
      return userError(
        `${kind}.memory`,
        `${subject} needs more than ${Math.round(memoryBytes / megabyte)} MB of memory.`,
        {
          ...more,
          hint: 'Work on less data at once, for example item by item.',
        },
      )
    case 'too-large':
      return userError(
        `${kind}.too-large`,
        `${subject} gives ${failure.message} characters; ${maxResultChars} is the most.`,
        {
          ...more,
          hint: 'Give back only what later nodes need, or write it to a file.',
        },
      )
    case 'broken':
      return userError(
        `${kind}.failed`,
        `${subject} asks more of the sandbox than it can do (${failure.message}).`,
        more,
      )
    case 'never-settles':
      return userError(`${kind}.never-settles`, `${subject} waits for a promise that nothing settles.`, more)
  }
}

/** What code written for browsers or Node may look for. */
const hostNames = new Set(
  'fetch require process setTimeout setInterval setImmediate XMLHttpRequest window document Buffer module URL'.split(
    ' ',
  ),
)

function explainThrown(
  { message, position, unknownName }: SandboxFailure,
  { kind, source, subject }: { kind: SandboxJob['kind']; source: string; subject: string },
  more: { details?: Json },
  scope: Scope,
): NitiError {
  const isHostName = unknownName !== undefined && hostNames.has(unknownName)
  const unknown =
    unknownName === undefined || isHostName ? undefined : unknownNameError(unknownName, scope, { position })
  if (unknown && kind === 'expression') return unknown
  const hint = isHostName
    ? `\`${unknownName}\` does not exist here: this JavaScript reaches nothing outside. Use a node for it.`
    : message.includes("cannot read property '")
      ? 'Write ?. instead of . where a value may be missing.'
      : unknown?.info.hint
  const line = position === undefined ? undefined : source.slice(0, position).split('\n').length
  const where = kind === 'expression' ? `${subject}: ` : line === undefined ? '' : `Line ${line}: `
  return userError(`${kind}.failed`, `${where}${message}`, { ...more, hint, position })
}

function shorten(source: string): string {
  const line = source.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
