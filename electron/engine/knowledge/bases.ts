import type { Clock } from '../../../shared/clock.ts'
import type { KnowledgeBase, KnowledgeSource } from '../../../shared/contract/knowledge.ts'
import { userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { isOver } from '../../../shared/run/events.ts'
import { giveWay } from '../event-loop-turn.ts'
import type { KnowledgeStore, StoredBase, StoredSource } from '../store/knowledge.store.ts'
import type { KnowledgeFilesStore } from '../store/knowledge-files.store.ts'
import type { KnowledgeVectorsStore } from '../store/knowledge-vectors.store.ts'
import type { RunsStore } from '../store/runs.store.ts'
import { lookAtSource } from './find-files.ts'
import type { VectorLoading } from './load-vectors.ts'

const shownProblems = 100

type Parts = {
  store: KnowledgeStore
  files: KnowledgeFilesStore
  vectors: KnowledgeVectorsStore
  loading: VectorLoading
  runsStore: Pick<RunsStore, 'summary'>
  clock: Clock
  filesDir: string
  stopRun(runId: string): Promise<void>
  onChanged(): void
}

type Settings = { name: string; description: string; embeddingModel: string | null; automatic?: boolean }

/** The workspace's knowledge bases as a person sees and changes them. */
export function createBases(parts: Parts) {
  const { store, files, vectors, loading, runsStore, clock, filesDir, onChanged } = parts

  function stored(knowledgeId: string): StoredBase {
    const base = store.get(knowledgeId)
    if (base) return base
    throw userError('knowledge.not-found', `There is no knowledge base \`${knowledgeId}\`.`, {
      field: 'params.knowledgeId',
      hint: 'It may have been deleted. Choose another one.',
    })
  }

  function toBase(base: StoredBase): KnowledgeBase {
    const { baseNumber, knowledgeId, name, description, embeddingModel, automatic, runId, updatedAt } = base
    const counts = new Map(store.counts(baseNumber).map((one) => [one.sourceId, one]))
    const sources = store.sources(baseNumber).map((source) => toSource(source, counts.get(source.sourceId)))
    const sumOf = (key: 'files' | 'chunks' | 'waiting') => [...counts.values()].reduce((sum, one) => sum + one[key], 0)
    const waiting = sumOf('waiting')
    return {
      ...{ knowledgeId, name, description, embeddingModel, automatic, sources, waiting, runId, updatedAt },
      ...{ files: sumOf('files'), chunks: sumOf('chunks') },
      ...stateOf(base, waiting),
      notice: embeddingModel === null ? null : loading.problem(),
      microUsd: store.cost(baseNumber),
    }
  }

  function stateOf(base: StoredBase, waiting: number): Pick<KnowledgeBase, 'state' | 'error'> {
    const run = base.runId === null ? null : runsStore.summary(base.runId)
    if (run && !isOver(run.status)) return { state: 'indexing', error: null }
    if (run?.status === 'failed') return { state: 'failing', error: run.error }
    if (base.indexedAt === null && waiting === 0) return { state: 'empty', error: null }
    return { state: base.isStale || waiting > 0 ? 'stale' : 'ready', error: null }
  }

  function toSource(
    source: StoredSource,
    counts: { files: number; chunks: number; failed: number } | undefined,
  ): KnowledgeSource {
    const { sourceId, path, kind, indexedAt, error } = source
    const { files: count = 0, chunks = 0, failed = 0 } = counts ?? {}
    const own = error ? [{ path, error }] : []
    const problems = failed === 0 ? own : [...own, ...files.failed(sourceId, shownProblems)]
    return { sourceId, path, kind, files: count, chunks, indexedAt, problems, problemCount: own.length + failed }
  }

  function refuseBadModel({ embeddingModel }: Settings): void {
    if (embeddingModel !== null && !/^[^/]+\/.+$/.test(embeddingModel)) {
      throw userError('knowledge.bad-model', `\`${embeddingModel}\` names no model: it is written \`provider/model\`.`)
    }
  }

  async function addSources(base: StoredBase, paths: string[]): Promise<void> {
    const found = await Promise.all(paths.map((path) => lookAtSource(path, filesDir)))
    const { baseNumber } = base
    store.transact(() => {
      for (const source of found) {
        store.addSource({ ...source, sourceId: newId('source', clock.now()), baseNumber, at: clock.now() })
      }
      if (found.length > 0) store.setStale(baseNumber, true)
    })
  }

  /** Takes away what deleted bases hold, in steps; what a stop leaves is taken away at the next start. */
  async function clearRemoved(): Promise<void> {
    for (const baseNumber of store.removed()) {
      for (const fileNumber of files.numbers(baseNumber)) {
        files.remove(fileNumber)
        await giveWay()
      }
      store.transact(() => {
        if (vectors.isLoaded()) vectors.drop(baseNumber)
        store.delete(baseNumber)
      })
    }
  }

  return {
    stored,
    get: (knowledgeId: string): KnowledgeBase => toBase(stored(knowledgeId)),
    list: (): KnowledgeBase[] => store.list().map(toBase),
    uses: (knowledgeId: string) => store.uses(knowledgeId),
    clearRemoved,

    async create({ paths, ...settings }: Settings & { paths: string[] }): Promise<KnowledgeBase> {
      refuseBadModel(settings)
      // Looked at first, so that a path that is wrong makes nothing.
      for (const path of paths) await lookAtSource(path, filesDir)
      const knowledgeId = newId('knowledge', clock.now())
      const automatic = settings.automatic ?? settings.embeddingModel === null
      store.create({ ...settings, knowledgeId, automatic }, clock.now())
      await addSources(stored(knowledgeId), paths)
      onChanged()
      return toBase(stored(knowledgeId))
    },

    update({ knowledgeId, ...settings }: Settings & { knowledgeId: string }): KnowledgeBase {
      refuseBadModel(settings)
      const before = stored(knowledgeId)
      const automatic = settings.automatic ?? settings.embeddingModel === null
      store.transact(() => {
        store.update({ ...settings, knowledgeId, automatic }, clock.now())
        if (settings.embeddingModel !== before.embeddingModel && before.indexedAt !== null) {
          store.setStale(before.baseNumber, true)
        }
      })
      onChanged()
      return toBase(stored(knowledgeId))
    },

    async remove(knowledgeId: string, even: boolean): Promise<void> {
      const base = stored(knowledgeId)
      const uses = store.uses(knowledgeId)
      if (uses.length > 0 && !even) {
        const where = uses.map(({ name }) => `“${name}”`).join(', ')
        throw userError('knowledge.in-use', `“${base.name}” is used by ${where}.`, {
          hint: 'Take it out there first; else what uses it fails when it runs.',
          details: uses,
        })
      }
      const run = base.runId === null ? null : runsStore.summary(base.runId)
      store.markRemoved(base.baseNumber, clock.now())
      onChanged()
      if (run && !isOver(run.status)) await parts.stopRun(run.runId)
      await clearRemoved()
    },

    async addSource(knowledgeId: string, path: string): Promise<KnowledgeBase> {
      const base = stored(knowledgeId)
      const source = await lookAtSource(path, filesDir)
      if (store.sources(base.baseNumber).some((one) => one.path === source.path)) {
        throw userError('knowledge.source-known', `${source.path} is a source of “${base.name}” already.`)
      }
      await addSources(base, [path])
      onChanged()
      return toBase(stored(knowledgeId))
    },

    /** Its files and their passages go at once. */
    async removeSource(knowledgeId: string, sourceId: string): Promise<KnowledgeBase> {
      const { baseNumber } = stored(knowledgeId)
      for (const { fileNumber } of files.of(baseNumber, sourceId)) {
        store.transact(() => {
          if (vectors.isLoaded()) vectors.remove(baseNumber, files.chunkNumbers(fileNumber))
          files.remove(fileNumber)
        })
        await giveWay()
      }
      if (!store.removeSource(baseNumber, sourceId)) {
        throw userError('knowledge.no-source', 'This base has no such source.')
      }
      onChanged()
      return toBase(stored(knowledgeId))
    },
  }
}

export type Bases = ReturnType<typeof createBases>
