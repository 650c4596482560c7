import {
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
  Scope,
} from 'quickjs-emscripten-core'
import { type GuestError, locateError, readGuestError, sourceName, unknownNameOf } from './error-position.ts'
import { describeThrown, installConsole } from './guest-source.ts'
import type { LogLine, SandboxFailure, SandboxJob } from './sandbox-messages.ts'

/** More than this overflows the thread's own stack before QuickJS notices. */
const stackBytes = 256 * 1024
const maxLogLines = 500
const levels: readonly LogLine['level'][] = ['debug', 'info', 'warn', 'error']
/** Promise jobs between two looks at whether the answer is there. */
const jobsPerTurn = 1000

/**
 * What stands around the source. The line break in front is there because QuickJS counts the columns of a first line from
 * zero and all others from one; the one behind, so that a comment at the source's end swallows nothing.
 */
const wrappers = {
  expression: { before: '(\n', after: '\n)' },
  code: { before: '(async function () {\n', after: '\n})()' },
}

export type GuestOutcome = ({ ok: true; json?: string } | { ok: false; failure: SandboxFailure }) & { logs: LogLine[] }

/** A QuickJS runtime with nothing in it but the language. It evaluates one job and is then thrown away. */
export type GuestContext = {
  /** What the job does wrong is in the answer; a throw means that QuickJS itself broke. */
  evaluate(job: SandboxJob, shouldStop: () => boolean): GuestOutcome
  dispose(): void
}

type Guest = {
  scope: Scope
  runtime: QuickJSRuntime
  context: QuickJSContext
  /** JSON.parse and JSON.stringify, from before the job could change them. */
  parse: QuickJSHandle
  stringify: QuickJSHandle
  isMemoryGrown: () => boolean
  stopped: boolean
}

/** Leaves an evaluation from wherever it is. */
class GuestStop extends Error {
  readonly failure: SandboxFailure

  constructor(reason: SandboxFailure['reason'], message = '', more: Partial<SandboxFailure> = {}) {
    super(message)
    this.failure = { reason, message, ...more }
  }
}

/** `isMemoryGrown`: whether the module's memory is larger than at its start, so that running out of it is likely. */
export function createGuestContext(module: QuickJSWASMModule, isMemoryGrown: () => boolean): GuestContext {
  const scope = new Scope()
  const runtime = scope.manage(module.newRuntime({ maxStackSizeBytes: stackBytes }))
  const context = scope.manage(runtime.newContext())
  // A clock of its own, which is no part of the language.
  context.setProp(context.global, 'performance', context.undefined)
  const json = scope.manage(context.getProp(context.global, 'JSON'))
  const parse = scope.manage(context.getProp(json, 'parse'))
  const stringify = scope.manage(context.getProp(json, 'stringify'))
  const guest: Guest = { scope, runtime, context, parse, stringify, isMemoryGrown, stopped: false }

  return {
    evaluate(job, shouldStop) {
      const logs: LogLine[] = []
      try {
        return { ok: true, json: evaluateJob(guest, job, { shouldStop, logs }), logs }
      } catch (error) {
        if (error instanceof GuestStop) return { ok: false, failure: error.failure, logs }
        throw error
      }
    },
    dispose: () => scope.dispose(),
  }
}

type Watch = { shouldStop: () => boolean; logs: LogLine[] }

function evaluateJob(guest: Guest, job: SandboxJob, { shouldStop, logs }: Watch): string | undefined {
  const { runtime, context } = guest
  runtime.setMemoryLimit(job.memoryBytes)
  runtime.setInterruptHandler(() => {
    guest.stopped ||= shouldStop()
    return guest.stopped
  })
  for (const [name, json] of job.scope) setGlobal(guest, job, name, json)
  if (job.kind === 'code') {
    const install = take(guest, job, context.evalCode(installConsole, 'niti'))
    take(guest, job, context.callFunction(install, context.undefined, createConsoleWriter(guest, logs)))
  }

  const { before, after } = wrappers[job.kind]
  const started = take(guest, job, context.evalCode(before + job.source + after, sourceName, { strict: true }))
  return toJson(guest, job, settle(guest, job, started))
}

