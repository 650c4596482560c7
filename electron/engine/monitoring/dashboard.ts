import type { Clock } from '../../../shared/clock.ts'
import type { Dashboard, DashboardFilter, DashboardRange } from '../../../shared/contract/dashboard.ts'
import { runStatus } from '../../../shared/contract/run-filter.ts'
import { machineZone } from '../../../shared/workflow/time-zone.ts'
import { giveWay } from '../event-loop-turn.ts'
import type { DashboardReader, LiveRun, RunKind } from '../store/dashboard.store.ts'
import { type Chosen, chooseKinds } from './choose-kinds.ts'
import { coverSpan } from './cover-span.ts'
import { dashboardSpan } from './dashboard-range.ts'
import {
  addCalls,
  addRuns,
  addSpan,
  costsByPlace,
  emptySpan,
  figuresOf,
  peaksOf,
  percentilesOf,
  rankModels,
  type SpanSum,
} from './dashboard-sums.ts'
import { readTops } from './dashboard-tops.ts'

type Parts = {
  openReader(): DashboardReader
  clock: Clock
  /** Of the settings; null: this machine's. */
  timeZone(): string | null
  workflowName(workflowId: string): string | undefined
  agentName(agentId: string): string | undefined
  integrationTitle(integrationId: string): string | undefined
  nodeTypeTitle(type: string): string | undefined
}

type Span = { from: number; to: number }
type Asked = { range: DashboardRange; timeZone: string | null; filter: DashboardFilter }

const quarterMs = 900_000
/** Buckets that a series is made of; tops and single spans have few edges, so they go without hours and with 16 days. */
const [inSeries, inSpans, inTops] = [[0, 1, 2] as const, [0, 1, 2, 3] as const, [0, 2, 3] as const]
/** Runs under way whose calls are added up at once. */
const runsAtOnce = 500

/** Figures of all that runs, out of sums that are kept with the events; what is under way is added up as it is now. */
export function createDashboard(parts: Parts) {
  async function read(reader: DashboardReader, { range, timeZone, filter }: Asked): Promise<Dashboard> {
    const zone = timeZone ?? parts.timeZone()
    const span = dashboardSpan(range, { nowMs: parts.clock.now(), zone })
    const kinds = new Map(reader.kinds().map((kind) => [kind.kindId, kind]))
    const chosen = chooseKinds(filter, [...kinds.values()], reader.facets())
    const live = chosen.isNothing ? [] : readLive(reader, filter, chosen)
    const look = { reader, kinds, chosen, filter, live }

    const all = await readSpans(look, [...span.buckets.map(({ at, to }) => ({ from: at, to })), span.before])
    const before = all.pop() ?? emptySpan()
    const now = emptySpan()
    for (const bucket of all) addSpan(now, bucket)
    const { models, placeOf } = rankModels(now)
    const peaks = peaksOf(span.buckets, reader.queuePeaks({ from: span.from / quarterMs, to: span.to / quarterMs }))
    const began = live.filter(({ started_at }) => started_at >= span.from && started_at < span.to)
    const tops = await readTops(
      {
        ...{ reader, kinds: chosen.own, buckets: coverSpan(span, inTops), turn: giveWay },
        live: began.map((run) => run.run_number),
      },
      { nodeType: parts.nodeTypeTitle, integration: parts.integrationTitle },
    )
    const running = live.filter(({ status }) => status === 'running')
    return {
      ...{ from: span.from, to: span.to, timeZone: zone ?? machineZone() },
      now: figuresOf(now, await countWorkflows(look, span)),
      before: figuresOf(before, await countWorkflows(look, span.before)),
      asksYou: reader.questions(running.map((run) => run.run_number)),
      ...{ queuedNow: live.length - running.length, runningNow: running.length },
      bucket: span.bucket,
      buckets: span.buckets.map(({ at, to, label }, index) => {
        const sum = all[index] ?? emptySpan()
        return {
          ...{ at, to, label, runs: sum.runs, microUsd: costsByPlace(sum, models.length, placeOf) },
          ...{ ...percentilesOf(sum.bins), queued: peaks[index] ?? 0 },
        }
      }),
      models,
      ...tops,
    }
  }

  async function facets(reader: DashboardReader) {
    const known = reader.facets()
    const kinds = new Map(reader.kinds().map((kind) => [kind.kindId, kind]))
    const runsOf = new Map<string, number>()
    const add = (key: string, runs: number) => runsOf.set(key, (runsOf.get(key) ?? 0) + runs)
    const all = { isCoarse: false, ids: null }
    for (const part of coverSpan({ from: 0, to: endOfTime(parts.clock.now()) }, [3])) {
      for (const { kind_id, runs } of reader.kindsIn(all, part)) {
        const kind = kinds.get(kind_id)
        if (kind?.workflowId) add(`workflow ${kind.workflowId}`, runs)
        for (const facet of kind?.facets ?? []) add(`facet ${facet}`, runs)
      }
      await giveWay()
    }
    for (const run of [...reader.live({}, 'running', []), ...reader.live({}, 'queued', [])]) {
      if (run.workflow_id !== null) add(`workflow ${run.workflow_id}`, 1)
    }
    for (const { facet_id, runs } of reader.liveFacets()) add(`facet ${facet_id}`, runs)
    const ordered = [...runsOf].toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    const ofKind = (wanted: 'agent' | 'integration' | 'model', titleOf: (id: string) => string | undefined) =>
      ordered.flatMap(([key]) => {
        const facet = known.find(({ facet_id, kind }) => kind === wanted && key === `facet ${facet_id}`)
        return facet ? [{ key: facet.value, title: titleOf(facet.value) ?? facet.value }] : []
      })
    return {
      workflows: ordered.flatMap(([key]) => {
        const id = key.startsWith('workflow ') ? key.slice('workflow '.length) : null
        return id === null ? [] : [{ key: id, title: parts.workflowName(id) ?? reader.workflowName(id) ?? id }]
      }),
      agents: ofKind('agent', parts.agentName),
      integrations: ofKind('integration', parts.integrationTitle),
      models: ofKind('model', (model) => model),
      statuses: [...runStatus.options],
    }
  }

  async function withReader<T>(work: (reader: DashboardReader) => Promise<T>): Promise<T> {
    const reader = parts.openReader()
    try {
      return await work(reader)
    } finally {
      reader.close()
    }
  }

  return {
    get: (asked: Asked) => withReader((reader) => read(reader, asked)),
    /** What there is to filter by. */
    facets: () => withReader(facets),
  }
}

