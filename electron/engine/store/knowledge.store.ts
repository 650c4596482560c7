import type { KnowledgeUse } from '../../../shared/contract/knowledge.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Db } from './open-database.ts'

export type StoredBase = {
  baseNumber: number
  knowledgeId: string
  name: string
  description: string
  embeddingModel: string | null
  automatic: boolean
  /** What the vectors that are stored were made with, and how many numbers each has. */
  vectorsModel: string | null
  vectorsSize: number | null
  isStale: boolean
  runId: string | null
  indexedAt: number | null
  updatedAt: number
}

export type StoredSource = {
  sourceId: string
  baseNumber: number
  path: string
  kind: 'file' | 'folder'
  indexedAt: number | null
  error: ErrorInfo | null
}

/** `files` of all states; `waiting`: those of them that are new, changed, or without all their vectors. */
export type SourceCounts = { sourceId: string; files: number; chunks: number; waiting: number; failed: number }

type BaseRow = {
  base_number: number
  knowledge_id: string
  name: string
  description: string
  embedding_model: string | null
  automatic: number
  vectors_model: string | null
  vectors_size: number | null
  is_stale: number
  run_id: string | null
  indexed_at: number | null
  updated_at: number
}
type SourceRow = {
  source_id: string
  base_number: number
  path: string
  kind: 'file' | 'folder'
  indexed_at: number | null
  error: string | null
}
type CountRow = { source_id: string; files: number; chunks: number; waiting: number; failed: number }

