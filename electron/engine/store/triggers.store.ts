import type { TriggerKind } from '../../../shared/contract/triggers.ts'
import type { JsonObject } from '../../../shared/json.ts'
import type { FinishedStatus } from '../../../shared/run/events.ts'
import type { Db } from './open-database.ts'
import { pruneEndingsSql } from './run-endings.store.ts'

export type TriggerAddress = { workflowId: string; node: string }

export type TriggerRow = TriggerAddress & {
  workflowName: string
  title: string
  kind: TriggerKind
  /** Of a trigger of a service: the node type, such as `slack.new-message`. */
  service: string | null
  /** Parsed and whole; what they hold depends on the kind. */
  params: JsonObject
  active: boolean
  token: string | null
  since: number
  nextAt: number | null
  /** The last run ending that was dealt with. */
  cursor: number | null
  lastFiredAt: number | null
  lastRunId: string | null
  /** Why the last start failed. */
  error: string | null
  /** Why it cannot work now. */
  problem: string | null
}

/** What the document and the clock say of a trigger; what happened to it stays. */
export type TriggerSetup = Pick<
  TriggerRow,
  'node' | 'kind' | 'service' | 'title' | 'params' | 'token' | 'since' | 'nextAt' | 'cursor' | 'error' | 'problem'
>

export type RunEnding = {
  ending: number
  runId: string
  workflowId: string
  workflowName: string
  status: FinishedStatus
}

/** A program, and the engine in it, that keeps watch over the triggers. */
export type Keeper = { owner: string; engineId: string }

type Columns = {
  workflow_id: string
  workflow_name: string
  node: string
  title: string
  kind: TriggerKind
  service: string | null
  params: string
  active: number
  token: string | null
  since: number
  next_at: number | null
  cursor: number | null
  last_fired_at: number | null
  last_run_id: string | null
  error: string | null
  problem: string | null
}

/** Crossed, so that it begins with the triggers: a workflow's row is long, and most have none. */
const select = `
  SELECT t.*, w.name AS workflow_name, w.active FROM triggers t CROSS JOIN workflows w USING (workflow_id)
  WHERE w.workspace_id = @workspaceId AND w.removed_at IS NULL AND w.published_version IS NOT NULL`

