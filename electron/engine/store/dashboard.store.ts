import Database from 'better-sqlite3'
import type { DashboardFilter } from '../../../shared/contract/dashboard.ts'
import { binOf } from '../../../shared/run/duration-bins.ts'
import type { FinishedStatus, RunTrigger } from '../../../shared/run/events.ts'
import type { Db } from './open-database.ts'
import { slowMs } from './rollups.store.ts'

/** Buckets of one level; `to` is the first one after. */
type Buckets = { level: number; from: number; to: number }

/** Runs that no filter tells apart. */
export type RunKind = {
  kindId: number
  isCoarse: boolean
  /** null: runs of files, by their name; nothing is known of either where it is coarse. */
  workflowId: string | null
  fileName: string
  trigger: RunTrigger
  status: FinishedStatus
  facets: number[]
}

/** Kinds to count; null: all there are. */
export type Kinds = { isCoarse: boolean; ids: number[] | null }

/** Facets that calls are of, besides those of their run. */
export type CallsOf = { modelId: number | null; agentId: number | null }

export type RunSum = { kind_id: number; bin: number; runs: number; ms: number }
export type CallSum = {
  model: string
  calls: number
  unknown_calls: number
  micro_usd: number
  input_tokens: number
  output_tokens: number
}
export type NodeSum = {
  place_id: number
  tries: number
  failures: number
  slow_tries: number
  slow_ms: number
  longest_ms: number
}
export type ErrorSum = { code: string; failures: number; last_at: number; last_message: string }
export type ServiceSum = {
  integration_id: string
  calls: number
  failures: number
  ms: number
  waited: number
  waited_ms: number
}
export type LiveRun = {
  run_number: number
  started_at: number
  status: 'queued' | 'running'
  workflow_id: string | null
  workflow_name: string
}
export type NodePlace = { place_id: number; workflow_id: string; workflow_name: string; path: string }

type KindRow = {
  kind_id: number
  workflow_id: string
  workflow_name: string
  run_trigger: RunTrigger
  status: FinishedStatus
  facet_set: string
}

const firstSlowBin = binOf(slowMs)
const sumsOf = {
  calls: `SUM(calls) AS calls, SUM(unknown_calls) AS unknown_calls, SUM(micro_usd) AS micro_usd,
    SUM(input_tokens) AS input_tokens, SUM(output_tokens) AS output_tokens`,
  nodes: `place_id, SUM(tries) AS tries, SUM(failures) AS failures,
    SUM(IIF(bin >= ${firstSlowBin}, tries, 0)) AS slow_tries, SUM(IIF(bin >= ${firstSlowBin}, ms, 0)) AS slow_ms,
    MAX(IIF(bin >= ${firstSlowBin}, longest_ms, 0)) AS longest_ms`,
  // SQLite takes the message from the row that holds the maximum.
  errors: 'code, SUM(failures) AS failures, MAX(last_at) AS last_at, last_message',
  services: `value AS integration_id, SUM(calls) AS calls, SUM(failures) AS failures, SUM(ms) AS ms,
    SUM(waited) AS waited, SUM(waited_ms) AS waited_ms`,
}

/**
 * Reads the sums behind the dashboard in many small steps that all see the database of one moment, however much is written
 * meanwhile: on a connection of its own, which is closed at the end.
 */
