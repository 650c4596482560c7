import type { RunSummary } from '../../../shared/contract/runs.ts'
import type { JsonObject } from '../../../shared/json.ts'
import type { RunEvent, RunEventBody, RunStatus, RunTrigger } from '../../../shared/run/events.ts'
import type { ModelUsage, PriceSnapshot } from '../../../shared/run/model-call.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { createBlobsStore } from './blobs.store.ts'
import { createDocumentsStore } from './documents.store.ts'
import { createEventBodies } from './event-bodies.ts'
import type { Db } from './open-database.ts'
import { createParsedDocuments } from './parsed-documents.ts'
import { createReservations, type ReservationAnswer, type ReservationAsk, type Touch } from './reservations.store.ts'
import { createRollups } from './rollups.store.ts'
import { createRunFailures } from './run-failures.store.ts'
import { createWaitRows } from './waits.store.ts'

/** Events of one run at most: the key leaves 24 bits for `seq`. */
export const maxEventsPerRun = 2 ** 24 - 1

/** One billed model call (or billed try of one), as the ledger keeps it. */
export type LedgerEntry = {
  node: string
  scope: string
  attempt: number
  callId: string
  outcome: 'finished' | 'failed' | 'retried'
  provider: string
  model: string
  usage: ModelUsage
  microUsd: number | null
  price: PriceSnapshot | null
  latencyMs: number
  firstTokenMs: number | null
  /** Nobody knows what it cost, so it stands here with the most it may have. */
  atMaximum?: boolean
  /** What budgets held for it, given back with this row. */
  reservationId?: number | null
  agentId?: string
  countedInputTokens?: number
  /** What the tokenizer's count was taken times to come to `countedInputTokens`. */
  countFactor?: number
  insteadOf?: string
}

export type NewRun = {
  runId: string
  workspaceId: string
  workflowId: string | null
  workflowName: string
  document: string
  trigger: RunTrigger
  /** `queued`: it waits for its turn and nobody has it under way. */
  status: 'queued' | 'running'
  startedAt: number
  owner: string | null
  priority: number
  /** Runs of its workflow under way at once. */
  workflowLimit: number | null
  isDryRun: boolean
}

/** What belongs to a run besides its events: the columns every row about it repeats. */
export type RunIdentity = { runNumber: number; runId: string; workspaceId: string; workflowId: string | null }

/**
 * One event, in parts: put together only by who needs it whole. `release` is what budgets held for a call that costs
 * nothing.
 */
export type LogEntry = {
  run: RunIdentity
  seq: number
  at: number
  body: RunEventBody
  ledger?: LedgerEntry
  release?: number | null
}

/** Answers to reservations, in their order, and the sums that calls were settled in or released from. */
type Committed = { answers: ReservationAnswer[]; settled: Touch[] }

export type RunRow = {
  run_id: string
  workflow_id: string | null
  workflow_name: string
  status: RunStatus
  run_trigger: RunTrigger
  started_at: number
  finished_at: number | null
  input_tokens: number
  output_tokens: number
  micro_usd: number
  unknown_calls: number
  error: string | null
  open_waits: number
  asks_you: number
  cleared_at: number | null
  dry_run: number
}

export const summaryColumns = `run_id, workflow_id, workflow_name, status, run_trigger, started_at, finished_at,
  input_tokens, output_tokens, micro_usd, unknown_calls, error, cleared_at, dry_run,
  (SELECT COUNT(*) FROM waits WHERE waits.run_number = runs.run_number AND ended_at IS NULL AND how IS NULL)
    AS open_waits,
  (SELECT COUNT(*) FROM waits WHERE waits.run_number = runs.run_number AND ended_at IS NULL AND how IS NULL
    AND kind = 'person') AS asks_you`