/** What begins runs by itself, how it is doing, and who keeps watch. */
export function createTriggersStore(db: Db, workspaceId: string) {
  const selectAll = db.prepare<object, Columns>(`${select} ORDER BY w.name, t.workflow_id, t.node`)
  const selectOf = db.prepare<object, Columns>(`${select} AND t.workflow_id = @workflowId ORDER BY t.node`)
  const selectByToken = db.prepare<object, Columns>(`${select} AND t.token = @token AND w.active = 1`)
  const selectState = db.prepare<[string], { removed_at: number | null; published_version: number | null }>(
    'SELECT removed_at, published_version FROM workflows WHERE workflow_id = ?',
  )
  const selectRows = db.prepare<[string], Columns>(
    `SELECT t.*, w.name AS workflow_name, w.active FROM triggers t JOIN workflows w USING (workflow_id)
     WHERE t.workflow_id = ?`,
  )
  const selectPublished = db.prepare<[string], { workflow_id: string }>(`
    SELECT workflow_id FROM workflows WHERE workspace_id = ? AND published_version IS NOT NULL AND removed_at IS NULL`)
  const upsert = db.prepare(`
    INSERT INTO triggers (workflow_id, node, kind, service, title, params, token, since, next_at, cursor, error, problem)
    VALUES (@workflowId, @node, @kind, @service, @title, @params, @token, @since, @nextAt, @cursor, @error, @problem)
    ON CONFLICT DO UPDATE SET kind = excluded.kind, service = excluded.service, title = excluded.title, params = excluded.params,
      token = excluded.token, since = excluded.since, next_at = excluded.next_at, cursor = excluded.cursor,
      error = excluded.error, problem = excluded.problem`)
  const remove = db.prepare('DELETE FROM triggers WHERE workflow_id = ? AND node = ?')
  const removeSecret = db.prepare('DELETE FROM webhook_secrets WHERE workflow_id = ? AND node = ?')
  const removeLook = db.prepare('DELETE FROM trigger_looks WHERE workflow_id = ? AND node = ?')
  const setActive = db.prepare('UPDATE workflows SET active = ? WHERE workspace_id = ? AND workflow_id = ?')
  const selectActive = db.prepare<[string], { active: number }>('SELECT active FROM workflows WHERE workflow_id = ?')
  const setToken = db.prepare('UPDATE triggers SET token = ? WHERE workflow_id = ? AND node = ?')
  const setError = db.prepare('UPDATE triggers SET error = ? WHERE workflow_id = ? AND node = ?')
  const setProblem = db.prepare(
    'UPDATE triggers SET problem = @problem WHERE workflow_id = @workflowId AND node = @node AND problem IS NOT @problem',
  )
  const claim = db.prepare(`
    UPDATE triggers SET next_at = @nextAt, cursor = @cursor,
      last_fired_at = CASE WHEN @runId IS NULL THEN last_fired_at ELSE @at END,
      last_run_id = COALESCE(@runId, last_run_id),
      error = CASE WHEN @runId IS NULL THEN error END
    WHERE workflow_id = @workflowId AND node = @node AND next_at IS @expectedNextAt AND cursor IS @expectedCursor
      AND EXISTS (SELECT 1 FROM trigger_keeper WHERE engine_id = @engineId)
      AND EXISTS (SELECT 1 FROM workflows w WHERE w.workflow_id = @workflowId AND w.active = 1 AND w.removed_at IS NULL)`)
  const selectEndings = db.prepare<
    [number, number],
    Columns & { ending: number; run_id: string; status: FinishedStatus }
  >(`
    SELECT ending, run_id, workflow_id, workflow_name, status FROM run_endings JOIN runs USING (run_number)
    WHERE ending > ? AND dry_run = 0 AND workflow_id IS NOT NULL ORDER BY ending LIMIT ?`)
  const selectNewestEnding = db.prepare<[], { seq: number }>(
    "SELECT seq FROM sqlite_sequence WHERE name = 'run_endings'",
  )
  const pruneEndings = db.prepare(pruneEndingsSql)
  const selectCallers = db.prepare<object, { needed: number }>(`
    SELECT EXISTS (SELECT 1 FROM waits WHERE kind = 'call' AND ended_at IS NULL)
      OR EXISTS (${select} AND t.token IS NOT NULL AND w.active = 1) AS needed`)
  const selectKeeper = db.prepare<[string], { owner: string; engine_id: string }>(
    'SELECT owner, engine_id FROM trigger_keeper WHERE workspace_id = ?',
  )
  const putKeeper = db.prepare(`
    INSERT INTO trigger_keeper (workspace_id, owner, engine_id) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET owner = excluded.owner, engine_id = excluded.engine_id`)
  const dropKeeper = db.prepare('DELETE FROM trigger_keeper WHERE engine_id = ?')

  return {
    /** Those of published workflows, by the workflow's name. */
    list(workflowId?: string): TriggerRow[] {
      const rows = workflowId === undefined ? selectAll.all({ workspaceId }) : selectOf.all({ workspaceId, workflowId })
      return rows.map(toRow)
    },

    /** A live one by the secret part of its address. */
    byToken(token: string): TriggerRow | undefined {
      const row = selectByToken.get({ workspaceId, token })
      return row && toRow(row)
    },

    published: (): string[] => selectPublished.all(workspaceId).map((row) => row.workflow_id),

    /**
     * Replaces the triggers of a workflow by what `decide` makes of those there are now, in one transaction. `live`: it is
     * published, not deleted and switched on.
     */
    settle: db.transaction(
      (workflowId: string, decide: (before: TriggerRow[], live: boolean) => TriggerSetup[]): void => {
        const before = selectRows.all(workflowId).map(toRow)
        const state = selectState.get(workflowId)
        const isThere = state !== undefined && state.removed_at === null && state.published_version !== null
        const wanted = decide(before, isThere && selectActive.get(workflowId)?.active === 1)
        for (const { node, kind, service } of before) {
          const after = wanted.find((one) => one.node === node)
          if (!after) remove.run(workflowId, node)
          // What was agreed with one who calls, and seen there, is nothing to another.
          if (after?.kind === kind && after.service === service) continue
          removeSecret.run(workflowId, node)
          removeLook.run(workflowId, node)
        }
        for (const { params, ...one } of wanted) upsert.run({ workflowId, ...one, params: JSON.stringify(params) })
      },
    ).immediate,

    /** False where there is no such workflow. */
    setActive: (workflowId: string, active: boolean): boolean =>
      setActive.run(active ? 1 : 0, workspaceId, workflowId).changes > 0,

    setToken(at: TriggerAddress, token: string): void {
      setToken.run(token, at.workflowId, at.node)
    },

    setError(at: TriggerAddress, error: string | null): void {
      setError.run(error, at.workflowId, at.node)
    },

    /** Whether that is news. */
    setProblem: ({ workflowId, node }: TriggerAddress, problem: string | null): boolean =>
      setProblem.run({ workflowId, node, problem }).changes > 0,

    /**
     * Notes that a trigger began a run, or passed something over (`runId` null), and moves it on. False, and nothing
     * noted, where it is not as it was when it was read, is switched off, or another engine keeps watch by now.
     */
    claim(row: TriggerRow, now: { engineId: string; at: number; runId: string | null } & Partial<Moves>): boolean {
      const { workflowId, node, nextAt: expectedNextAt, cursor: expectedCursor } = row
      const moves = { nextAt: expectedNextAt, cursor: expectedCursor, ...now }
      return claim.run({ workflowId, node, expectedNextAt, expectedCursor, ...moves }).changes > 0
    },

    /** Ends of runs after one of them, in order. */
    endings: (after: number, limit: number): RunEnding[] =>
      selectEndings.all(after, limit).map((row) => ({
        ending: row.ending,
        runId: row.run_id,
        workflowId: row.workflow_id,
        workflowName: row.workflow_name,
        status: row.status,
      })),
    newestEnding: (): number => selectNewestEnding.get()?.seq ?? 0,
    /** Forgets what all have dealt with. */
    pruneEndings(): void {
      pruneEndings.run()
    },

    /** Whether somebody may call from outside: a live webhook, or a run that waits for a call. */
    expectsCalls: (): boolean => selectCallers.get({ workspaceId })?.needed === 1,

    /** Makes an engine the one that keeps watch, unless another one does whose program lives. */
    keep: db.transaction(({ owner, engineId }: Keeper, isAlive: (owner: string) => boolean): boolean => {
      const now = selectKeeper.get(workspaceId)
      if (now?.engine_id === engineId) return true
      if (now && isAlive(now.owner)) return false
      putKeeper.run(workspaceId, owner, engineId)
      return true
    }).immediate,

    /** Nobody keeps watch any more, if this one did. */
    letGo(engineId: string): void {
      dropKeeper.run(engineId)
    },

    /** A number that changes with each commit of another connection, such as another program's. */
    // SQLite answers with an integer.
    dataVersion: (): number => db.pragma('data_version', { simple: true }) as number,
  }
}

export type TriggersStore = ReturnType<typeof createTriggersStore>

type Moves = Pick<TriggerRow, 'nextAt' | 'cursor'>

function toRow(row: Columns): TriggerRow {
  return {
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    node: row.node,
    title: row.title,
    kind: row.kind,
    service: row.service,
    // Written by `settle` as JSON of parsed params.
    params: JSON.parse(row.params) as JsonObject,
    active: row.active === 1,
    token: row.token,
    since: row.since,
    nextAt: row.next_at,
    cursor: row.cursor,
    lastFiredAt: row.last_fired_at,
    lastRunId: row.last_run_id,
    error: row.error,
    problem: row.problem,
  }
}
