import type { Retention } from '../../../shared/workflow/workflow.ts'
import { unheld } from './blobs.store.ts'
import { createDocumentsStore, documentIdOf } from './documents.store.ts'
import type { Db } from './open-database.ts'
import { createDropWords } from './run-words.store.ts'
import { eventKeyOf } from './runs.store.ts'

/** Finished runs of one workflow (null: of files) that ended before a time or are not among the newest; null: no limit. */
export type ClearFilter = {
  workspaceId: string
  workflowId: string | null
  before: number | null
  runs: number | null
}

/** A run whose events are to be removed. */
export type ClearableRun = { runNumber: number; workflowId: string | null }

export type WorkflowStorage = {
  workflowId: string | null
  name: string
  runs: number
  bytes: number
  oldestAt: number | null
}

/** Events removed in one transaction, and events whose size is added up at once: each a few milliseconds of work. */
const eventsAtOnce = 2_000
const measuredAtOnce = 20_000

/** What a run that was cleared points at instead of its document. */
const noDocument = '{}'

/** Tables by what a person takes them for. Events and blobs are measured otherwise: a look at all their pages takes long. */
const smallParts = {
  workflows: ['workflows', 'workflow_edits', 'workflow_versions', 'documents'],
  costs: ['ledger', 'ledger_by_time', 'ledger_by_run', 'ledger_by_workflow'],
}