type Look = {
  reader: DashboardReader
  kinds: Map<number, RunKind>
  chosen: Chosen
  filter: DashboardFilter
  live: LiveRun[]
}

/** Runs that have not ended. */
function readLive(reader: DashboardReader, { status, ...filter }: DashboardFilter, { facets }: Chosen): LiveRun[] {
  return (['running', 'queued'] as const).flatMap((one) =>
    status === undefined || status === one ? reader.live(filter, one, facets) : [],
  )
}

/** What each of some spans of time comes to; the last one may lie before the others. */
async function readSpans(look: Look, spans: Span[]): Promise<SpanSum[]> {
  const sums: SpanSum[] = []
  for (const [index, span] of spans.entries()) {
    sums.push(await readSpan(look, span, index === spans.length - 1 ? inSpans : inSeries))
  }
  const placeOf = (at: number) => sums[spans.findIndex(({ from, to }) => at >= from && at < to)]
  for (const { started_at, status } of look.live) {
    const sum = placeOf(started_at)
    if (sum) sum.runs[status]++
  }
  const first = Math.min(...spans.map(({ from }) => from))
  const after = Math.max(...spans.map(({ to }) => to))
  const { model, agentId } = look.filter
  const running = look.live.filter(({ status }) => status === 'running').map((run) => run.run_number)
  for (let from = 0; from < running.length; from += runsAtOnce) {
    const runs = running.slice(from, from + runsAtOnce)
    for (const { quarter, ...calls } of look.reader.liveCalls(runs, { model, agentId }, { from: first, to: after })) {
      const sum = placeOf(quarter * quarterMs)
      if (sum) addCalls(sum, calls)
    }
    await giveWay()
  }
  return sums
}

async function readSpan({ reader, kinds, chosen }: Look, span: Span, levels: readonly number[]): Promise<SpanSum> {
  const sum = emptySpan()
  for (const part of coverSpan(span, levels)) {
    for (const { kind_id, ...runs } of reader.runs(chosen.runs, part)) {
      const status = kinds.get(kind_id)?.status
      if (status) addRuns(sum, { ...runs, status })
    }
    for (const calls of reader.calls(chosen.calls, chosen.callsOf, part)) addCalls(sum, calls)
    await giveWay()
  }
  return sum
}

/** Workflows with a run that began in a span; files are told apart by their names. */
async function countWorkflows({ reader, kinds, chosen, live }: Look, span: Span): Promise<number> {
  const found = new Set<string>()
  const nameOf = (workflowId: string | null, fileName: string) =>
    workflowId === null ? `file ${fileName}` : `id ${workflowId}`
  for (const part of coverSpan(span, inTops)) {
    for (const { kind_id } of reader.kindsIn(chosen.own, part)) {
      const kind = kinds.get(kind_id)
      if (kind) found.add(nameOf(kind.workflowId, kind.fileName))
    }
    await giveWay()
  }
  for (const { started_at, workflow_id, workflow_name } of live) {
    if (started_at >= span.from && started_at < span.to) found.add(nameOf(workflow_id, workflow_name))
  }
  return found.size
}

/** Some time after now, for clocks that were wrong for a while. */
function endOfTime(nowMs: number): number {
  return nowMs + 400 * 86_400_000
}
