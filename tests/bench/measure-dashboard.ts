import { statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { createEngine, Engine } from '../../electron/engine/engine.ts'
import type { DashboardFilter } from '../../shared/contract/dashboard.ts'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import { createStrictHost } from '../support/strict-host.ts'
import { eventsOfARun, fillDatabase, filledDays } from './fill-database.ts'
import { inFolder, round } from './measure-engine.ts'

type Create = typeof createEngine

const dayMs = 86_400_000
const rounds = 5
const filters: Record<string, DashboardFilter> = {
  all: {},
  'one workflow': { workflowId: 'wf_3' },
  'one model': { model: 'openai/gpt-4o-mini' },
  'an agent': { agentId: 'agent_0' },
  'a service, succeeded': { integrationId: 'slack', status: 'succeeded' },
  'failed, by schedule': { status: 'failed', trigger: 'schedule' },
}

/** How long the dashboard takes to answer, over a database of so many runs. */
export function measureDashboard(create: Create, runs: number) {
  return inFolder(async (dataDir) => {
    const began = performance.now()
    fillDatabase(dataDir, runs)
    const fillSeconds = round((performance.now() - began) / 1000)
    const floors = measureFloors(dataDir)
    // It takes up nothing and tidies nothing, so that only what is measured goes on.
    const engine = await create({ dataDir, host: createStrictHost(), env: {}, resumeRuns: false })
    try {
      const answers: Record<string, unknown> = {}
      let worstMs = 0
      for (const range of ['24h', '7d', '30d', '90d', twoYears()] as const) {
        for (const timeZone of ['UTC', 'Asia/Kolkata']) {
          for (const [name, filter] of Object.entries(filters)) {
            const ms = await timesOf(() => engine.client.dashboard.get({ range, timeZone, filter }))
            const floorMs = floors[range] ?? floors.twoYears ?? 0
            worstMs = Math.max(worstMs, ms.worstMs)
            answers[`${range}, ${timeZone}, ${name}`] = { ...ms, floorMs, ratio: round(ms.medianMs / floorMs) }
          }
        }
      }
      const facets = await timesOf(() => engine.client.dashboard.facets())
      const bytes = statSync(join(dataDir, 'niti.db')).size
      return {
        ...{ runs, events: runs * eventsOfARun, days: filledDays, gigabytes: round(bytes / 1e9), fillSeconds },
        ...{ worstMs: round(worstMs), answers, facets, list: await measureList(engine, runs) },
      }
    } finally {
      await engine.close()
    }
  })
}

/** The list of runs over the same database: pages of fifty. */
async function measureList({ client }: Engine, runs: number) {
  const page = (filter: RunFilter, offset = 0) => timesOf(() => client.runs.find({ filter, offset }))
  return {
    first: await page({}),
    'in the middle': await page({}, Math.floor(runs / 2)),
    'one workflow': await page({ workflowId: 'wf_3' }),
    failed: await page({ status: 'failed' }),
    'one model': await page({ model: 'openai/gpt-4o-mini' }),
    'an agent, by schedule': await page({ agentId: 'agent_0', trigger: 'schedule' }),
  }
}

/** The first answer, the middle one and the slowest; the disk's cache is warm, as it is while the app is used. */
async function timesOf(work: () => Promise<unknown>) {
  const times: number[] = []
  for (let index = 0; index < rounds; index++) {
    const before = performance.now()
    await work()
    times.push(performance.now() - before)
  }
  const sorted = times.toSorted((a, b) => a - b)
  return {
    firstMs: round(times[0] ?? 0),
    medianMs: round(sorted[Math.floor(rounds / 2)] ?? 0),
    worstMs: round(sorted.at(-1) ?? 0),
  }
}

/** The least that could be read: every row of the days in question added up by bare SQL, in one pass and without groups. */
function measureFloors(dataDir: string): Record<string, number> {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const today = Math.floor(Date.now() / dayMs)
  const spans = Object.entries({ '24h': 1, '7d': 7, '30d': 30, '90d': 90, twoYears: filledDays })
  const floors = spans.map(([name, days]) => {
    const sums = [
      db.prepare('SELECT SUM(runs) FROM run_sums WHERE is_coarse = 1 AND level = 2 AND bucket > ?'),
      db.prepare('SELECT SUM(calls) FROM call_sums WHERE is_coarse = 1 AND level = 2 AND bucket > ?'),
      db.prepare('SELECT SUM(tries) FROM node_sums WHERE level = 2 AND bucket > ?'),
    ]
    const times = Array.from({ length: rounds }, () => {
      const before = performance.now()
      for (const sum of sums) sum.get(today - days)
      return performance.now() - before
    })
    return [name, round(Math.min(...times))] as const
  })
  db.close()
  return Object.fromEntries(floors)
}

function twoYears(): `${string}..${string}` {
  const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return `${dateOf(Date.now() - filledDays * dayMs)}..${dateOf(Date.now())}`
}
