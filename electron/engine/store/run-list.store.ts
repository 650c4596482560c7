import type { RunFilter } from '../../../shared/contract/run-filter.ts'
import type { RunSummary } from '../../../shared/contract/runs.ts'
import type { RunStatus } from '../../../shared/run/events.ts'
import { asksWords } from '../../../shared/run/search-words.ts'
import type { Db } from './open-database.ts'
import { createRunCounts, type RunBounds } from './run-counts.store.ts'
import { runWhere } from './run-where.store.ts'
import { type RunRow, summaryColumns, toSummary } from './runs.store.ts'

/** A run that something is to be done with. */
export type ChosenRun = {
  runNumber: number
  runId: string
  workflowId: string | null
  status: RunStatus
  clearedAt: number | null
  removedAt: number | null
}

export type FoundRuns = { runs: RunSummary[]; total: number; newest: string | null; newer: number }

type ChosenRow = {
  run_number: number
  run_id: string
  workflow_id: string | null
  status: RunStatus
  cleared_at: number | null
  removed_at: number | null
}

const chosenColumns = 'run_number, run_id, workflow_id, status, cleared_at, removed_at'

/** Runs as a list of any length: found by a filter, looked at from any place, and removed. */
export function createRunListStore(db: Db, workspaceId: string) {
  const selectNumber = db.prepare<[string], { run_number: number }>('SELECT run_number FROM runs WHERE run_id = ?')
  const selectId = db.prepare<[number], { run_id: string }>('SELECT run_id FROM runs WHERE run_number = ?')
  const selectSummaries = db.prepare<[string], RunRow>(`
    SELECT ${summaryColumns} FROM json_each(?) AS wanted CROSS JOIN runs ON runs.run_number = wanted.value
    ORDER BY wanted.key`)
  const selectChosen = db.prepare<[string], ChosenRow>(`
    SELECT ${chosenColumns} FROM json_each(?) AS wanted CROSS JOIN runs ON runs.run_number = wanted.value
    ORDER BY wanted.key`)
  const selectById = db.prepare<[string], ChosenRow>(`SELECT ${chosenColumns} FROM runs WHERE run_id = ?`)
  const markRemoved = db.prepare(`
    UPDATE runs SET removed_at = @at, cleared_at = COALESCE(cleared_at, @at)
    WHERE run_number = @runNumber AND removed_at IS NULL AND status NOT IN ('queued', 'running')`)
  const selectNeeded = db.prepare<[], { run_id: string }>(`
    SELECT DISTINCT origin AS run_id FROM (
      SELECT (SELECT body ->> '$.rerun.runId' FROM events WHERE event_key = run_number * 16777216 + 1) AS origin
      FROM runs WHERE status IN ('queued', 'running')
    ) WHERE origin IS NOT NULL`)

  type Bounds = RunBounds

  function queryOf(filter: RunFilter, { upTo, after }: Bounds) {
    const { key, from, where, params } = runWhere(workspaceId, filter)
    const all = { ...params }
    const conditions = [...where]
    if (upTo !== undefined) {
      conditions.push(`${key} <= @upTo`)
      all.upTo = upTo
    }
    if (after !== undefined) {
      conditions.push(`${key} > @after`)
      all.after = after
    }
    return { key, body: `FROM ${from} WHERE ${conditions.join(' AND ')}`, params: all }
  }

  function count(filter: RunFilter, bounds: Bounds): number {
    const { body, params } = queryOf(filter, bounds)
    return db.prepare<object, { runs: number }>(`SELECT COUNT(*) AS runs ${body}`).get(params)?.runs ?? 0
  }

  type Slice = { offset: number; limit: number; oldestFirst?: boolean }

  function numbers(filter: RunFilter, bounds: Bounds, { offset, limit, oldestFirst }: Slice): number[] {
    const { key, body, params } = queryOf(filter, bounds)
    const order = `ORDER BY ${key} ${oldestFirst ? 'ASC' : 'DESC'} LIMIT @limit OFFSET @offset`
    const rows = db.prepare<object, { n: number }>(`SELECT ${key} AS n ${body} ${order}`)
    return rows.all({ ...params, offset, limit }).map(({ n }) => n)
  }

  /** Places are counted from whichever end is nearer: what lies before them has to be walked. */
  function page(filter: RunFilter, upTo: number, { offset, limit, total }: Slice & { total: number }): number[] {
    const size = Math.min(limit, total - offset)
    if (size <= 0) return []
    const behind = total - offset - size
    // Runs of the last days lie at one end; at the other nothing of theirs is found for long.
    if (offset <= behind || filter.from !== undefined) return numbers(filter, { upTo }, { offset, limit: size })
    return numbers(filter, { upTo }, { offset: behind, limit: size, oldestFirst: true }).reverse()
  }

  const toChosen = (row: ChosenRow): ChosenRun => ({
    ...{ runNumber: row.run_number, runId: row.run_id, workflowId: row.workflow_id },
    ...{ status: row.status, clearedAt: row.cleared_at, removedAt: row.removed_at },
  })

  const counts = createRunCounts(db, count)

  /** All that hold the words, newest first, of the last search: its next page costs nothing while nobody writes. */
  let searched: { key: string; version: string; numbers: number[] } | undefined
  const selectVersion = db.prepare<[], { changes: number }>('SELECT total_changes() AS changes')

  function search(filter: RunFilter): number[] {
    const key = JSON.stringify(filter)
    const version = `${db.pragma('data_version', { simple: true })} ${selectVersion.get()?.changes}`
    if (searched?.key === key && searched.version === version) return searched.numbers
    const { key: column, body, params } = queryOf(filter, {})
    const rows = db.prepare<object, number>(`SELECT ${column} ${body} ORDER BY ${column} DESC`).pluck()
    searched = { key, version, numbers: rows.all(params) }
    return searched.numbers
  }

  /** With words, going through all that hold them once is quicker than three times through a part. */
  function findWords(filter: RunFilter, { upTo, offset, limit }: { upTo?: number; offset: number; limit: number }) {
    const all = search(filter)
    const bound = upTo ?? all[0] ?? 0
    const at = all.findIndex((number) => number <= bound)
    const newer = at < 0 ? all.length : at
    const found = all.slice(newer + offset, newer + offset + limit)
    const [newest] = all
    return {
      runs: selectSummaries.all(JSON.stringify(found)).map(toSummary),
      ...{ total: all.length - newer, newer },
      newest: newest === undefined ? null : (selectId.get(newest)?.run_id ?? null),
    }
  }

  const find = db.transaction(
    (filter: RunFilter, asked: { upTo?: number; offset: number; limit: number }): FoundRuns => {
      if (asksWords(filter.words)) return findWords(filter, asked)
      const bound = asked.upTo
      const [newest] = numbers(filter, bound === undefined ? {} : { after: bound }, { offset: 0, limit: 1 })
      const upTo = bound ?? newest
      if (upTo === undefined) return { runs: [], total: 0, newest: null, newer: 0 }
      const total = counts.upTo(filter, upTo)
      const found = page(filter, upTo, { ...asked, total })
      const last = newest ?? (total > 0 ? upTo : undefined)
      return {
        runs: selectSummaries.all(JSON.stringify(found)).map(toSummary),
        total,
        newest: last === undefined ? null : (selectId.get(last)?.run_id ?? null),
        newer: newest !== undefined && newest > upTo ? count(filter, { after: upTo }) : 0,
      }
    },
  )

  return {
    numberOf: (runId: string): number | undefined => selectNumber.get(runId)?.run_number,

    /** Newest first, from the place `offset` on; all figures are of the same moment. */
    find: (filter: RunFilter, asked: { upTo?: number; offset: number; limit: number }): FoundRuns =>
      find(filter, asked),

    count: (filter: RunFilter, upTo: number): number => counts.upTo(filter, upTo),

    /** How many of these runs fit. */
    countOf(filter: RunFilter, upTo: number, runIds: string[]): number {
      const { key, body, params } = queryOf(filter, { upTo })
      const named = `${key} IN (SELECT run_number FROM runs WHERE run_id IN (SELECT value FROM json_each(@runIds)))`
      const rows = db.prepare<object, { runs: number }>(`SELECT COUNT(*) AS runs ${body} AND ${named}`)
      return rows.get({ ...params, runIds: JSON.stringify(runIds) })?.runs ?? 0
    },

    /** The next of those that fit, newest first, from the run `upTo` on. */
    next(filter: RunFilter, upTo: number, limit: number): ChosenRun[] {
      const found = numbers(filter, { upTo }, { offset: 0, limit })
      return selectChosen.all(JSON.stringify(found)).map(toChosen)
    },

    byId(runId: string): ChosenRun | undefined {
      const row = selectById.get(runId)
      return row && toChosen(row)
    },

    /** Runs that one that has not ended takes up the work of. */
    needed: (): Set<string> => new Set(selectNeeded.all().map((row) => row.run_id)),

    /** False where it was removed already or has not ended. From then on nobody lists it, and what it did counts as cleared. */
    markRemoved: (runNumber: number, at: number): boolean => markRemoved.run({ runNumber, at }).changes > 0,

    /** All of it, or nothing. */
    transact: <T>(work: () => T): T => db.transaction(work).immediate(),
  }
}

export type RunListStore = ReturnType<typeof createRunListStore>
