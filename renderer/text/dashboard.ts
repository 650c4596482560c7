import type { DashboardFilter, dashboardRanges } from '../../shared/contract/dashboard.ts'
import type { runStatus } from '../../shared/contract/run-filter.ts'
import type { RunTrigger } from '../../shared/run/events.ts'

type RangeName = (typeof dashboardRanges)[number]
type Status = (typeof runStatus.options)[number]

const ranges: Record<RangeName, string> = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
}

const filters: Record<keyof DashboardFilter, string> = {
  workflowId: 'Workflow',
  agentId: 'Agent',
  integrationId: 'Integration',
  model: 'Model',
  status: 'Status',
  trigger: 'Trigger',
}

const statuses: Record<Status, string> = {
  queued: 'Queued',
  running: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

const triggers: Record<RunTrigger, string> = {
  manual: 'By hand',
  cli: 'Terminal',
  schedule: 'Schedule',
  file: 'File',
  webhook: 'Webhook',
  run: 'Another run',
  service: 'Service',
  chat: 'Chat',
}

const count = (number: number) => number.toLocaleString('en-US')
const plural = (number: number, one: string, many: string) => `${count(number)} ${number === 1 ? one : many}`
const runs = (number: number) => plural(number, 'run', 'runs')

/** The Dashboard, and the frame it shares with alerts and health. */
export const dashboardText = {
  title: 'Dashboard',
  frame: {
    title: 'Monitoring',
    label: 'Monitoring',
    openAlerts: (number: number) => plural(number, 'open alert', 'open alerts'),
    health: { ok: 'Everything works', warn: 'Something needs attention', bad: 'Something does not work' },
  },
  loading: 'Figures are being added up',
  runs,
  statuses,
  triggers,
  range: { label: 'Period', names: ranges },
  zone: {
    label: 'Time zone',
    search: 'Search for a time zone',
    usual: (zone: string) => `As in the settings: ${zone}`,
    nothing: 'There is no such time zone.',
  },
  filter: {
    label: 'Only',
    names: filters,
    search: (name: string) => `Search: ${name.toLowerCase()}`,
    nothing: 'Nothing found',
    none: 'Nothing of this kind was at work yet.',
  },
  openRuns: (what: string) => `${what}: open the runs`,
  cards: {
    label: 'Figures',
    runs: 'Runs',
    workflows: (number: number) => `in ${plural(number, 'workflow', 'workflows')}`,
    workflowsHint: 'Workflows active: those with a run',
    rate: 'Success rate',
    rateOf: (succeeded: number, ended: number) => `${count(succeeded)} of ${count(ended)}`,
    failed: (number: number) => `${count(number)} failed`,
    noneOver: 'no run is over yet',
    statusChosen: 'a status is chosen, so there is no rate',
    average: 'Average duration',
    p95: (time: string) => `95 % within ${time}`,
    p95Unknown: '95 %: too few runs to say',
    cost: 'Cost',
    calls: (number: number) => plural(number, 'model call', 'model calls'),
    tokens: 'Tokens',
    inAndOut: (input: string, output: string) => `${input} in, ${output} out`,
    waiting: 'Waiting for approval',
    now: 'at this moment',
    running: (number: number) => `${count(number)} running`,
    queued: (number: number) => `${count(number)} queued`,
  },
  change: {
    nothingBefore: 'nothing before to compare with',
    tooFew: 'too few runs to say',
    tooFewBefore: (before: string) => `${before} before: too few runs to say`,
    before: (before: string) => `${before} before`,
    same: 'as before',
    times: (factor: number, before: string) => `${count(factor)} times ${before}`,
    from: (share: string, before: string) => `${share} from ${before}`,
    points: (points: string, before: string) => `${points} from ${before}`,
    point: (points: number) => `${points} ${points === 1 ? 'point' : 'points'}`,
    more: 'More',
    less: 'Less',
  },
  charts: {
    runs: 'Runs over time',
    forms: { label: 'How runs are drawn', bars: 'Stacked', lines: 'Lines' },
    noRuns: 'No run began in this period.',
    cost: 'Cost over time',
    noCost: 'Nothing was spent in this period.',
    duration: 'Duration',
    p50: 'Half within',
    p95: '95 % within',
    noDuration: 'No run is over yet.',
    queue: 'Waiting for their turn',
    queued: 'Runs at most',
    noQueue: 'No run had to wait for its turn.',
    others: 'Others',
  },
  models: {
    title: 'Cost by model',
    pie: 'Cost by model: the shares, as in the table',
    columns: { model: 'Model', share: 'Share', cost: 'Cost', calls: 'Calls' },
    none: 'No model was called in this period.',
  },
  failingNodes: {
    title: 'Failures by node',
    columns: { node: 'Node', failures: 'Failures', tries: 'Of tries' },
    none: 'No node failed.',
  },
  errorCodes: {
    title: 'Failures by error',
    columns: { code: 'Error', failures: 'Failures' },
    none: 'There was no error.',
  },
  slowNodes: {
    title: 'Slowest nodes',
    columns: { node: 'Node', average: 'Average', p95: '95 %' },
    hint: (tries: number, longest: string) => `${plural(tries, 'try', 'tries')}, the longest ${longest}`,
    none: 'No node took longer than 10 ms.',
  },
  integrations: {
    title: 'Busiest integrations',
    columns: { service: 'Service', calls: 'Calls', failures: 'Failed', average: 'Average', waits: 'Waited for limits' },
    waits: (calls: number, time: string) => (calls === 0 ? 'none' : `${count(calls)} for ${time}`),
    waitsHint: 'Calls that had to wait because the service takes only so many in a time, and how long together.',
    none: 'No service was called in this period.',
  },
  fromFile: 'a file run from the terminal',
  empty: {
    title: 'Nothing has run yet',
    body: 'How your workflows are doing will be here: runs and failures over time, durations, costs, and what is slow.',
    action: 'Go to Workflows',
  },
  emptyPeriod: {
    title: 'No run began in this period',
    body: 'Choose a longer period.',
    bodyFiltered: 'Choose a longer period, or remove the filters.',
    longest: 'Show the last 90 days',
    clear: 'Remove the filters',
  },
} as const
