import { binOf } from '../../../shared/run/duration-bins.ts'
import type { ModelUsage } from '../../../shared/run/model-call.ts'
import type { Db } from './open-database.ts'

/** Milliseconds of a bucket of each level; see the migration `0016-rollups`. */
export const levelMs = [900_000, 3_600_000, 86_400_000, 16 * 86_400_000] as const

type EndedRun = {
  workspace_id: string
  workflow_id: string | null
  workflow_name: string
  run_trigger: string
  status: string
  started_at: number
  finished_at: number
  dry_run: number
  facet_set: string
  has_calls: number
  has_nodes: number
  has_errors: number
  has_services: number
}

type CallGroup = {
  quarter: number
  provider: string
  model: string
  agent_id: string | null
  calls: number
  unknown_calls: number
  micro_usd: number
  input_tokens: number
  output_tokens: number
}

/** Of a row of the ledger, what sums are made of. */
export type BilledTry = {
  provider: string
  model: string
  agentId?: string
  microUsd: number | null
  usage: ModelUsage
  insteadOf?: string
}

type LateCall = { runNumber: number; at: number; entry: BilledTry }

/** Rows to add to the sums: their key, and what is added to it. */
type Rows = Map<string, { key: number[]; values: number[] }>

/** Adds runs that ended to the sums, all that ended in one transaction together. */
export function createEndedRuns(db: Db) {
  const selectRun = db.prepare<[number], EndedRun>(`
    SELECT workspace_id, workflow_id, workflow_name, run_trigger, status, started_at, finished_at, dry_run,
      (SELECT json_group_array(facet_id) FROM
        (SELECT facet_id FROM facets_of_runs f WHERE f.run_number = r.run_number ORDER BY facet_id)) AS facet_set,
      EXISTS (SELECT 1 FROM ledger l WHERE l.run_number = r.run_number) AS has_calls,
      EXISTS (SELECT 1 FROM live_nodes n WHERE n.run_number = r.run_number) AS has_nodes,
      EXISTS (SELECT 1 FROM live_errors e WHERE e.run_number = r.run_number) AS has_errors,
      EXISTS (SELECT 1 FROM live_services s WHERE s.run_number = r.run_number) AS has_services
    FROM runs r WHERE run_number = ?`)
  const selectKind = db
    .prepare<[string, string, string, string, string, string], number>(`
      SELECT kind_id FROM run_kinds WHERE workspace_id = ? AND workflow_id = ? AND workflow_name = ? AND run_trigger = ?
        AND status = ? AND facet_set = ?`)
    .pluck()
  const insertKind = db.prepare(`
    INSERT INTO run_kinds (workspace_id, workflow_id, workflow_name, run_trigger, status, facet_set)
    VALUES (?, ?, ?, ?, ?, ?)`)
  const insertFacet = db.prepare('INSERT OR IGNORE INTO facets (kind, value) VALUES (?, ?)')
  const selectFacet = db
    .prepare<[string, string], number>('SELECT facet_id FROM facets WHERE kind = ? AND value = ?')
    .pluck()
  const selectCalls = db.prepare<[number], CallGroup>(`
    SELECT at / 900000 AS quarter, provider, model, agent_id, COUNT(*) AS calls, SUM(micro_usd IS NULL) AS unknown_calls,
      COALESCE(SUM(micro_usd), 0) AS micro_usd, SUM(input_tokens) AS input_tokens, SUM(output_tokens) AS output_tokens
    FROM ledger WHERE run_number = ? AND instead_of IS NULL GROUP BY 1, 2, 3, 4`)
  const addRuns = db.prepare(`
    INSERT INTO run_sums VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET runs = runs + excluded.runs, ms = ms + excluded.ms`)
  const addCalls = db.prepare(`
    INSERT INTO call_sums VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, unknown_calls = unknown_calls + excluded.unknown_calls,
      micro_usd = micro_usd + excluded.micro_usd, input_tokens = input_tokens + excluded.input_tokens,
      output_tokens = output_tokens + excluded.output_tokens`)
  // Tops have only two edges, so they go without hours. What is bound arrives as a number that may have a fraction.
  const buckets = `(SELECT column1 AS level, CAST(@startedAt / column2 AS INTEGER) AS bucket FROM
    (VALUES (0, ${levelMs[0]}), (2, ${levelMs[2]}), (3, ${levelMs[3]})))`
  const moves = {
    has_nodes: {
      add: db.prepare(`
        INSERT INTO node_sums
        SELECT level, bucket, @kindId, place_id, bin, tries, failures, ms, longest_ms FROM live_nodes, ${buckets}
          WHERE run_number = @runNumber
        ON CONFLICT DO UPDATE SET tries = tries + excluded.tries, failures = failures + excluded.failures,
          ms = ms + excluded.ms, longest_ms = MAX(longest_ms, excluded.longest_ms)`),
      forget: db.prepare('DELETE FROM live_nodes WHERE run_number = ?'),
    },
    has_errors: {
      add: db.prepare(`
        INSERT INTO error_sums
        SELECT level, bucket, @kindId, code, failures, last_at, last_message FROM live_errors, ${buckets}
          WHERE run_number = @runNumber
        ON CONFLICT DO UPDATE SET failures = failures + excluded.failures,
          last_message = IIF(excluded.last_at >= last_at, excluded.last_message, last_message),
          last_at = MAX(last_at, excluded.last_at)`),
      forget: db.prepare('DELETE FROM live_errors WHERE run_number = ?'),
    },
    has_services: {
      add: db.prepare(`
        INSERT INTO service_sums
        SELECT level, bucket, @kindId, integration_id, calls, failures, ms, waited, waited_ms FROM live_services, ${buckets}
          WHERE run_number = @runNumber
        ON CONFLICT DO UPDATE SET calls = calls + excluded.calls, failures = failures + excluded.failures,
          ms = ms + excluded.ms, waited = waited + excluded.waited, waited_ms = waited_ms + excluded.waited_ms`),
      forget: db.prepare('DELETE FROM live_services WHERE run_number = ?'),
    },
  }

  function facetIdOf(kind: string, value: string | null): number {
    if (value === null) return 0
    const known = selectFacet.get(kind, value)
    return known ?? Number(insertFacet.run(kind, value).lastInsertRowid)
  }

  /** The number of a kind of runs, and that of the coarse one it belongs to. */
  function kindsOf(run: EndedRun): { own: number; coarse: number } {
    const { workspace_id, workflow_id, workflow_name, run_trigger, status, facet_set } = run
    const numberOf = (...kind: [string, string, string, string, string, string]) =>
      selectKind.get(...kind) ?? Number(insertKind.run(...kind).lastInsertRowid)
    const name = workflow_id === null ? workflow_name : ''
    return {
      own: numberOf(workspace_id, workflow_id ?? '', name, run_trigger, status, facet_set),
      coarse: numberOf(workspace_id, '', '', run_trigger, status, ''),
    }
  }

  /** Adds a group of calls to the buckets of all levels, as its kind has it and as the coarse one does. */
  function addGroup(sums: Rows, { own, coarse }: { own: number; coarse: number }, group: CallGroup): void {
    const modelId = facetIdOf('model', `${group.provider}/${group.model}`)
    const agentId = facetIdOf('agent', group.agent_id)
    const { calls, unknown_calls, micro_usd, input_tokens, output_tokens } = group
    const values = [calls, unknown_calls, micro_usd, input_tokens, output_tokens]
    for (const [level, ms] of levelMs.entries()) {
      const bucket = Math.floor((group.quarter * levelMs[0]) / ms)
      addTo(sums, [0, level, bucket, own, modelId, agentId], values)
      addTo(sums, [1, level, bucket, coarse, modelId, 0], values)
    }
  }

  function addRun(runNumber: number, runSums: Rows, callSums: Rows): void {
    const run = selectRun.get(runNumber)
    if (!run) throw new Error(`a run that ended has a row: ${runNumber}`)
    const kinds = run.dry_run === 1 ? null : kindsOf(run)
    if (kinds) {
      const startedAt = run.started_at
      // A clock that was set back must not make a duration negative.
      const ms = Math.max(0, run.finished_at - startedAt)
      const bin = binOf(ms)
      for (const [level, length] of levelMs.entries()) {
        const bucket = Math.floor(startedAt / length)
        addTo(runSums, [0, level, bucket, kinds.own, bin], [1, ms])
        addTo(runSums, [1, level, bucket, kinds.coarse, bin], [1, ms])
      }
      if (run.has_calls) for (const group of selectCalls.all(runNumber)) addGroup(callSums, kinds, group)
    }
    for (const has of ['has_nodes', 'has_errors', 'has_services'] as const) {
      if (!run[has]) continue
      if (kinds) moves[has].add.run({ runNumber, kindId: kinds.own, startedAt: run.started_at })
      moves[has].forget.run(runNumber)
    }
  }

  /** A call that became known when its run had ended already. */
  function addLate({ runNumber, at, entry }: LateCall, callSums: Rows): void {
    const run = selectRun.get(runNumber)
    if (!run || run.dry_run === 1 || entry.insteadOf !== undefined) return
    const { provider, model, agentId = null, microUsd, usage } = entry
    addGroup(callSums, kindsOf(run), {
      ...{ quarter: Math.floor(at / levelMs[0]), provider, model, agent_id: agentId, calls: 1 },
      ...{ unknown_calls: microUsd === null ? 1 : 0, micro_usd: microUsd ?? 0 },
      ...{ input_tokens: usage.inputTokens, output_tokens: usage.outputTokens },
    })
  }

  return {
    /** Inside the transaction that ended them, once all else about them is written. */
    add(runNumbers: Iterable<number>, late: LateCall[]): void {
      const runSums: Rows = new Map()
      const callSums: Rows = new Map()
      for (const runNumber of runNumbers) addRun(runNumber, runSums, callSums)
      for (const call of late) addLate(call, callSums)
      for (const { key, values } of runSums.values()) addRuns.run(...key, ...values)
      for (const { key, values } of callSums.values()) addCalls.run(...key, ...values)
    },
  }
}

function addTo(rows: Rows, key: number[], values: number[]): void {
  const name = key.join(' ')
  const known = rows.get(name)
  if (known) known.values = known.values.map((value, index) => value + (values[index] ?? 0))
  else rows.set(name, { key, values })
}
