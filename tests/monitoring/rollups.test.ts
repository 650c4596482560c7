import { expect, test } from 'vitest'
import { createDashboard } from '../../electron/engine/monitoring/dashboard.ts'
import { dashboardSpan } from '../../electron/engine/monitoring/dashboard-range.ts'
import { openDashboardReader } from '../../electron/engine/store/dashboard.store.ts'
import { openDatabase } from '../../electron/engine/store/open-database.ts'
import type { Dashboard, DashboardFilter, DashboardRange } from '../../shared/contract/dashboard.ts'
import { type ByHand, exactPercentile, readByHand } from '../support/dashboard-by-hand.ts'
import { madeOf, makeRuns, monthsMs, type Waited } from '../support/make-runs.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { temporaryFolder } from '../support/test-engine.ts'

const zones = ['UTC', 'Asia/Kathmandu', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe', 'Europe/Berlin']
// The clocks of Berlin and New York are changed in it, forward and back.
const from = Date.UTC(2026, 1, 1)

test.each([1, 2, 3, 4])(
  'every figure is the sum of the rows behind it, whatever is asked for (seed %i)',
  async (seed) => {
    const dataDir = temporaryFolder()
    const { waits, at } = makeRuns(dataDir, { seed, runs: 400, from, to: from + monthsMs(11), hasLateCalls: true })
    const random = seededRandom(seed + 100)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T // never an empty list
    const byHand = readByHand(dataDir)
    const db = openDatabase(dataDir, at)
    let told = 0
    try {
      for (let round = 0; round < 40; round++) {
        const nowMs = from + Math.floor(random() * (at - from))
        const range = pick<DashboardRange>([
          '24h',
          '7d',
          '30d',
          '90d',
          datesFrom(random, nowMs),
          datesFrom(random, nowMs),
        ])
        const zone = pick(zones)
        const filter = randomFilter(random, pick)
        const dashboard = openOn(db, nowMs)
        const found = await dashboard.get({ range, timeZone: zone, filter })
        if (found.now.runs > 0 && found.slowNodes.length > 0) told++
        expectSame(found, { byHand, filter, waits, span: dashboardSpan(range, { nowMs, zone }) })
      }
    } finally {
      db.close()
    }
    expect(told).toBeGreaterThan(8)
  },
)

function openOn(db: ReturnType<typeof openDatabase>, nowMs: number) {
  return createDashboard({
    openReader: () => openDashboardReader(db, 'default'),
    clock: { now: () => nowMs, sleep: async () => {} },
    timeZone: () => 'UTC',
    workflowName: () => undefined,
    agentName: () => undefined,
    integrationTitle: () => undefined,
    nodeTypeTitle: () => undefined,
  })
}

function datesFrom(random: () => number, nowMs: number): string {
  const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const first = nowMs - Math.floor(random() ** 2 * 420) * 86_400_000
  const last = first + Math.floor(random() ** 2 * 420) * 86_400_000
  return `${dateOf(first)}..${dateOf(last)}`
}

function randomFilter(random: () => number, pick: <T>(list: readonly T[]) => T): DashboardFilter {
  const maybe = (share: number) => random() < share
  return {
    ...(maybe(0.2) && { workflowId: pick([...madeOf.workflows, 'wf_none']) }),
    ...(maybe(0.08) && { agentId: pick([...madeOf.agents, 'agent_none']) }),
    ...(maybe(0.08) && { integrationId: pick(madeOf.integrations) }),
    ...(maybe(0.1) && { model: pick(madeOf.models) }),
    ...(maybe(0.2) && { status: pick(['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const) }),
    ...(maybe(0.15) && { trigger: pick(madeOf.triggers) }),
  }
}

type Expected = { byHand: ByHand; filter: DashboardFilter; waits: Waited[]; span: ReturnType<typeof dashboardSpan> }

function expectSame(found: Dashboard, { byHand, filter, waits, span }: Expected): void {
  expect([found.from, found.to]).toEqual([span.from, span.to])
  for (const [figures, of] of [
    [found.now, span],
    [found.before, span.before],
  ] as const) {
    const { p50Ms, p95Ms, ...sums } = figures
    expect(sums).toEqual(byHand.figures(of, filter))
    const took = byHand.durations(of, filter)
    expectClose(p50Ms, exactPercentile(took, 0.5))
    expectClose(p95Ms, exactPercentile(took, 0.95))
  }
  const live = byHand.runsIn({ from: 0, to: Number.POSITIVE_INFINITY }, filter)
  expect(found.queuedNow).toBe(live.filter((run) => run.status === 'queued').length)
  expect(found.runningNow).toBe(live.filter((run) => run.status === 'running').length)

  // The buckets lie side by side and make up the range.
  expect(found.buckets.map((bucket) => bucket.at)).toEqual([
    found.from,
    ...found.buckets.map(({ to }) => to).slice(0, -1),
  ])
  expect(found.buckets.at(-1)?.to).toBe(found.to)
  for (const bucket of found.buckets) {
    const of = { from: bucket.at, to: bucket.to }
    const runs = byHand.runsIn(of, filter)
    for (const [status, count] of Object.entries(bucket.runs)) {
      expect(count).toBe(runs.filter((run) => run.status === status).length)
    }
    expectClose(bucket.p95Ms, exactPercentile(byHand.durations(of, filter), 0.95))
    const calls = byHand.callsIn(of, filter)
    const named = found.models.map((model) => model.key)
    for (const [place, { key }] of found.models.entries()) {
      const ofModel = calls.filter((call) => (key === null ? !named.includes(call.model) : call.model === key))
      expect(bucket.microUsd[place]).toBe(ofModel.reduce((sum, call) => sum + (call.micro_usd ?? 0), 0))
    }
    expect(bucket.queued).toBe(mostWaiting(waits, of))
  }
  expect(found.models.length).toBeLessThanOrEqual(9)
  expect(found.models.reduce((sum, model) => sum + model.calls, 0)).toBe(found.now.calls)
  expectTops(found, byHand.tops(span, filter))
}

function expectTops(found: Dashboard, { nodes, codes, services }: ReturnType<ByHand['tops']>): void {
  const keyOf = (node: { workflowId: string | null; workflowName: string; nodePath: string }) =>
    `${node.workflowId ?? `file ${node.workflowName}`} ${node.nodePath}`
  const failing = [...nodes].filter(([, { failures }]) => failures > 0)
  expect(found.failingNodes.map((node) => node.failures)).toEqual(
    failing
      .map(([, { failures }]) => failures)
      .toSorted((a, b) => b - a)
      .slice(0, 20),
  )
  for (const node of found.failingNodes) {
    const { failures, tries } = node
    expect({ failures, tries }).toMatchObject({
      failures: nodes.get(keyOf(node))?.failures,
      tries: nodes.get(keyOf(node))?.tries,
    })
  }
  const averageOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const slow = [...nodes.values()].flatMap((node) => (node.slow.length > 0 ? [averageOf(node.slow)] : []))
  expect(found.slowNodes.map((node) => node.averageMs)).toEqual(slow.toSorted((a, b) => b - a).slice(0, 20))
  for (const node of found.slowNodes) {
    const took = nodes.get(keyOf(node))?.slow ?? []
    expect(node).toMatchObject({ tries: took.length, averageMs: averageOf(took), longestMs: Math.max(...took) })
    expectClose(node.p95Ms, exactPercentile(took, 0.95))
  }
  expect(found.errorCodes.map(({ code, failures }) => [code, failures]).toSorted()).toEqual(
    [...codes].map(([code, { failures }]) => [code, failures]).toSorted(),
  )
  for (const { code, lastMessage } of found.errorCodes) expect(codes.get(code)?.last.messages).toContain(lastMessage)
  expect(found.integrations.length).toBe(services.size)
  for (const { integrationId, calls, failures, averageMs, waited, waitedMs } of found.integrations) {
    const sum = services.get(integrationId)
    expect({ calls, failures, waited, waitedMs, ms: averageMs * calls }).toEqual({
      ...sum,
      ms: expect.closeTo(sum?.ms ?? 0, 3),
    })
  }
}

function expectClose(found: number | null, exact: number | null): void {
  if (exact === null || found === null) expect(found).toBe(exact)
  else expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 0.1)
}

/** The most that waited at one moment of a span: at its beginning, or whenever one more came. */
function mostWaiting(waits: Waited[], { from: first, to: after }: { from: number; to: number }): number {
  const at = (moment: number) => waits.filter((wait) => wait.from <= moment && moment < wait.to).length
  const came = waits.map((wait) => wait.from).filter((moment) => moment >= first && moment < after)
  return Math.max(at(first), ...came.map(at))
}
