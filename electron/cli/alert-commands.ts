import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import type { z } from 'zod'
import { alertSentence } from '../../shared/alert-sentence.ts'
import {
  type AlertIncident,
  type AlertRule,
  alertRuleChange,
  newAlertRule,
  type QuietHours,
} from '../../shared/contract/alerts.ts'
import { userError } from '../../shared/errors.ts'
import type { Engine } from '../engine/engine.ts'
import { countOf, formatTime } from './format.ts'
import { withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

type Json = { json?: boolean }

/** `niti alerts` and `niti alerts history`. */
export function alertsCommand(
  terminal: Terminal,
  { state, rule, limit = 200, json }: Json & { state: 'open' | 'all'; rule?: string; limit?: number },
): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const wish = { state, limit: Math.min(limit, 200), ...(rule !== undefined && { ruleId: rule }) }
    const incidents = await engine.client.alerts.incidents(wish)
    if (json) return `${JSON.stringify(incidents)}\n`
    if (incidents.length === 0) return state === 'open' ? 'Nothing is open.\n' : 'Nothing came up yet.\n'
    return formatTextTable(incidents, incidentColumns, terminal.paint)
  })
}

const incidentColumns: TextColumn<AlertIncident>[] = [
  { title: 'number', align: 'right', text: ({ incidentId }) => String(incidentId) },
  { title: 'began', text: ({ openedAt }) => formatTime(openedAt) },
  { title: 'state', text: stateOf },
  { title: 'times', align: 'right', text: ({ times }) => String(times) },
  { title: 'told', text: toldOf, most: 40 },
  { title: 'alert', text: ({ title, body }) => `${title}. ${body.replaceAll('\n', ' ')}` },
]

function stateOf({ recoveredAt, acknowledgedAt, heldUntil }: AlertIncident): string {
  if (recoveredAt !== null) return 'over'
  if (acknowledgedAt !== null) return 'acknowledged'
  return heldUntil === null ? 'open' : 'held back'
}

function toldOf({ deliveries, heldUntil }: AlertIncident): string {
  if (deliveries.length === 0) return heldUntil === null ? 'nobody' : `at ${formatTime(heldUntil)}`
  const newest = new Map(deliveries.toReversed().map(({ channelName, state }) => [channelName, state]))
  return [...newest].map(([name, state]) => (state === 'delivered' ? name : `${name} (${state})`)).join(', ')
}

/** `niti alerts ack`. */
export function acknowledgeCommand(terminal: Terminal, { numbers, json }: Json & { numbers: number[] }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const wish = numbers.length > 0 ? { incidentIds: numbers } : {}
    const { count } = await engine.client.alerts.acknowledge(wish)
    if (json) return `${JSON.stringify({ count })}\n`
    return count === 0 ? 'There was nothing to acknowledge.\n' : `Acknowledged ${countOf(count, 'alert')}.\n`
  })
}

/** `niti alerts rules`. */
export function rulesCommand(terminal: Terminal, { json }: Json): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const rules = await engine.client.alerts.rules()
    if (json) return `${JSON.stringify(rules)}\n`
    if (rules.length === 0) return 'There are no rules.\n'
    return formatTextTable(rules, await ruleColumns(engine), terminal.paint)
  })
}

async function ruleColumns(engine: Engine): Promise<TextColumn<AlertRule>[]> {
  const workflows = await engine.client.workflows.list()
  const agents = await engine.client.agents.list()
  const names = {
    workflow: (workflowId: string) => workflows.find((one) => one.workflowId === workflowId)?.name,
    agent: (agentId: string) => agents.find((one) => one.agentId === agentId)?.name,
  }
  return [
    { title: 'rule', text: ({ ruleId }) => ruleId },
    { title: 'name', text: ({ name }) => name, most: 30 },
    { title: 'state', text: ({ isOn, firingSince }) => (isOn ? (firingSince === null ? 'on' : 'open') : 'off') },
    {
      title: 'tells',
      text: ({ condition, about, problem }) =>
        `${alertSentence(condition, about, names)}${problem === null ? '' : ` (${problem})`}`,
    },
  ]
}

type RuleFile = Json & { file: string }

