import type { CostFilter, CostGrouping, RangeName } from '../../shared/contract/costs.ts'

const ranges: Record<RangeName, string> = {
  today: 'Today',
  yesterday: 'Yesterday',
  'last-7-days': 'Last 7 days',
  'last-30-days': 'Last 30 days',
  'last-90-days': 'Last 90 days',
  'this-week': 'This week',
  'this-month': 'This month',
  'last-month': 'Last month',
  'this-year': 'This year',
  all: 'All time',
}

const groupings: Record<CostGrouping, string> = {
  model: 'Model',
  workflow: 'Workflow',
  provider: 'Provider',
  agent: 'Agent',
}

const filters: Record<keyof CostFilter, string> = {
  model: 'Model',
  workflowId: 'Workflow',
  provider: 'Provider',
  agentId: 'Agent',
  runId: 'Run',
}

const count = (number: number) => number.toLocaleString('en-US')
const calls = (number: number) => (number === 1 ? '1 call' : `${count(number)} calls`)

/** The Costs screen. */
export const costsText = {
  title: 'Costs',
  loading: 'Costs are being added up',
  updating: 'Being updated',
  calls,
  runs: (number: number) => (number === 1 ? '1 run' : `${count(number)} runs`),
  unknown: (number: number) => `+ ${count(number)} unknown`,
  unknownHint: (number: number) =>
    `${calls(number)} went to models whose price nobody knows. Their cost is not in this sum.`,
  unknownNote: (number: number) =>
    `${calls(number)} of this period went to models whose price nobody knows. Their tokens are counted, their cost is not in these sums.`,
  setPrices: 'Set their prices',
  range: {
    label: 'Period',
    names: ranges,
    zone: (zone: string) => `Days begin and end in the time zone ${zone}, as the settings say.`,
  },
  grouping: { label: 'Broken down by', names: groupings },
  filter: {
    label: 'Only',
    names: filters,
    someRun: 'one run',
  },
  figures: {
    label: 'Figures',
    spent: 'Spent',
    tokensIn: 'Tokens in',
    tokensOut: 'Tokens out',
    cached: (tokens: string, share: string) => `${tokens} from a cache (${share})`,
    nothingCached: 'none from a cache',
    reasoning: (tokens: string) => `${tokens} of them reasoning`,
    noReasoning: 'none of them reasoning',
    calls: 'Model calls',
    inRuns: (runs: string) => `in ${runs}`,
    perCall: (money: string) => `${money} each`,
    saved: 'Saved by caching',
    savedHint: 'What cached tokens would have cost at the plain price, less what they did cost.',
    savedOf: (share: string) => `${share} of what it would have been`,
    nothingSaved: 'nothing came from a cache',
    expected: 'Expected this month',
    expectedHint: (money: string, days: number) =>
      `${money} a day, as on the last ${days === 1 ? 'day' : `${count(days)} days`}`,
  },
  change: {
    none: 'no comparison',
    nothingBefore: 'no comparison: nothing in the period before',
    beforeOnly: (money: string, unknown: number) =>
      unknown > 0 ? `${money} and ${calls(unknown)} of unknown price before` : `${money} before`,
    partOf: (share: string, money: string) => `${share} of the ${money} in the period before`,
    same: (money: string) => `as before (${money})`,
    times: (factor: number, money: string) => `${count(factor)} times the ${money} before`,
    changed: (share: string, isMore: boolean, money: string) =>
      `${share} ${isMore ? 'more' : 'less'} than ${money} before`,
  },
  chart: {
    title: 'Cost over time',
    modes: { label: 'What the chart shows', each: 'Each by itself', sum: 'Running total' },
    expected: 'Expected',
    rest: (groups: number) => (groups === 1 ? '1 other' : `${count(groups)} others`),
    nothing: 'Nothing was spent in this period.',
  },
  breakdown: {
    title: (by: CostGrouping) => `By ${groupings[by].toLowerCase()}`,
    columns: { share: 'Share', cost: 'Cost', calls: 'Calls', tokensIn: 'Tokens in', tokensOut: 'Tokens out' },
    total: 'Total',
    pie: (title: string) => `${title}: the shares, as in the table`,
  },
  topRuns: {
    title: 'Runs that cost most',
    columns: { run: 'Run', started: 'Started', calls: 'Calls', cost: 'Cost' },
    none: 'No run cost anything in this period.',
    open: (workflow: string, time: string) => `${workflow}, ${time}`,
    only: 'Show only this run',
  },
  whatIf: {
    title: 'What if',
    intro: 'What the same calls would have cost with another model.',
    choose: 'Choose a model',
    actual: 'As it was',
    with: (model: string) => `With ${model}`,
    less: (money: string, share: string | null) => `${money} less${share === null ? '' : ` (${share})`}`,
    more: (money: string, share: string | null) => `${money} more${share === null ? '' : ` (${share})`}`,
    same: 'The same',
    notComparable: (unknown: number) =>
      `What it was leaves out ${calls(unknown)} of unknown price, so the two cannot be set against each other.`,
    caveat:
      'At today’s prices, for the tokens as they were billed. Another model would count the same text a little differently, and might answer longer or shorter.',
    noModels: 'No provider lists a model with a known price.',
  },
  export: {
    label: 'Export',
    breakdown: 'The breakdown',
    calls: 'All calls',
    csv: 'as CSV',
    json: 'as JSON',
    breakdownCsv: 'Breakdown as CSV',
    breakdownJson: 'Breakdown as JSON',
    callsCsv: 'All calls as CSV',
    callsJson: 'All calls as JSON',
    reading: (done: string, all: string) => `Reading ${done} of ${all} calls`,
    stop: 'Stop the export',
    doneCalls: (number: number, fileName: string) => `${calls(number)} saved as ${fileName}`,
  },
  empty: {
    title: 'Nothing has been spent yet',
    body: 'What each model call costs will be here: over time, by model and workflow, and what the month will come to.',
    action: 'Go to Workflows',
  },
  emptyPeriod: {
    title: 'No model was called in this period',
    body: 'Choose a longer period.',
    bodyFiltered: 'Choose a longer period, or remove the filters.',
    all: 'Show all time',
    clear: 'Remove the filters',
  },
} as const
