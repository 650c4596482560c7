import { type Health, type HealthCheck, type HealthState, healthChecks } from '../../shared/contract/health.ts'
import { NitiError } from '../../shared/errors.ts'
import { exitCode } from './exit-code.ts'
import { openEngine } from './open-engine.ts'
import { readVersion } from './read-version.ts'
import type { Paint, Terminal } from './terminal.ts'
import { printable } from './text-width.ts'

type Options = { now?: boolean; json?: boolean }

/** `niti health`: how everything stands, also where the database cannot even be opened. Answers 1 where something is bad. */
export async function healthCommand(terminal: Terminal, { now = false, json }: Options): Promise<number> {
  const health = await look(terminal, now)
  await terminal.out(json ? `${JSON.stringify(health)}\n` : formatHealth(health, terminal))
  return health.state === 'bad' ? exitCode.failed : exitCode.succeeded
}

async function look(terminal: Terminal, now: boolean): Promise<Health> {
  try {
    const { engine, close } = await openEngine(terminal)
    try {
      return await engine.client.health.get({ now })
    } finally {
      await close()
    }
  } catch (thrown) {
    if (thrown instanceof NitiError && thrown.info.code.startsWith('store.')) return withoutDatabase(thrown)
    throw thrown
  }
}

/** The same shape where the database is what is ill: nothing else can be told then. */
function withoutDatabase({ info }: NitiError): Health {
  const at = Date.now()
  const rest = { at, facts: {}, parts: [], link: null }
  const checks = healthChecks.map(
    (name): HealthCheck =>
      name === 'database'
        ? { name, state: 'bad', message: info.message, hint: info.hint ?? null, ...rest, facts: { code: info.code } }
        : { name, state: 'off', message: 'This cannot be told without the database.', hint: null, ...rest },
  )
  return { state: 'bad', at, version: readVersion(), upMs: 0, checks }
}

const colours = { ok: 'green', warn: 'yellow', bad: 'red', off: 'dim' } as const
const words: Record<HealthState, string> = { ok: 'ok', warn: 'look', bad: 'bad', off: 'off' }
const summaries: Record<Health['state'], string> = {
  ok: 'Everything works.',
  warn: 'Something wants looking at.',
  bad: 'Something does not work.',
}

function formatHealth({ state, checks }: Health, { paint }: Terminal): string {
  return `${checks.map((check) => formatCheck(check, paint)).join('')}\n${paint(colours[state], summaries[state])}\n`
}

function formatCheck({ name, state, message, hint, parts }: HealthCheck, paint: Paint): string {
  const head = `${paint(colours[state], words[state].padEnd(5))} ${name.padEnd(12)} ${printable(message)}\n`
  const indent = ' '.repeat(19)
  const ill = parts.filter((part) => part.state === 'warn' || part.state === 'bad')
  const lines = ill.map((part) => `${indent}${printable([part.title, part.message].filter(Boolean).join(': '))}\n`)
  return [head, ...lines, ...(hint === null ? [] : [`${indent}${printable(hint)}\n`])].join('')
}