/** Questions about, and changes of, what takes room in the file. */
export function createStorageStore(db: Db) {
  const documents = createDocumentsStore(db)
  const selectUnmeasured = db.prepare<[number], { run_number: number }>(`
    SELECT run_number FROM runs
    WHERE event_bytes IS NULL AND cleared_at IS NULL AND finished_at IS NOT NULL ORDER BY run_number LIMIT ?`)
  const selectLastKey = db.prepare<[number, number], { last: number | null }>(
    'SELECT MAX(event_key) AS last FROM events WHERE event_key > ? AND event_key < ?',
  )
  const sumEvents = db.prepare<[number, number], { bytes: number | null }>(
    'SELECT SUM(octet_length(body)) AS bytes FROM events WHERE event_key > ? AND event_key <= ?',
  )
  const setBytes = db.prepare('UPDATE runs SET event_bytes = ? WHERE run_number = ? AND finished_at IS NOT NULL')
  const deleteEvents = db.prepare(
    'DELETE FROM events WHERE event_key IN (SELECT event_key FROM events WHERE event_key > ? AND event_key < ? LIMIT ?)',
  )
  const deleteWaits = db.prepare('DELETE FROM waits WHERE run_number = ?')
  const selectBlobs = db.prepare<[number], { blob_id: string }>('SELECT blob_id FROM run_blobs WHERE run_number = ?')
  const deleteHeld = db.prepare('DELETE FROM run_blobs WHERE run_number = ? AND blob_id = ?')
  const deleteBlob = db.prepare(`DELETE FROM blobs WHERE blob_id = ? AND ${unheld}`)
  const selectDocuments = db.prepare<[number, number], { document_id: string }>(`
    SELECT document_id FROM runs WHERE run_number = ?
    UNION SELECT document_id FROM run_documents WHERE run_number = ?`)
  const deleteHeldDocuments = db.prepare('DELETE FROM run_documents WHERE run_number = ?')
  const clearRow = db.prepare('UPDATE runs SET cleared_at = ?, document_id = ?, event_bytes = 0 WHERE run_number = ?')
  const markCleared = db.prepare(
    'UPDATE runs SET cleared_at = ?, words_at = NULL WHERE run_number = ? AND cleared_at IS NULL',
  )
  const dropWords = createDropWords(db)
  const deleteDocument = db.prepare(`
    DELETE FROM documents WHERE document_id = ?
      AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.document_id = documents.document_id)
      AND NOT EXISTS (SELECT 1 FROM run_documents h WHERE h.document_id = documents.document_id)
      AND NOT EXISTS (SELECT 1 FROM workflow_versions v WHERE v.document_id = documents.document_id)`)
  // Left in the middle by a stop of the program: marked as cleared, and not all of it gone.
  const selectHalfCleared = db.prepare<[string], { run_number: number; workflow_id: string | null }>(
    'SELECT run_number, workflow_id FROM runs WHERE cleared_at IS NOT NULL AND document_id <> ?',
  )
  const selectOrigins = db.prepare<[], { run_number: number; rerun_of: string | null }>(`
    SELECT run_number, (SELECT body ->> '$.rerun.runId' FROM events WHERE event_key = run_number * 16777216 + 1) AS rerun_of
    FROM runs WHERE status IN ('queued', 'running')`)
  const selectRunNumber = db.prepare<[string], { run_number: number }>('SELECT run_number FROM runs WHERE run_id = ?')
  const selectGroups = db.prepare<[string], { workflow_id: string | null; retention: string | null }>(`
    SELECT DISTINCT r.workflow_id, w.document -> '$.settings.retention' AS retention
    FROM runs r LEFT JOIN workflows w ON w.workflow_id = r.workflow_id WHERE r.workspace_id = ?`)
  const selectRetention = db.prepare<[string], { retention: string | null }>(
    "SELECT document -> '$.settings.retention' AS retention FROM workflows WHERE workflow_id = ?",
  )
  const selectCandidates = db.prepare<object, { run_number: number }>(`
    SELECT run_number FROM (
      SELECT run_number, started_at, finished_at, cleared_at, status,
        ROW_NUMBER() OVER (ORDER BY run_number DESC) AS age
      FROM runs WHERE workspace_id = @workspaceId AND workflow_id IS @workflowId
    )
    WHERE cleared_at IS NULL AND status NOT IN ('queued', 'running')
      AND (COALESCE(finished_at, started_at) < @before OR age > @runs) ORDER BY run_number`)
  const blobBytesOnlyOf = db.prepare<{ runs: string }, { bytes: number | null }>(`
    SELECT SUM(length(data)) AS bytes FROM blobs WHERE blob_id IN (
      SELECT blob_id FROM run_blobs WHERE run_number IN (SELECT value FROM json_each(@runs))
      EXCEPT SELECT blob_id FROM run_blobs WHERE run_number NOT IN (SELECT value FROM json_each(@runs))
      EXCEPT SELECT blob_id FROM chat_blobs)`)
  const selectEventBytes = db.prepare<[number], { bytes: number | null }>(
    'SELECT event_bytes AS bytes FROM runs WHERE run_number = ?',
  )
  const selectWorkflows = db.prepare<
    [string],
    {
      workflow_id: string | null
      name: string
      runs: number
      bytes: number
      blob_bytes: number
      oldest_at: number | null
    }
  >(`
    WITH held AS (
      SELECT workflow_id, SUM(length(data)) AS bytes FROM (
        SELECT DISTINCT r.workflow_id, h.blob_id FROM run_blobs h JOIN runs r USING (run_number)
      ) JOIN blobs USING (blob_id) GROUP BY workflow_id
    )
    SELECT r.workflow_id, COALESCE(w.name, MAX(r.workflow_name)) AS name, COUNT(*) AS runs,
      COALESCE(SUM(r.event_bytes), 0) AS bytes, COALESCE(held.bytes, 0) AS blob_bytes, MIN(r.started_at) AS oldest_at
    FROM runs r LEFT JOIN workflows w ON w.workflow_id = r.workflow_id LEFT JOIN held ON held.workflow_id IS r.workflow_id
    WHERE r.workspace_id = ? AND r.cleared_at IS NULL
    GROUP BY r.workflow_id`)
  const selectTotals = db.prepare<
    [],
    Record<'runs' | 'eventBytes' | 'blobs' | 'blobBytes' | 'workflows' | 'calls', number>
  >(`
    SELECT (SELECT COUNT(*) FROM runs WHERE cleared_at IS NULL) AS runs,
      (SELECT COALESCE(SUM(event_bytes), 0) FROM runs) AS eventBytes,
      (SELECT COUNT(*) FROM blobs) AS blobs, (SELECT COALESCE(SUM(length(data)), 0) FROM blobs) AS blobBytes,
      (SELECT COUNT(*) FROM workflows WHERE removed_at IS NULL) AS workflows, (SELECT COUNT(*) FROM ledger) AS calls`)
  const sumPages = db.prepare<[string], { bytes: number }>(`
    SELECT COALESCE(SUM(pgsize), 0) AS bytes FROM dbstat
    WHERE name IN (SELECT value FROM json_each(?)) AND aggregate = TRUE`)
  const selectNote = db.prepare<[string], { at: number }>('SELECT at FROM upkeep WHERE name = ?')
  const setNote = db.prepare('INSERT INTO upkeep (name, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at')

  /** Its words stand for what is about to go: from here on nobody finds it by them. */
  const beginClearing = db.transaction((runNumber: number, at: number) => {
    if (markCleared.run(at, runNumber).changes > 0) dropWords(runNumber)
  })

  /** The last step: what the run held, and what nobody else needs of it. */
  const clearRest = db.transaction((runNumber: number, at: number) => {
    deleteWaits.run(runNumber)
    const blobs = selectBlobs.all(runNumber)
    const held = selectDocuments.all(runNumber, runNumber)
    for (const { blob_id } of blobs) deleteHeld.run(runNumber, blob_id)
    deleteHeldDocuments.run(runNumber)
    clearRow.run(at, documents.put(noDocument), runNumber)
    for (const { blob_id } of blobs) deleteBlob.run(blob_id)
    for (const { document_id } of held) deleteDocument.run(document_id)
  })

  return {
    /** Finished runs whose size is not known yet, oldest first. */
    unmeasured: (limit: number): number[] => selectUnmeasured.all(limit).map((row) => row.run_number),

    /** Bytes of a run's events, part by part; noted once all of them have been added up, where the run has ended. */
    *measure(runNumber: number): Generator<void, number> {
      const known = selectEventBytes.get(runNumber)?.bytes ?? null
      if (known !== null) return known
      let from = eventKeyOf(runNumber, 0)
      const last = selectLastKey.get(from, eventKeyOf(runNumber + 1, 0))?.last ?? from
      let bytes = 0
      for (; from < last; from += measuredAtOnce) {
        bytes += sumEvents.get(from, Math.min(last, from + measuredAtOnce))?.bytes ?? 0
        yield
      }
      setBytes.run(bytes, runNumber)
      return bytes
    },

    /** Bytes of values that no other than these runs hold. */
    blobBytesOnlyOf: (runs: number[]): number => blobBytesOnlyOf.get({ runs: JSON.stringify(runs) })?.bytes ?? 0,

    /** Which workflows have runs, and what each says itself about how long they are kept. */
    groups(workspaceId: string): { workflowId: string | null; retention: Retention | null }[] {
      return selectGroups.all(workspaceId).map((row) => ({
        workflowId: row.workflow_id,
        retention: toRetention(row.retention),
      }))
    },

    retentionOf: (workflowId: string): Retention | null =>
      toRetention(selectRetention.get(workflowId)?.retention ?? null),

    /** Runs of one workflow (null: of files) that may be cleared, oldest first: older than `before` or not of the newest. */
    candidates(filter: ClearFilter): ClearableRun[] {
      const { before, runs, ...of } = filter
      const never = { before: before ?? Number.MIN_SAFE_INTEGER, runs: runs ?? Number.MAX_SAFE_INTEGER }
      const needed = neededByOthers()
      return selectCandidates
        .all({ ...of, ...never })
        .flatMap(({ run_number: runNumber }) =>
          needed.has(runNumber) ? [] : [{ runNumber, workflowId: of.workflowId }],
        )
    },

    /** Whether a run that has not ended takes up its work. */
    isNeeded: (runNumber: number): boolean => neededByOthers().has(runNumber),

    halfCleared: (): ClearableRun[] =>
      selectHalfCleared
        .all(documentIdOf(noDocument))
        .map((row) => ({ runNumber: row.run_number, workflowId: row.workflow_id })),

    /** Removes what a run left behind, in small transactions with a pause after each; its row and its costs stay. */
    *clear(runNumber: number, at: number): Generator<void> {
      // First of all: from here on the run says of itself that it was cleared, wherever the program stops.
      beginClearing.immediate(runNumber, at)
      const range = [eventKeyOf(runNumber, 0), eventKeyOf(runNumber + 1, 0)] as const
      while (deleteEvents.run(...range, eventsAtOnce).changes > 0) yield
      clearRest.immediate(runNumber, at)
      yield
    },

    workflows: (workspaceId: string): WorkflowStorage[] =>
      selectWorkflows.all(workspaceId).map((row) => ({
        workflowId: row.workflow_id,
        name: row.workflow_id === null ? '' : row.name,
        runs: row.runs,
        bytes: row.bytes + row.blob_bytes,
        oldestAt: row.oldest_at,
      })),

    totals() {
      const totals = selectTotals.get()
      if (!totals) throw new Error('a query of sums gives one row')
      const bytesOf = (names: string[]) => sumPages.get(JSON.stringify(names))?.bytes ?? 0
      return { ...totals, workflowBytes: bytesOf(smallParts.workflows), costBytes: bytesOf(smallParts.costs) }
    },

    note: (name: 'cleaned', at: number): void => void setNote.run(name, at),
    notedAt: (name: 'cleaned'): number | null => selectNote.get(name)?.at ?? null,
  }

  /** Runs that a queued or unfinished one takes up the work of: it reads their events when it begins or goes on. */
  function neededByOthers(): Set<number> {
    const needed = new Set<number>()
    for (const { rerun_of } of selectOrigins.all()) {
      const row = rerun_of === null ? undefined : selectRunNumber.get(rerun_of)
      if (row) needed.add(row.run_number)
    }
    return needed
  }
}

export type StorageStore = ReturnType<typeof createStorageStore>

function toRetention(text: string | null): Retention | null {
  // Only checked workflows are stored.
  return text === null || text === 'null' ? null : (JSON.parse(text) as Retention)
}