/** Runs, their events and the ledger: three tables that only ever change together. */
export function createRunsStore(db: Db) {
  const documents = createDocumentsStore(db)
  const parseDocument = createParsedDocuments()
  const reservations = createReservations(db)
  const waitRows = createWaitRows(db)
  const rollups = createRollups(db)
  const blobs = createBlobsStore(db)
  const bodies = createEventBodies(blobs)
  const failures = createRunFailures(db)
  const insertRun = db.prepare(`
    INSERT INTO runs (run_id, workspace_id, workflow_id, workflow_name, document_id, run_trigger, status, started_at, owner,
      priority, workflow_limit, dry_run)
    VALUES (@runId, @workspaceId, @workflowId, @workflowName, @documentId, @trigger, @status, @startedAt, @owner,
      @priority, @workflowLimit, @dryRun)`)
  // Numbers only grow, so whoever comes later stands behind.
  const placeRun = db.prepare('UPDATE runs SET place = run_number WHERE run_number = ?')
  const insertEvent = db.prepare('INSERT INTO events (event_key, at, body) VALUES (?, ?, ?)')
  const insertLedger = db.prepare(`
    INSERT INTO ledger (workspace_id, workflow_id, run_number, node, scope, attempt, call_id, outcome, at, provider, model,
      input_tokens, cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_tokens, estimated, micro_usd, price,
      latency_ms, first_token_ms, at_maximum, agent_id, counted_input_tokens, count_factor, instead_of)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const addToRun = db.prepare<[number, number, number, number, number], { finished_at: number | null }>(`
    UPDATE runs SET input_tokens = input_tokens + ?, output_tokens = output_tokens + ?, micro_usd = micro_usd + ?,
      unknown_calls = unknown_calls + ? WHERE run_number = ? RETURNING finished_at`)
  const finishRun = db.prepare(
    'UPDATE runs SET status = ?, finished_at = ?, error = ?, owner = NULL WHERE run_number = ?',
  )
  const selectEvents = db.prepare<[number, number, number], { event_key: number; at: number; body: string }>(
    'SELECT event_key, at, body FROM events WHERE event_key > ? AND event_key < ? ORDER BY event_key LIMIT ?',
  )
  const selectFinished = db.prepare<[number, number, string, string], { body: string }>(`
    SELECT body FROM events WHERE event_key > ? AND event_key < ?
      AND body ->> '$.type' IN ('node-finished', 'node-reused', 'node-failed')
      AND body ->> '$.node' = ? AND body ->> '$.scope' = ? ORDER BY event_key DESC LIMIT 1`)
  const selectLastKey = db.prepare<[number, number], { event_key: number | null }>(
    'SELECT MAX(event_key) AS event_key FROM events WHERE event_key > ? AND event_key < ?',
  )
  const holdDocument = db.prepare('INSERT OR IGNORE INTO run_documents (run_number, document_id) VALUES (?, ?)')
  const selectIdentity = db.prepare<[string], { run_number: number; workspace_id: string; workflow_id: string | null }>(
    'SELECT run_number, workspace_id, workflow_id FROM runs WHERE run_id = ?',
  )
  const selectSummary = db.prepare<[string], RunRow>(`SELECT ${summaryColumns} FROM runs WHERE run_id = ?`)
  const selectRemoved = db.prepare<[string], { removed_at: number | null }>(
    'SELECT removed_at FROM runs WHERE run_id = ?',
  )
  const selectDocument = db.prepare<[string], { document_id: string; document: string }>(
    'SELECT document_id, document FROM documents JOIN runs USING (document_id) WHERE run_id = ?',
  )
  const selectUnfinished = db.prepare<[], { run_id: string; owner: string | null }>(
    "SELECT run_id, owner FROM runs WHERE status = 'running' ORDER BY run_number",
  )
  const takeRun = db.prepare(
    "UPDATE runs SET owner = ?, idle = 0 WHERE run_number = ? AND status = 'running' AND owner IS ?",
  )
  const selectOwner = db.prepare<[number], { owner: string | null }>('SELECT owner FROM runs WHERE run_number = ?')
  const releaseRun = db.prepare("UPDATE runs SET owner = NULL WHERE run_number = ? AND status = 'running'")

  /** Answers whether the run had ended before. */
  function writeLedger(run: RunIdentity, at: number, entry: LedgerEntry): boolean {
    const { usage, microUsd } = entry
    insertLedger.run(
      ...[run.workspaceId, run.workflowId, run.runNumber, entry.node, entry.scope, entry.attempt, entry.callId],
      ...[entry.outcome, at, entry.provider, entry.model, usage.inputTokens, usage.cachedInputTokens],
      ...[
        usage.cacheWriteInputTokens ?? 0,
        usage.outputTokens,
        usage.reasoningTokens,
        usage.estimated ? 1 : 0,
        microUsd,
        entry.price ? JSON.stringify(entry.price) : null,
      ],
      ...[Math.round(entry.latencyMs), entry.firstTokenMs === null ? null : Math.round(entry.firstTokenMs)],
      ...[entry.atMaximum ? 1 : 0, entry.agentId ?? null, entry.countedInputTokens ?? null, entry.countFactor ?? null],
      entry.insteadOf ?? null,
    )
    const unknown = microUsd === null ? 1 : 0
    const row = addToRun.get(usage.inputTokens, usage.outputTokens, microUsd ?? 0, unknown, run.runNumber)
    return row !== undefined && row.finished_at !== null
  }

  /**
   * Writes events with their ledger rows, what they change in the run's row and in the sums behind the dashboard, and what
   * they give back to budgets; then makes the reservations asked for, one after the other: all of it or nothing.
   */
  const commit = db.transaction((entries: LogEntry[], asks: ReservationAsk[]): Committed => {
    const sums = reservations.open()
    const counted = rollups.open()
    for (const { run, seq, at, body, ledger, release } of entries) {
      insertEvent.run(eventKeyOf(run.runNumber, seq), at, bodies.encode(run.runNumber, body))
      if (body.type === 'subworkflow-started') holdDocument.run(run.runNumber, body.documentId)
      if (ledger) {
        counted.noteCall(run.runNumber, at, ledger, writeLedger(run, at, ledger))
        const { reservationId, microUsd, usage } = ledger
        const tokens = usage.inputTokens + usage.outputTokens
        if (reservationId != null) sums.settle(reservationId, { microUsd, tokens })
      }
      if (release != null) sums.release(release)
      waitRows.write(run, at, body)
      failures.note(run.runNumber, body)
      counted.note(run.runNumber, at, body)
      if (body.type === 'run-finished') {
        finishRun.run(body.status, at, body.error ? JSON.stringify(body.error) : null, run.runNumber)
        blobs.dropUnnamed(run.runNumber)
      }
    }
    counted.close()
    const answers = asks.map(sums.reserve)
    return { answers, settled: sums.close() }
  })

  function readEvents(run: RunIdentity, afterSeq: number, limit: number, decode: (text: string) => RunEventBody) {
    const first = eventKeyOf(run.runNumber, 0)
    const rows = selectEvents.all(first + afterSeq, eventKeyOf(run.runNumber + 1, 0), limit)
    const { runId } = run
    return rows.map(({ event_key, at, body }): RunEvent => {
      // Added to the fresh object, not to a copy of it: a long run has a million of them.
      return Object.assign(decode(body), { runId, seq: event_key - first, at })
    })
  }

  const create = db.transaction((run: NewRun, events: RunEventBody[]): RunIdentity => {
    const { document, isDryRun, ...rest } = run
    const documentId = documents.put(document)
    const runNumber = Number(insertRun.run({ ...rest, documentId, dryRun: isDryRun ? 1 : 0 }).lastInsertRowid)
    if (run.status === 'queued') placeRun.run(runNumber)
    for (const [index, event] of events.entries()) {
      insertEvent.run(eventKeyOf(runNumber, index + 1), run.startedAt, bodies.encode(runNumber, event))
    }
    return {
      runNumber,
      runId: run.runId,
      workspaceId: run.workspaceId,
      workflowId: run.workflowId,
    }
  })

  const take = db.transaction((run: RunIdentity, owner: string, isAlive: (owner: string) => boolean): boolean => {
    const before = selectOwner.get(run.runNumber)?.owner ?? null
    if (before !== null && isAlive(before)) return false
    return takeRun.run(owner, run.runNumber, before).changes > 0
  })

  return {
    /**
     * Adds the run's row, its first events and the document it runs (stored once however often it is run), in one piece:
     * whoever is told of a run can count on it.
     */
    create,

    /** Makes large ones of these values ready to be committed; null where there is nothing to wait for. */
    packLarge: bodies.packLarge,

    /** Takes the write lock at once: what a reservation is decided on must still be so when it is written. */
    commit: (entries: LogEntry[], asks: ReservationAsk[] = []): Committed => commit.immediate(entries, asks),

    /** What budgets hold for a call that a stop of the program cut off; undefined where it never left. */
    reservationOf: reservations.ofCall,

    identity(runId: string): RunIdentity | undefined {
      const row = selectIdentity.get(runId)
      return row && { runNumber: row.run_number, runId, workspaceId: row.workspace_id, workflowId: row.workflow_id }
    },

    /** Events after `afterSeq`, in order, at most `limit`, with all they hold; large values are read when looked at. */
    events: (run: RunIdentity, afterSeq: number, limit: number): RunEvent[] =>
      readEvents(run, afterSeq, limit, bodies.decode),

    /** The same as they are stored: a mark stands in the place of a large value (see shared/run/stored-value.ts). */
    storedEvents: (run: RunIdentity, afterSeq: number, limit: number): RunEvent[] =>
      readEvents(run, afterSeq, limit, bodies.decodeStored),

    /** What a node last gave in a run, as it is stored; undefined where it has not finished. */
    storedOutputs(run: RunIdentity, at: { node: string; scope: string }): JsonObject | undefined {
      const row = selectFinished.get(eventKeyOf(run.runNumber, 0), eventKeyOf(run.runNumber + 1, 0), at.node, at.scope)
      const body = row && bodies.decodeStored(row.body)
      if (body?.type === 'node-failed') return body.goesOnWith
      return body && 'outputs' in body ? body.outputs : undefined
    },

    /** The newest event of a run: how it ended, where it has. */
    lastEvent(run: RunIdentity): RunEvent | undefined {
      const key = selectLastKey.get(eventKeyOf(run.runNumber, 0), eventKeyOf(run.runNumber + 1, 0))?.event_key
      return key == null ? undefined : this.events(run, key - eventKeyOf(run.runNumber, 0) - 1, 1)[0]
    },

    /** How many events it has; 0 once they were cleared. */
    lastSeq(run: RunIdentity): number {
      const key = selectLastKey.get(eventKeyOf(run.runNumber, 0), eventKeyOf(run.runNumber + 1, 0))?.event_key
      return key == null ? 0 : key - eventKeyOf(run.runNumber, 0)
    },

    /** When a person removed it; null where it is there, or there is no such run. */
    removedAt: (runId: string): number | null => selectRemoved.get(runId)?.removed_at ?? null,

    /** The whole value behind what stands in a stored event. */
    wholeValue: bodies.whole,

    summary(runId: string): RunSummary | undefined {
      const row = selectSummary.get(runId)
      return row && toSummary(row)
    },

    /** The workflow exactly as the run took it; the same object for runs of the same workflow. */
    document(runId: string): Workflow | undefined {
      const row = selectDocument.get(runId)
      return row && parseDocument(row.document_id, row.document)
    },

    /** Runs that began and have not ended, oldest first. */
    unfinished(): { runId: string; owner: string | null }[] {
      return selectUnfinished.all().map((row) => ({ runId: row.run_id, owner: row.owner }))
    },

    /**
     * Makes a run this owner's. False where it has ended, or somebody who is alive has it: two programs that start at the
     * same time must not both go on with it.
     */
    take: (run: RunIdentity, owner: string, isAlive: (owner: string) => boolean): boolean =>
      take.immediate(run, owner, isAlive),

    /** Nobody's any more: the next start takes it up. */
    release(run: RunIdentity): void {
      releaseRun.run(run.runNumber)
    },

    /** Newest first. */
    list(filter: {
      workspaceId: string
      workflowId?: string
      status?: string
      before?: string
      limit: number
    }): RunSummary[] {
      const conditions = ['workspace_id = @workspaceId', 'removed_at IS NULL']
      if (filter.workflowId !== undefined) conditions.push('workflow_id = @workflowId')
      if (filter.status !== undefined) conditions.push('status = @status')
      if (filter.before !== undefined)
        conditions.push('run_number < (SELECT run_number FROM runs WHERE run_id = @before)')
      const sql = `SELECT ${summaryColumns} FROM runs WHERE ${conditions.join(' AND ')} ORDER BY run_number DESC LIMIT @limit`
      return db.prepare<[typeof filter], RunRow>(sql).all(filter).map(toSummary)
    },
  }
}

export type RunsStore = ReturnType<typeof createRunsStore>

/** Where an event stands among all others. */
export function eventKeyOf(runNumber: number, seq: number): number {
  return runNumber * 2 ** 24 + seq
}

export function toSummary(row: RunRow): RunSummary {
  return {
    runId: row.run_id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    status: row.status,
    trigger: row.run_trigger,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    durationMs: row.finished_at === null ? null : row.finished_at - row.started_at,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    microUsd: row.micro_usd,
    unknownCalls: row.unknown_calls,
    error: row.error === null ? null : JSON.parse(row.error),
    openWaits: row.open_waits,
    asksYou: row.asks_you,
    clearedAt: row.cleared_at,
    isDryRun: row.dry_run === 1,
  }
}
