import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { DashboardFilter } from '../../shared/contract/dashboard.ts'
import { nodePath, type RunEventBody } from '../../shared/run/events.ts'

type Run = {
  run_number: number
  workflow_id: string | null
  workflow_name: string
  run_trigger: string
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
  started_at: number
  finished_at: number | null
  facets: Set<string>
  events: { at: number; body: RunEventBody }[]
}
type Call = {
  run_number: number
  at: number
  model: string
  agent_id: string | null
  micro_usd: number | null
  input_tokens: number
  output_tokens: number
}
type Span = { from: number; to: number }

/** Everything that happened, read from the rows themselves; figures are added up one by one. */
export function readByHand(dataDir: string) {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const runs = db.prepare('SELECT * FROM runs WHERE dry_run = 0').all() as Run[] // columns as they are made
  const calls = db
    .prepare("SELECT *, provider || '/' || model AS model FROM ledger WHERE instead_of IS NULL")
    .all() as Call[]
  const events = db.prepare('SELECT event_key, at, body FROM events ORDER BY event_key').all() as {
    event_key: number
    at: number
    body: string
  }[]
  db.close()
  const byNumber = new Map(
    runs.map((run) => [run.run_number, Object.assign(run, { facets: new Set<string>(), events: [] })]),
  )
  const over = new Set<number>()
  for (const { event_key, at, body: text } of events) {
    const run = byNumber.get(Math.floor(event_key / 2 ** 24))
    if (!run || over.has(run.run_number)) continue
    const body = JSON.parse(text) as RunEventBody
    run.events.push({ at, body })
    if (body.type === 'agent-started' || body.type === 'model-call-started') {
      if (body.agentId != null) run.facets.add(`agent ${body.agentId}`)
    }
    if (body.type === 'model-call-started') run.facets.add(`model ${body.provider}/${body.model}`)
    if (body.type === 'http-called' && body.service) run.facets.add(`integration ${body.service.integrationId}`)
    if (body.type === 'run-finished') over.add(run.run_number)
  }

  function fits(run: Run, filter: DashboardFilter): boolean {
    return (
      (filter.workflowId === undefined || run.workflow_id === filter.workflowId) &&
      (filter.trigger === undefined || run.run_trigger === filter.trigger) &&
      (filter.status === undefined || run.status === filter.status) &&
      (filter.agentId === undefined || run.facets.has(`agent ${filter.agentId}`)) &&
      (filter.model === undefined || run.facets.has(`model ${filter.model}`)) &&
      (filter.integrationId === undefined || run.facets.has(`integration ${filter.integrationId}`))
    )
  }
  const within = (at: number, { from, to }: Span) => at >= from && at < to
  const runsIn = (span: Span, filter: DashboardFilter) =>
    runs.filter((run) => within(run.started_at, span) && fits(run, filter))

  function callsIn(span: Span, filter: DashboardFilter): Call[] {
    return calls.filter((call) => {
      const run = byNumber.get(call.run_number)
      if (!run || !within(call.at, span) || !fits(run, filter)) return false
      if (filter.model !== undefined && call.model !== filter.model) return false
      return filter.agentId === undefined || call.agent_id === filter.agentId
    })
  }

  return {
    runs,
    runsIn,
    callsIn,

    figures(span: Span, filter: DashboardFilter) {
      const mine = runsIn(span, filter)
      const paid = callsIn(span, filter)
      const count = (status: Run['status']) => mine.filter((run) => run.status === status).length
      const sum = (of: (call: Call) => number) => paid.reduce((total, call) => total + of(call), 0)
      const took = durationsOf(mine)
      return {
        workflows: new Set(mine.map((run) => run.workflow_id ?? `file ${run.workflow_name}`)).size,
        runs: mine.length,
        ...{ succeeded: count('succeeded'), failed: count('failed'), cancelled: count('cancelled') },
        averageMs: took.length === 0 ? null : took.reduce((total, ms) => total + ms, 0) / took.length,
        ...{
          microUsd: sum((call) => call.micro_usd ?? 0),
          unknownCalls: sum((call) => (call.micro_usd === null ? 1 : 0)),
        },
        ...{
          calls: paid.length,
          inputTokens: sum((call) => call.input_tokens),
          outputTokens: sum((call) => call.output_tokens),
        },
      }
    },

    durations: (span: Span, filter: DashboardFilter) => durationsOf(runsIn(span, filter)),

    /** By node, by code and by service. */
    tops(span: Span, filter: DashboardFilter) {
      const nodes = new Map<string, { tries: number; failures: number; slow: number[] }>()
      const codes = new Map<string, { failures: number; last: { at: number; messages: string[] } }>()
      const services = new Map<
        string,
        { calls: number; failures: number; ms: number; waited: number; waitedMs: number }
      >()
      const fail = (code: string, at: number, message: string) => {
        const known = codes.get(code) ?? { failures: 0, last: { at: -1, messages: [] } }
        known.failures++
        if (at > known.last.at) known.last = { at, messages: [message] }
        else if (at === known.last.at) known.last.messages.push(message)
        codes.set(code, known)
      }
      for (const run of runsIn(span, filter)) {
        for (const { at, body } of run.events) {
          if (body.type === 'node-finished' || body.type === 'node-retried' || body.type === 'node-failed') {
            if (body.type === 'node-finished' && body.durationMs < 10) continue
            const key = `${run.workflow_id ?? `file ${run.workflow_name}`} ${nodePath(body.scope, body.node)}`
            const known = nodes.get(key) ?? { tries: 0, failures: 0, slow: [] }
            nodes.set(key, known)
            known.tries++
            if (body.durationMs >= 10) known.slow.push(body.durationMs)
            if (body.type === 'node-failed' && (body.error.nodeId ?? body.node) === body.node) {
              known.failures++
              fail(body.error.code, at, body.error.message)
            }
          }
          if (body.type === 'run-finished' && body.status === 'failed' && body.error && !body.error.nodeId) {
            fail(body.error.code, at, body.error.message)
          }
          if (body.type === 'http-called' && body.service) {
            const { integrationId, waitedMs, answered } = body.service
            const known = services.get(integrationId) ?? { calls: 0, failures: 0, ms: 0, waited: 0, waitedMs: 0 }
            services.set(integrationId, known)
            known.calls++
            const isAnswered = answered === undefined ? body.status !== null && body.status < 400 : answered
            if (!isAnswered) known.failures++
            known.ms += body.durationMs
            if (waitedMs > 0) known.waited++
            known.waitedMs += waitedMs
          }
        }
      }
      return { nodes, codes, services }
    },
  }
}

export type ByHand = ReturnType<typeof readByHand>

function durationsOf(runs: Run[]): number[] {
  return runs.flatMap(({ started_at, finished_at }) => (finished_at === null ? [] : [finished_at - started_at]))
}

/** By nearest rank; null where there is none. */
export function exactPercentile(values: number[], share: number): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? null
}
