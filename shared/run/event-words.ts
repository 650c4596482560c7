import { unreachable } from '../assert.ts'
import { formatMicroUsd } from '../money.ts'
import type { LogLevel, RunEvent, RunTrigger } from './events.ts'

export type EventTone = 'plain' | 'ok' | 'warn' | 'bad' | 'accent'

/** An event as a line of the log, the same in the app, in a terminal and in a file. */
export type EventWords = { words: string; level: LogLevel; tone: EventTone }

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>

export const triggerWords: Record<RunTrigger, string> = {
  manual: 'Started by hand',
  cli: 'Started from a terminal',
  schedule: 'Started by its schedule',
  file: 'Started by a file',
  webhook: 'Started by a webhook',
  run: 'Started by another run',
  service: 'Started by a service',
  chat: 'Started from a chat',
}

const waitsFor = { time: 'Waits until its time', call: 'Waits for a call from outside', person: 'Waits for a person' }

/**
 * What an event says to a person. Level: `error` is what ended something for good, `warn` what went otherwise than wanted,
 * `debug` the steps in between.
 */
export function eventWords(event: RunEvent): EventWords {
  const line = (words: string, level: LogLevel = 'info', tone: EventTone = toneOf[level]) => ({ words, level, tone })
  switch (event.type) {
    case 'run-queued':
      return line(triggerWords[event.trigger])
    case 'run-started':
      return line('Run started', 'info', 'accent')
    case 'run-resumed':
      return line('Goes on: the program had stopped in the middle', 'warn', 'accent')
    case 'run-cancel-requested':
      return line('Asked to stop', 'warn')
    case 'run-finished':
      if (event.status === 'succeeded') return line('Run succeeded', 'info', 'ok')
      if (event.status === 'cancelled') return line('Run stopped', 'warn')
      return line(event.error?.message ? `Run failed: ${event.error.message}` : 'Run failed', 'error')
    case 'node-started':
      return line(event.attempt > 1 ? `started again, attempt ${event.attempt}` : 'started', 'debug', 'plain')
    case 'node-finished':
      return line(`finished after ${durationWords(event.durationMs)}`, 'info', 'ok')
    case 'node-reused':
      return line(event.fromRunId === null ? 'pinned: not run' : 'taken from an earlier run', 'info', 'ok')
    case 'node-retried': {
      const wait = durationWords(event.waitMs)
      return line(`failed and is tried again in ${wait}: ${event.error.message}`, 'warn')
    }
    case 'node-failed':
      if (event.goesOnWith) return line(`failed, and the run goes on as set up: ${event.error.message}`, 'warn')
      return line(`failed: ${event.error.message}`, 'error')
    case 'node-skipped':
      return line(`skipped: ${event.reason}`)
    case 'node-interrupted':
      return line('was under way when the program stopped', 'warn')
    case 'node-cancelled':
      return line('stopped', 'warn')
    case 'wait-started':
      return line(waitsFor[event.ask.kind], 'info', 'accent')
    case 'wait-ended':
      return line(waitEndWords(event), 'info', event.end === 'due' ? 'plain' : 'ok')
    case 'subworkflow-started': {
      const { workflowName, version } = event
      return line(version === null ? `runs the draft of ${workflowName}` : `runs version ${version} of ${workflowName}`)
    }
    case 'node-logged':
      return line(event.text, event.level)
    case 'iterations-counted': {
      const { total } = event
      if (total === null) return line('begins its rounds', 'debug')
      return line(total === 1 ? 'has 1 round' : `has ${countWords(total)} rounds`, 'debug')
    }
    case 'iteration-finished':
      return line(`round ${event.index + 1} ${event.status}`, event.status === 'succeeded' ? 'debug' : 'warn')
    case 'model-call-queued':
      return line(limitWords(event), 'debug')
    case 'model-call-started':
      return line(`asks ${event.model} (${event.provider})`, 'debug')
    case 'model-call-retried':
      return line(`${event.error.message} Tries again in ${durationWords(event.waitMs)}.`, 'warn')
    case 'model-call-finished': {
      const tokens = event.usage ? countWords(event.usage.inputTokens + event.usage.outputTokens) : '0'
      const cost = `${tokens} tokens, ${formatMicroUsd(event.microUsd)}, ${durationWords(event.latencyMs)}`
      return line(`${event.model} answered: ${cost}`)
    }
    case 'model-call-failed':
      return line(`${event.model} failed: ${event.error.message}`, 'warn', 'bad')
    case 'http-called':
      return httpWords(event)
    case 'embedding-started':
      return line(`${event.model} is given ${event.texts} texts to make vectors of`, 'debug')
    case 'texts-embedded':
      if (event.texts === 0) return line(`${event.model} made no vectors`, 'warn')
      return line(`${event.model} made vectors of ${event.texts} texts`)
    case 'agent-started': {
      const { name, version } = event
      return line(version === null ? `${name} takes up the task` : `${name} (version ${version}) takes up the task`)
    }
    case 'tool-call-started':
      return line(`uses ${event.title}`)
    case 'tool-call-finished':
      return line(`The tool answered after ${durationWords(event.durationMs)}`, 'debug', 'ok')
    case 'tool-call-failed':
      return line(`The tool did not answer: ${event.error.message}`, 'warn')
    case 'context-cut':
      return line(event.text, 'warn')
    case 'agent-said':
      return line(`${event.from} to ${event.to}: ${event.text}`)
    case 'task-changed': {
      const { title, agent, state } = event.task
      return line(`Task “${title}” of ${agent}: ${state}`)
    }
    default:
      return unreachable(event)
  }
}