/** Knowledge bases and what each is made from; files and passages stand in knowledge-files.store.ts. */
export function createKnowledgeStore(db: Db, workspaceId: string) {
  const there = 'workspace_id = @workspaceId AND removed_at IS NULL'
  const selectAll = db.prepare<object, BaseRow>(
    `SELECT * FROM knowledge_bases WHERE ${there} ORDER BY name, base_number`,
  )
  const selectOne = db.prepare<object, BaseRow>(
    `SELECT * FROM knowledge_bases WHERE ${there} AND knowledge_id = @knowledgeId`,
  )
  const selectRemoved = db.prepare<[string], { base_number: number }>(
    'SELECT base_number FROM knowledge_bases WHERE workspace_id = ? AND removed_at IS NOT NULL',
  )
  const insert = db.prepare(`
    INSERT INTO knowledge_bases (knowledge_id, workspace_id, name, description, embedding_model, automatic, updated_at)
    VALUES (@knowledgeId, @workspaceId, @name, @description, @embeddingModel, @automatic, @at)`)
  const update = db.prepare(`
    UPDATE knowledge_bases SET name = @name, description = @description, embedding_model = @embeddingModel,
      automatic = @automatic, updated_at = @at
    WHERE ${there} AND knowledge_id = @knowledgeId`)
  const markRemoved = db.prepare('UPDATE knowledge_bases SET removed_at = ?, run_id = NULL WHERE base_number = ?')
  const deleteBase = db.prepare('DELETE FROM knowledge_bases WHERE base_number = ?')
  const setStale = db.prepare(
    'UPDATE knowledge_bases SET is_stale = @isStale WHERE base_number = @baseNumber AND is_stale <> @isStale',
  )
  const setRun = db.prepare<object>(
    'UPDATE knowledge_bases SET run_id = @runId WHERE base_number = @baseNumber AND run_id IS @before AND removed_at IS NULL',
  )
  const insertRun = db.prepare('INSERT INTO knowledge_runs (base_number, run_id) VALUES (?, ?)')
  const setIndexed = db.prepare(
    'UPDATE knowledge_bases SET indexed_at = @at, updated_at = @at WHERE base_number = @baseNumber',
  )
  const setVectors = db.prepare(
    'UPDATE knowledge_bases SET vectors_model = @model, vectors_size = @size WHERE base_number = @baseNumber',
  )
  const selectCost = db.prepare<[number], { micro_usd: number | null }>(`
    SELECT SUM(l.micro_usd) AS micro_usd FROM knowledge_runs k JOIN runs r ON r.run_id = k.run_id
      JOIN ledger l ON l.run_number = r.run_number
    WHERE k.base_number = ? AND l.instead_of IS NULL`)

  const selectSources = db.prepare<[number], SourceRow>(
    'SELECT * FROM knowledge_sources WHERE base_number = ? ORDER BY added_at, path',
  )
  const insertSource = db.prepare(`
    INSERT INTO knowledge_sources (source_id, base_number, path, kind, added_at)
    VALUES (@sourceId, @baseNumber, @path, @kind, @at) ON CONFLICT DO NOTHING`)
  const setSource = db.prepare(
    'UPDATE knowledge_sources SET indexed_at = @at, error = @error WHERE source_id = @sourceId',
  )
  const deleteSource = db.prepare('DELETE FROM knowledge_sources WHERE base_number = ? AND source_id = ?')
  const countFiles = db.prepare<[number], CountRow>(`
    SELECT source_id, COUNT(*) AS files, SUM(chunks) AS chunks, SUM(state IN ('new', 'read')) AS waiting,
      SUM(state = 'failed') AS failed
    FROM knowledge_files WHERE base_number = ? GROUP BY source_id`)
  const selectKeeper = db.prepare<[string], { owner: string }>(
    'SELECT owner FROM trigger_keeper WHERE workspace_id = ?',
  )

  // Ids hold enough chance to be found as text; where exactly they stand does not matter.
  const selectUses = db.prepare<object, KnowledgeUse>(`
    SELECT 'workflow' AS kind, w.workflow_id AS id, w.name FROM workflows w
      LEFT JOIN workflow_versions v ON v.workflow_id = w.workflow_id AND v.version = w.published_version
      LEFT JOIN documents d ON d.document_id = v.document_id
    WHERE w.workspace_id = @workspaceId AND w.removed_at IS NULL
      AND (instr(w.document, @named) > 0 OR instr(d.document, @named) > 0)
    UNION ALL
    SELECT 'agent', a.agent_id, json_extract(a.document, '$.name') FROM agents a
      LEFT JOIN agent_versions v ON v.agent_id = a.agent_id AND v.version = a.published_version
    WHERE a.workspace_id = @workspaceId AND (instr(a.document, @named) > 0 OR instr(v.document, @named) > 0)
    ORDER BY 1 DESC, 3`)

  const toBase = (row: BaseRow): StoredBase => ({
    ...{ baseNumber: row.base_number, knowledgeId: row.knowledge_id, name: row.name, description: row.description },
    ...{ embeddingModel: row.embedding_model, automatic: row.automatic === 1, isStale: row.is_stale === 1 },
    ...{ vectorsModel: row.vectors_model, vectorsSize: row.vectors_size },
    ...{ runId: row.run_id, indexedAt: row.indexed_at, updatedAt: row.updated_at },
  })
  const toSource = (row: SourceRow): StoredSource => ({
    ...{ sourceId: row.source_id, baseNumber: row.base_number, path: row.path, kind: row.kind },
    indexedAt: row.indexed_at,
    error: row.error === null ? null : (JSON.parse(row.error) as ErrorInfo), // only such are written
  })

  type Settings = Pick<StoredBase, 'knowledgeId' | 'name' | 'description' | 'embeddingModel' | 'automatic'>
  const rowOf = (settings: Settings, at: number) => ({
    ...settings,
    ...{ workspaceId, at, automatic: settings.automatic ? 1 : 0 },
  })

  return {
    list: (): StoredBase[] => selectAll.all({ workspaceId }).map(toBase),
    get(knowledgeId: string): StoredBase | undefined {
      const row = selectOne.get({ workspaceId, knowledgeId })
      return row && toBase(row)
    },
    create: (settings: Settings, at: number): void => void insert.run(rowOf(settings, at)),
    update: (settings: Settings, at: number): void => void update.run(rowOf(settings, at)),
    /** It is gone for everybody; what it holds is taken away afterwards, in steps. */
    markRemoved: (baseNumber: number, at: number): void => void markRemoved.run(at, baseNumber),
    removed: (): number[] => selectRemoved.all(workspaceId).map((row) => row.base_number),
    delete: (baseNumber: number): void => void deleteBase.run(baseNumber),

    /** True where it was otherwise before. */
    setStale: (baseNumber: number, isStale: boolean): boolean =>
      setStale.run({ baseNumber, isStale: isStale ? 1 : 0 }).changes > 0,
    /** False where another run than `before` is its newest by now: another program was faster. */
    takeRun({ baseNumber, runId, before }: { baseNumber: number; runId: string; before: string | null }): boolean {
      if (setRun.run({ baseNumber, runId, before }).changes === 0) return false
      insertRun.run(baseNumber, runId)
      return true
    },
    setIndexed: (baseNumber: number, at: number): void => void setIndexed.run({ baseNumber, at }),
    setVectors: (baseNumber: number, vectors: { model: string; size: number } | null): void =>
      void setVectors.run({ baseNumber, model: vectors?.model ?? null, size: vectors?.size ?? null }),
    /** What its runs cost, in micro-dollars. */
    cost: (baseNumber: number): number => selectCost.get(baseNumber)?.micro_usd ?? 0,
    uses: (knowledgeId: string): KnowledgeUse[] => selectUses.all({ workspaceId, named: JSON.stringify(knowledgeId) }),

    sources: (baseNumber: number): StoredSource[] => selectSources.all(baseNumber).map(toSource),
    addSource: (source: Omit<StoredSource, 'indexedAt' | 'error'> & { at: number }): void =>
      void insertSource.run(source),
    setSource: (sourceId: string, at: number, error: ErrorInfo | null): void =>
      void setSource.run({ sourceId, at, error: error && JSON.stringify(error) }),
    removeSource: (baseNumber: number, sourceId: string): boolean => deleteSource.run(baseNumber, sourceId).changes > 0,
    counts(baseNumber: number): SourceCounts[] {
      return countFiles.all(baseNumber).map(({ source_id, ...counts }) => ({ sourceId: source_id, ...counts }))
    },

    /** The program that keeps watch, of those on this data folder. */
    keeper: (): string | null => selectKeeper.get(workspaceId)?.owner ?? null,
    /** Goes up when another program writes. */
    versionOfOthers: (): number => Number(db.pragma('data_version', { simple: true })),
    /** All of it, or nothing. */
    transact: <T>(work: () => T): T => db.transaction(work).immediate(),
  }
}

export type KnowledgeStore = ReturnType<typeof createKnowledgeStore>