function setGlobal(guest: Guest, job: SandboxJob, name: string, json: string | undefined): void {
  const { scope, context, parse } = guest
  const value =
    json === undefined
      ? context.undefined
      : take(guest, job, context.callFunction(parse, context.undefined, scope.manage(context.newString(json))))
  context.setProp(context.global, name, value)
}

function toJson(guest: Guest, job: SandboxJob, value: QuickJSHandle): string | undefined {
  const { scope, context, stringify } = guest
  const type = context.typeof(value)
  if (type === 'undefined') return undefined
  const number = type === 'number' ? context.getNumber(value) : 0
  if (type === 'function' || type === 'symbol' || type === 'bigint' || !Number.isFinite(number)) {
    const shown = type === 'number' ? number : `a ${type}`
    throw new GuestStop('thrown', `The result is ${shown}, which cannot be passed on as data.`)
  }
  const json = take(guest, job, context.callFunction(stringify, context.undefined, value))
  if (context.typeof(json) !== 'string') return undefined
  const length = context.getNumber(scope.manage(context.getProp(json, 'length')))
  if (length > job.maxResultChars) throw new GuestStop('too-large', String(length))
  return readText(guest, json)
}

/** The value of a step, or the end of the evaluation. */
function take(guest: Guest, job: SandboxJob, result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
  if (result.error) throw explain(guest, job, guest.scope.manage(result.error))
  return guest.scope.manage(result.value)
}

/** Waits for a promise by running what it waits for; there is nothing outside that could settle it later. */
function settle(guest: Guest, job: SandboxJob, value: QuickJSHandle): QuickJSHandle {
  const { scope, runtime, context } = guest
  for (;;) {
    const state = context.getPromiseState(value)
    if (state.type === 'fulfilled') return state.notAPromise ? value : scope.manage(state.value)
    if (state.type === 'rejected') throw explain(guest, job, scope.manage(state.error))
    if (!runtime.hasPendingJob()) throw new GuestStop('never-settles')
    const ran = runtime.executePendingJobs(jobsPerTurn)
    if (ran.error) throw explain(guest, job, scope.manage(ran.error))
  }
}

function explain(guest: Guest, job: SandboxJob, thrown: QuickJSHandle): GuestStop {
  if (guest.stopped) return new GuestStop('timeout')
  const error = describe(guest, thrown)
  if (guest.stopped) return new GuestStop('timeout')
  const isOutOfMemory = error?.name === 'InternalError' && error.message.startsWith('out of memory')
  // With no memory left for an error object, QuickJS throws null.
  const isNull = !error || (error.name === '' && error.message === 'null')
  if (isOutOfMemory || (isNull && guest.isMemoryGrown())) return new GuestStop('memory')
  if (!error) return new GuestStop('thrown', 'It threw something that cannot be shown.')
  const { message, position } = locateError(error, { source: job.source, ...wrappers[job.kind] })
  return new GuestStop('thrown', message, { position, unknownName: unknownNameOf(error) })
}

/** What was thrown, in the guest's own words; undefined where it cannot say. */
function describe({ scope, context }: Guest, thrown: QuickJSHandle): GuestError | undefined {
  const describer = context.evalCode(describeThrown, 'niti')
  const describeOne = scope.manage(describer.error ?? describer.value)
  if (describer.error) return undefined
  const described = context.callFunction(describeOne, context.undefined, thrown)
  const text = scope.manage(described.error ?? described.value)
  if (described.error || context.typeof(text) !== 'string') return undefined
  return readGuestError(context.getString(text))
}

/** Text of a guest string. QuickJS hands out an empty one when it has no memory to copy it. */
function readText({ context }: Guest, handle: QuickJSHandle): string {
  const text = context.getString(handle)
  if (text === '') throw new GuestStop('memory')
  return text
}

function createConsoleWriter({ scope, context }: Guest, logs: LogLine[]): QuickJSHandle {
  return scope.manage(
    context.newFunction('write', (level, text) => {
      if (logs.length > maxLogLines) return
      if (logs.length === maxLogLines) {
        logs.push({ level: 'warn', text: `Further lines are left out: ${maxLogLines} are kept.` })
        return
      }
      const name = context.getString(level)
      logs.push({ level: levels.find((known) => known === name) ?? 'info', text: context.getString(text) })
    }),
  )
}