const toneOf: Record<LogLevel, EventTone> = { debug: 'plain', info: 'plain', warn: 'warn', error: 'bad' }

function waitEndWords({ end, by }: EventOf<'wait-ended'>): string {
  switch (end) {
    case 'due':
      return 'The wait is over'
    case 'called':
      return 'The call came'
    case 'answered':
      return by === '' ? 'Answered' : `Answered by ${by}`
    case 'skipped':
      return by === '' ? 'The wait was skipped' : `The wait was skipped by ${by}`
    case 'cancelled':
      return 'The wait was called off'
    default:
      return unreachable(end)
  }
}

function limitWords({ provider, limit, per = 'at-once' }: EventOf<'model-call-queued'>): string {
  return per === 'minute'
    ? `waits for its turn at ${provider} (${limit} requests a minute)`
    : `waits for a free place at ${provider} (${limit} at once)`
}

function httpWords({ method, url, status, bytes, durationMs, service }: EventOf<'http-called'>): EventWords {
  const told = service?.answered
  const reply = status === null ? 'no reply' : String(status)
  const came = told === undefined ? reply : told ? 'done' : 'failed'
  const took = `${sizeWords(bytes)}, ${durationWords(durationMs)}`
  const waited = service && service.waitedMs >= 1_000 ? ` after waiting ${durationWords(service.waitedMs)}` : ''
  const what = service ? `asks ${service.integrationId}.${service.action}` : `${method} ${url}`
  const isFine = told ?? (status !== null && status < 400)
  return {
    words: `${what} → ${came}, ${took}${waited}`,
    level: isFine ? 'debug' : 'warn',
    tone: isFine ? 'plain' : 'warn',
  }
}

/** `340 ms`, `1.2 s`, `2 m 05 s`, `1 h 02 m`. */
export function durationWords(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  if (whole < 1_000) return `${whole} ms`
  const tenths = Math.round(whole / 100)
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`
  const seconds = Math.round(whole / 1_000)
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} m ${pad(seconds % 60)} s`
  return `${Math.floor(seconds / 3_600)} h ${pad(Math.floor((seconds % 3_600) / 60))} m`
}

/** `12,345`. Not `toLocaleString`: loading the locale's data costs a start of the CLI more than all else. */
export function countWords(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `340 B`, `12 KB`, `3.4 MB`; 1 KB is 1,024 bytes. */
function sizeWords(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let size = bytes
  let unit = 0
  while (size >= 1_024 && unit < units.length - 1) {
    size /= 1_024
    unit++
  }
  return `${unit > 0 && size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