export function openDashboardReader(main: Db, workspaceId: string) {
  const db = new Database(main.name, { readonly: true })
  db.pragma('busy_timeout = 5000')
  db.exec('BEGIN')
  const prepared = new Map<string, Database.Statement>()

  function all<Row>(sql: string, params: object): Row[] {
    const statement = prepared.get(sql) ?? db.prepare(sql)
    prepared.set(sql, statement)
    return statement.all(params) as Row[] // columns as each query names them
  }

  function among({ level, from, to }: Buckets, ids: number[] | null) {
    const narrow = ids === null ? '' : 'AND kind_id IN (SELECT value FROM json_each(@ids))'
    return {
      where: `level = @level AND bucket >= @from AND bucket < @to ${narrow}`,
      params: { level, from, to, ids: ids && JSON.stringify(ids) },
    }
  }

  /** Of runs under way. */
  const ofRuns = 'run_number IN (SELECT value FROM json_each(@runs))'

  return {
    close(): void {
      db.close()
    },

    kinds: (): RunKind[] =>
      all<KindRow>(
        `SELECT kind_id, workflow_id, workflow_name, run_trigger, status, facet_set FROM run_kinds
          WHERE workspace_id = @workspaceId`,
        { workspaceId },
      ).map((row) => ({
        ...{ kindId: row.kind_id, isCoarse: row.facet_set === '', fileName: row.workflow_name },
        ...{
          workflowId: row.workflow_id === '' ? null : row.workflow_id,
          trigger: row.run_trigger,
          status: row.status,
        },
        facets: row.facet_set === '' ? [] : (JSON.parse(row.facet_set) as number[]), // written as such
      })),

    /** Everything that was ever at work in a run. */
    facets: (): { facet_id: number; kind: 'agent' | 'integration' | 'model'; value: string }[] =>
      all('SELECT facet_id, kind, value FROM facets', {}),

    runs({ isCoarse, ids }: Kinds, buckets: Buckets): RunSum[] {
      const { where, params } = among(buckets, ids)
      const sql = `SELECT kind_id, bin, SUM(runs) AS runs, SUM(ms) AS ms FROM run_sums
        WHERE is_coarse = @isCoarse AND ${where} GROUP BY kind_id, bin`
      return all(sql, { ...params, isCoarse: isCoarse ? 1 : 0 })
    },

    /** Those of the kinds that have a run. */
    kindsIn({ ids }: Kinds, buckets: Buckets): { kind_id: number; runs: number }[] {
      const { where, params } = among(buckets, ids)
      return all(
        `SELECT kind_id, SUM(runs) AS runs FROM run_sums WHERE is_coarse = 0 AND ${where} GROUP BY kind_id`,
        params,
      )
    },

    calls({ isCoarse, ids }: Kinds, { modelId, agentId }: CallsOf, buckets: Buckets): CallSum[] {
      const { where, params } = among(buckets, ids)
      const of = `${modelId === null ? '' : 'AND model_id = @modelId'} ${agentId === null ? '' : 'AND agent_id = @agentId'}`
      const sql = `SELECT value AS model, sums.* FROM (
          SELECT model_id, ${sumsOf.calls} FROM call_sums WHERE is_coarse = @isCoarse AND ${where} ${of} GROUP BY model_id
        ) AS sums JOIN facets ON facet_id = model_id`
      return all(sql, { ...params, isCoarse: isCoarse ? 1 : 0, modelId, agentId })
    },

    nodes({ ids }: Kinds, buckets: Buckets): NodeSum[] {
      const { where, params } = among(buckets, ids)
      return all(`SELECT ${sumsOf.nodes} FROM node_sums WHERE ${where} GROUP BY place_id`, params)
    },

    /** How long tries took that were not quick, of these nodes. */
    nodeBins({ ids }: Kinds, places: number[], buckets: Buckets): { place_id: number; bin: number; tries: number }[] {
      const { where, params } = among(buckets, ids)
      const sql = `SELECT place_id, bin, SUM(tries) AS tries FROM node_sums WHERE ${where}
        AND place_id IN (SELECT value FROM json_each(@places)) AND bin >= ${firstSlowBin} GROUP BY place_id, bin`
      return all(sql, { ...params, places: JSON.stringify(places) })
    },

    errors({ ids }: Kinds, buckets: Buckets): ErrorSum[] {
      const { where, params } = among(buckets, ids)
      return all(`SELECT ${sumsOf.errors} FROM error_sums WHERE ${where} GROUP BY code`, params)
    },

    services({ ids }: Kinds, buckets: Buckets): ServiceSum[] {
      const { where, params } = among(buckets, ids)
      const sql = `SELECT ${sumsOf.services} FROM service_sums JOIN facets ON facet_id = integration_id
        WHERE ${where} GROUP BY integration_id`
      return all(sql, params)
    },

    /** Runs that have not ended and that the filter names; facets by their numbers. */
    live(filter: Omit<DashboardFilter, 'status'>, status: LiveRun['status'], facets: number[]): LiveRun[] {
      const { workflowId = null, trigger = null } = filter
      // Read through the index of those that wait or run; the plus keeps SQLite from that of the workspace.
      const sql = `SELECT run_number, started_at, status, workflow_id, workflow_name FROM runs
        WHERE status = '${status}' AND +workspace_id = @workspaceId AND dry_run = 0
          AND (@workflowId IS NULL OR +workflow_id = @workflowId) AND (@trigger IS NULL OR run_trigger = @trigger)
          AND NOT EXISTS (SELECT 1 FROM json_each(@facets) AS asked WHERE NOT EXISTS (
            SELECT 1 FROM facets_of_runs f WHERE f.run_number = runs.run_number AND f.facet_id = asked.value))`
      return all(sql, { workspaceId, workflowId, trigger, facets: JSON.stringify(facets) })
    },

    /** What is at work in runs that have not ended, and in how many. */
    liveFacets: (): { facet_id: number; runs: number }[] =>
      all(
        `SELECT facet_id, COUNT(*) AS runs FROM facets_of_runs
          WHERE run_number IN (SELECT run_number FROM runs WHERE status = 'running' AND +workspace_id = @workspaceId
            AND dry_run = 0) GROUP BY facet_id`,
        { workspaceId },
      ),

    liveCalls(
      runs: number[],
      { model, agentId }: { model?: string; agentId?: string },
      span: { from: number; to: number },
    ): (CallSum & { quarter: number })[] {
      const of = `${model === undefined ? '' : "AND provider || '/' || model = @model"}
        ${agentId === undefined ? '' : 'AND agent_id = @agentId'}`
      const sql = `SELECT at / 900000 AS quarter, provider || '/' || model AS model, COUNT(*) AS calls,
          SUM(micro_usd IS NULL) AS unknown_calls, COALESCE(SUM(micro_usd), 0) AS micro_usd,
          SUM(input_tokens) AS input_tokens, SUM(output_tokens) AS output_tokens
        FROM ledger INDEXED BY ledger_by_run WHERE ${ofRuns} AND instead_of IS NULL AND at >= @from AND at < @to ${of}
        GROUP BY 1, 2`
      return all(sql, { ...span, model, agentId, runs: JSON.stringify(runs) })
    },

    liveNodes: (runs: number[]): NodeSum[] =>
      all(`SELECT ${sumsOf.nodes} FROM live_nodes WHERE ${ofRuns} GROUP BY place_id`, { runs: JSON.stringify(runs) }),

    liveNodeBins(runs: number[], places: number[]): { place_id: number; bin: number; tries: number }[] {
      const sql = `SELECT place_id, bin, SUM(tries) AS tries FROM live_nodes WHERE ${ofRuns}
        AND place_id IN (SELECT value FROM json_each(@places)) AND bin >= ${firstSlowBin} GROUP BY place_id, bin`
      return all(sql, { runs: JSON.stringify(runs), places: JSON.stringify(places) })
    },

    liveErrors: (runs: number[]): ErrorSum[] =>
      all(`SELECT ${sumsOf.errors} FROM live_errors WHERE ${ofRuns} GROUP BY code`, { runs: JSON.stringify(runs) }),

    liveServices: (runs: number[]): ServiceSum[] =>
      all(
        `SELECT ${sumsOf.services} FROM live_services JOIN facets ON facet_id = integration_id
          WHERE ${ofRuns} GROUP BY integration_id`,
        { runs: JSON.stringify(runs) },
      ),

    /** Questions that wait for a person. */
    questions(runs: number[]): number {
      const sql = `SELECT COUNT(*) AS count FROM waits INDEXED BY waits_by_run
        WHERE ${ofRuns} AND ended_at IS NULL AND how IS NULL AND kind = 'person'`
      return all<{ count: number }>(sql, { runs: JSON.stringify(runs) })[0]?.count ?? 0
    },

    /** Quarters of an hour in which the number of runs that wait was another one, and the last before. */
    queuePeaks: ({ from, to }: { from: number; to: number }): { bucket: number; most: number; last: number }[] =>
      all(
        `SELECT bucket, most, last FROM queue_peaks WHERE workspace_id = @workspaceId AND bucket < @to AND bucket >=
          COALESCE((SELECT MAX(bucket) FROM queue_peaks WHERE workspace_id = @workspaceId AND bucket < @from), 0)
          ORDER BY bucket`,
        { workspaceId, from, to },
      ),

    places: (ids: number[]): NodePlace[] =>
      all('SELECT * FROM node_places WHERE place_id IN (SELECT value FROM json_each(@ids))', {
        ids: JSON.stringify(ids),
      }),

    /** What a workflow is called, or was in its last run where it is gone. */
    workflowName: (id: string): string | null =>
      all<{ name: string | null }>(
        `SELECT COALESCE((SELECT name FROM workflows WHERE workflow_id = @id),
          (SELECT workflow_name FROM runs WHERE workflow_id = @id ORDER BY run_number DESC LIMIT 1)) AS name`,
        { id },
      )[0]?.name ?? null,

    /** Of nodes in a workflow's draft, each by the JSON path to it: their own title and their type. */
    nodesOf(workflowId: string, paths: string[]): { title: string | null; type: string | null }[] {
      const asked = Object.fromEntries(
        paths.flatMap((path, index) => [
          [`title${index}`, `${path}.title`],
          [`type${index}`, `${path}.type`],
        ]),
      )
      const columns = Object.keys(asked).map((name) => `document ->> @${name} AS ${name}`)
      const sql = `SELECT ${columns.join(', ')} FROM workflows WHERE workflow_id = @workflowId`
      const row = db.prepare(sql).get({ ...asked, workflowId }) as Record<string, string | null> | undefined // as asked
      return paths.map((_, index) => ({ title: row?.[`title${index}`] ?? null, type: row?.[`type${index}`] ?? null }))
    },
  }
}

export type DashboardReader = ReturnType<typeof openDashboardReader>