/** `niti alerts rules add`. */
export async function addRuleCommand(terminal: Terminal, { file, json }: RuleFile): Promise<void> {
  const wish = parse(newAlertRule, await readJson(terminal, file))
  await withEngine(terminal, async (engine) => printRule(await engine.client.alerts.create(wish), 'Added', json))
}

/** `niti alerts rules change`. */
export async function changeRuleCommand(
  terminal: Terminal,
  { ruleId, file, json }: RuleFile & { ruleId: string },
): Promise<void> {
  const change = parse(alertRuleChange, await readJson(terminal, file))
  await withEngine(terminal, async (engine) =>
    printRule(await engine.client.alerts.change({ ruleId, ...change }), 'Changed', json),
  )
}

function printRule(rule: AlertRule, done: string, json: boolean | undefined): string {
  if (json) return `${JSON.stringify(rule)}\n`
  return `${done} “${rule.name}” (${rule.ruleId}).${rule.problem === null ? '' : ` ${rule.problem}`}\n`
}

/** `niti alerts rules on` and `off`. */
export function switchRuleCommand(
  terminal: Terminal,
  { ruleId, isOn }: { ruleId: string; isOn: boolean },
): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { name } = await engine.client.alerts.change({ ruleId, isOn })
    return `“${name}” is ${isOn ? 'on' : 'off'}.\n`
  })
}

/** `niti alerts rules test`. What becomes of it stands in `niti deliveries`. */
export function testRuleCommand(terminal: Terminal, ruleId: string): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { channels } = await engine.client.alerts.test({ ruleId })
    return `A test is on its way to ${countOf(channels, 'channel')}. What became of it: niti deliveries\n`
  })
}

/** `niti alerts rules remove`. */
export function removeRuleCommand(terminal: Terminal, ruleId: string): Promise<void> {
  return withEngine(terminal, async (engine) => {
    await engine.client.alerts.remove({ ruleId })
    return `Removed ${ruleId}.\n`
  })
}

type QuietOptions = Json & { on?: boolean; off?: boolean; from?: string; to?: string }

/** `niti alerts quiet`. */
export function quietCommand(terminal: Terminal, { on, off, from, to, json }: QuietOptions): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { heldUntil, ...before } = await engine.client.alerts.quietHours()
    const isChange = [on, off, from, to].some((one) => one !== undefined)
    for (const time of [from, to]) checkTime(time)
    const wish: QuietHours = {
      ...before,
      isOn: on === true || (off !== true && before.isOn),
      ...{ from: from ?? before.from, to: to ?? before.to },
    }
    const quiet = isChange ? await engine.client.alerts.setQuietHours(wish) : { ...before, heldUntil }
    if (json) return `${JSON.stringify(quiet)}\n`
    const times = `from ${quiet.from} to ${quiet.to}`
    if (!quiet.isOn) return `Quiet hours are off (${times} once they are on).\n`
    return `Quiet hours are on, ${times}.${quiet.heldUntil === null ? '' : ` It is quiet until ${formatTime(quiet.heldUntil)}.`}\n`
  })
}

function checkTime(time: string | undefined): void {
  if (time === undefined || /^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return
  throw userError('alerts.bad-time', `\`${time.slice(0, 20)}\` is no time such as 22:00.`)
}

async function readJson(terminal: Terminal, file: string): Promise<unknown> {
  const given = file === '-' ? await text(process.stdin) : await readRuleFile(resolve(terminal.cwd, file))
  try {
    return JSON.parse(given)
  } catch {
    throw userError('alerts.bad-rule', `${file === '-' ? 'What came in' : file} is no JSON.`, {
      hint: 'See: niti alerts rules add --help',
    })
  }
}

async function readRuleFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw userError('alerts.no-file', `${path} cannot be read.`, { cause })
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, wish: unknown): z.output<Schema> {
  const parsed = schema.safeParse(wish)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? ''
  throw userError(
    'alerts.bad-rule',
    `The rule is not right${field === '' ? '' : ` at \`${field}\``}: ${issue?.message}.`,
    {
      hint: 'See: niti alerts rules add --help',
      ...(field !== '' && { field }),
    },
  )
}
