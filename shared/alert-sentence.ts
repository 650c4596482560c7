import type { AlertAbout, AlertCondition } from './contract/alerts.ts'
import { formatMicroUsd } from './money.ts'

/** What a person calls the workflow or agent a rule is about; undefined where it is gone, or has no name. */
export type AlertNames = {
  workflow(workflowId: string): string | undefined
  agent(agentId: string): string | undefined
}

const minuteMs = 60_000
const lengths: [number, string][] = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [minuteMs, 'minute'],
  [1_000, 'second'],
]

/** `90 minutes`, `2 hours`, `1 day`, `1.5 seconds`, `250 ms`. */
export function lengthInWords(ms: number): string {
  const whole = lengths.find(([unitMs]) => ms >= unitMs && ms % unitMs === 0)
  const [unitMs, unit] = whole ?? (ms >= 1_000 ? [1_000, 'second'] : [1, 'ms'])
  const count = Math.round((ms / unitMs) * 10) / 10
  if (unit === 'ms') return `${count} ms`
  return `${withCommas(count)} ${unit}${count === 1 ? '' : 's'}`
}

/** The time a window reaches back: `the last hour`, `the last 3 days`. */
export function windowInWords(minutes: number): string {
  return `the last ${lengthInWords(minutes * minuteMs).replace(/^1 /, '')}`
}

/** `12,345`. */
export function withCommas(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

const triggerWords: Record<NonNullable<AlertAbout['trigger']>, string> = {
  ...{ 'by-itself': 'that began by themselves', manual: 'that a person began', cli: 'from the command line' },
  ...{ schedule: 'begun by a schedule', file: 'begun by a file', webhook: 'begun by a webhook' },
  ...{ run: 'begun by another run', service: 'begun by a service', chat: 'from a chat' },
}

/** Which runs: `runs of “Weekly digest” begun by a schedule`. */
export function aboutInWords({ workflowId, agentId, trigger }: AlertAbout, names: AlertNames): string {
  const workflow = workflowId === undefined ? '' : ` of “${names.workflow(workflowId) ?? workflowId}”`
  const agent = agentId === undefined ? '' : ` with the agent “${names.agent(agentId) ?? agentId}”`
  return `runs${workflow}${agent}${trigger === undefined ? '' : ` ${triggerWords[trigger]}`}`
}

/** When a rule tells, as the end of “Tell me …”: `when a run fails, of runs of “Weekly digest”`. */
export function alertSentence(condition: AlertCondition, about: AlertAbout, names: AlertNames): string {
  const runs = aboutInWords(about, names)
  const isAll = runs === 'runs'
  const one = isAll ? 'a run' : `one of the ${runs}`
  const all = isAll ? 'all runs' : runs
  switch (condition.kind) {
    case 'run-failed':
      return `when ${one} fails`
    case 'failed-in-a-row':
      return `when ${condition.runs} runs in a row of a workflow fail${isAll ? '' : `, of ${runs}`}`
    case 'failure-rate':
      return (
        `when ${condition.percent} % or more of ${all} fail in ${windowInWords(condition.windowMinutes)}, ` +
        `with ${condition.fewest} runs or more`
      )
    case 'run-duration':
      return `when ${one} takes longer than ${lengthInWords(condition.longestMs)}`
    case 'latency':
      return (
        `when ${condition.percentile === 'p50' ? 'half' : 'one in twenty'} of the model calls${isAll ? '' : ` of ${runs}`} ` +
        `take longer than ${lengthInWords(condition.mostMs)} in ${windowInWords(condition.windowMinutes)}, ` +
        `with ${condition.fewest} calls or more`
      )
    case 'cost':
      return `when ${all} cost more than ${formatMicroUsd(condition.mostMicroUsd)} in ${windowInWords(condition.windowMinutes)}`
    case 'tokens':
      return `when ${all} use more than ${withCommas(condition.most)} tokens in ${windowInWords(condition.windowMinutes)}`
    case 'nothing-ran':
      return `when none of ${all} was there for ${lengthInWords(condition.hours * 60 * minuteMs)}`
    case 'queue-stuck':
      return `when a run waits for its turn for ${lengthInWords(condition.minutes * minuteMs)}`
    case 'connection-expiring':
      return condition.days === 0
        ? 'when a connection does not work any more'
        : `when a connection ends within ${lengthInWords(condition.days * 86_400_000)} or does not work`
    case 'disk-nearly-full':
      return `when less than ${withCommas(condition.leastMegabytes)} MB are left on the disk`
  }
}
