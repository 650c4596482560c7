import type { Dashboard } from '../../shared/contract/dashboard.ts'
import { csvText } from '../parts/charts/csv-text.ts'
import type { DashboardQuery } from '../state/dashboard-query.ts'

type Cell = string | number
type Tables = (figures: Dashboard) => Cell[][]

/** What can be saved, each as a table with its titles first. Times are UTC, durations milliseconds, money dollars. */
const tables = {
  runs: ({ buckets }) => [
    ['from', 'to', 'succeeded', 'failed', 'cancelled', 'running', 'queued'],
    ...buckets.map(({ runs, ...bucket }) => [
      ...[...span(bucket), runs.succeeded, runs.failed, runs.cancelled, runs.running, runs.queued],
    ]),
  ],
  cost: ({ buckets, models }) => [
    ['from', 'to', ...models.map(({ key }) => `${key ?? 'others'}_usd`), 'total_usd'],
    ...buckets.map((bucket) => [
      ...span(bucket),
      ...models.map((_model, place) => dollars(bucket.microUsd[place] ?? 0)),
      dollars(bucket.microUsd.reduce((sum, each) => sum + each, 0)),
    ]),
  ],
  duration: ({ buckets }) => [
    ['from', 'to', 'p50_ms', 'p95_ms'],
    ...buckets.map((bucket) => [...span(bucket), bucket.p50Ms ?? '', bucket.p95Ms ?? '']),
  ],
  queue: ({ buckets }) => [
    ['from', 'to', 'queued_at_most'],
    ...buckets.map((bucket) => [...span(bucket), bucket.queued]),
  ],
  models: ({ models }) => [
    ['model', 'title', 'cost_usd', 'calls', 'calls_of_unknown_price'],
    ...models.map(({ key, title, microUsd, calls, unknownCalls }) => [
      ...[key ?? '', title, dollars(microUsd), calls, unknownCalls],
    ]),
  ],
  'failing-nodes': ({ failingNodes }) => [
    ['workflow_id', 'workflow', 'node', 'title', 'failures', 'tries'],
    ...failingNodes.map((node) => [...placeOf(node), node.failures, node.tries]),
  ],
  errors: ({ errorCodes }) => [
    ['code', 'failures', 'last_message'],
    ...errorCodes.map(({ code, failures, lastMessage }) => [code, failures, lastMessage]),
  ],
  'slow-nodes': ({ slowNodes }) => [
    ['workflow_id', 'workflow', 'node', 'title', 'tries', 'average_ms', 'p95_ms', 'longest_ms'],
    ...slowNodes.map((node) => [...placeOf(node), node.tries, node.averageMs, node.p95Ms, node.longestMs]),
  ],
  integrations: ({ integrations }) => [
    ['integration', 'title', 'calls', 'failures', 'average_ms', 'calls_that_waited', 'waited_ms'],
    ...integrations.map(({ integrationId, title, calls, failures, averageMs, waited, waitedMs }) => [
      ...[integrationId, title, calls, failures, averageMs, waited, waitedMs],
    ]),
  ],
} satisfies Record<string, Tables>

export type DashboardTable = keyof typeof tables

/** One table of the Dashboard as a file, with how many lines it has beside its titles. */
export async function dashboardFile(
  { range }: Pick<DashboardQuery, 'range'>,
  figures: Dashboard,
  name: DashboardTable,
): Promise<{ fileName: string; content: Blob; lines: number }> {
  const table = tables[name](figures)
  return {
    fileName: `dashboard-${range.replaceAll('..', '-to-')}-${name}.csv`,
    content: new Blob([await csvText(table)], { type: 'text/csv' }),
    lines: table.length - 1,
  }
}

function span({ at, to }: { at: number; to: number }): Cell[] {
  return [new Date(at).toISOString(), new Date(to).toISOString()]
}

function placeOf({
  workflowId,
  workflowName,
  nodePath,
  title,
}: Dashboard['failingNodes'][number] | Dashboard['slowNodes'][number]): Cell[] {
  return [workflowId ?? '', workflowName, nodePath, title]
}

/** With all six digits, so that sums in a spreadsheet are exact. */
function dollars(microUsd: number): string {
  return (microUsd / 1_000_000).toFixed(6)
}
