import type { FSWatcher } from 'chokidar'
import { NitiError } from '../../../shared/errors.ts'
import type { AgentParts } from '../agents/agent-parts.ts'
import type { KnowledgeStore, StoredBase } from '../store/knowledge.store.ts'
import type { KnowledgeFilesStore } from '../store/knowledge-files.store.ts'
import type { Bases } from './bases.ts'
import { findFiles } from './find-files.ts'
import { isChanged } from './index-base.ts'
import type { IndexRuns } from './index-runs.ts'

/** How often is looked whether another program changed the list, or ended. */
const lookEveryMs = 2_000

type Parts = Pick<AgentParts, 'log' | 'owner'> & {
  store: KnowledgeStore
  files: KnowledgeFilesStore
  bases: Bases
  runs: IndexRuns
  /** Milliseconds without a change before what changed is read: whoever copies a folder is not done at the first file. */
  calmMs: number
  onChanged(): void
}

type Watched = { key: string; watcher: FSWatcher }

/**
 * Watches the sources of all bases, in the one program on the data folder that keeps watch over triggers, too. A change
 * marks the base as not up to date; where it may, it is then read again by itself once all has been calm for a while.
 */
export function watchSources({ store, files, bases, runs, log, owner, calmMs, onChanged }: Parts) {
  const watched = new Map<number, Watched>()
  const timers = new Map<number, NodeJS.Timeout>()
  let seen = -1
  let isClosed = false
  let isAsked = true
  let working: Promise<void> = Promise.resolve()
  const timer = setInterval(look, lookEveryMs)
  timer.unref()

  function look(): void {
    try {
      const version = store.versionOfOthers()
      if (version === seen && !isAsked) return
      seen = version
    } catch (thrown) {
      note(thrown)
      return
    }
    void wake()
  }

  /** Brings what is watched in line with the list. */
  function wake(): Promise<void> {
    isAsked = true
    working = working.then(arrange).catch(note)
    return working
  }

  function note(thrown: unknown): void {
    if (!isClosed) log.warn('the sources of knowledge could not be watched', { reason: String(thrown) })
  }

  async function arrange(): Promise<void> {
    if (isClosed || !isAsked) return
    const keeper = store.keeper()
    // Nobody keeps watch yet: asked again at the next look.
    isAsked = keeper === null
    const list = keeper === owner ? store.list() : []
    for (const [baseNumber, { key, watcher }] of watched) {
      const base = list.find((one) => one.baseNumber === baseNumber)
      if (base && keyOf(base) === key) continue
      watched.delete(baseNumber)
      forget(baseNumber)
      await watcher.close()
    }
    for (const base of list) {
      if (!watched.has(base.baseNumber)) await open(base)
    }
  }

  /** What is watched, and what follows from a change: another one begins anew. */
  function keyOf({ baseNumber, automatic, embeddingModel }: StoredBase): string {
    return JSON.stringify([automatic, embeddingModel, store.sources(baseNumber).map(({ path }) => path)])
  }

  async function open(base: StoredBase): Promise<void> {
    const paths = store.sources(base.baseNumber).map(({ path }) => path)
    if (paths.length === 0) return
    const { watch } = await import('chokidar')
    if (isClosed) return
    const watcher = watch(paths, {
      ignoreInitial: true,
      followSymlinks: false,
      // A save that writes in several steps is one change.
      awaitWriteFinish: { stabilityThreshold: Math.min(1_000, calmMs), pollInterval: 100 },
      ignored: (path) => paths.every((root) => path !== root && isLeftOut(path, root)),
    })
    watched.set(base.baseNumber, { key: keyOf(base), watcher })
    const onChange = () => changed(base.knowledgeId)
    for (const event of ['add', 'change', 'unlink'] as const) watcher.on(event, onChange)
    watcher.on('error', (thrown) => note(thrown))
    // What changed while nobody watched.
    if (base.indexedAt !== null && !base.isStale && (await differs(base))) changed(base.knowledgeId)
    else if (base.isStale) settle(base, false)
  }

  async function differs({ baseNumber }: StoredBase): Promise<boolean> {
    for (const source of store.sources(baseNumber)) {
      const known = new Map(files.of(baseNumber, source.sourceId).map((file) => [file.path, file]))
      try {
        for (const found of await findFiles(source)) {
          const file = known.get(found.path)
          if (!file || (file.state !== 'new' && isChanged(file, found))) return true
          known.delete(found.path)
        }
      } catch (thrown) {
        // Gone as a whole, such as a drive that is not plugged in: nothing to read anew.
        if (!(thrown instanceof NitiError)) throw thrown
        continue
      }
      if (known.size > 0) return true
    }
    return false
  }

  function changed(knowledgeId: string): void {
    if (isClosed) return
    const base = store.get(knowledgeId)
    if (!base) return
    if (store.setStale(base.baseNumber, true)) onChanged()
    settle(base, true)
  }

  /**
   * Reads it again once it is calm, where a person let it. What was never indexed waits for the first time by hand; what
   * failed, for the next change.
   */
  function settle({ baseNumber, knowledgeId, automatic, indexedAt }: StoredBase, hasChanged: boolean): void {
    forget(baseNumber)
    if (!automatic || indexedAt === null) return
    const waiting = setTimeout(() => {
      timers.delete(baseNumber)
      void begin(knowledgeId, hasChanged)
    }, calmMs)
    waiting.unref()
    timers.set(baseNumber, waiting)
  }

  async function begin(knowledgeId: string, hasChanged: boolean): Promise<void> {
    try {
      const base = store.get(knowledgeId)
      if (isClosed || !base?.isStale || !base.automatic) return
      const { state } = bases.get(knowledgeId)
      if (state === 'indexing') return settle(base, hasChanged)
      if (state === 'failing' && !hasChanged) return
      await runs.begin(knowledgeId, 'file')
    } catch (thrown) {
      note(thrown)
    }
  }

  function forget(baseNumber: number): void {
    clearTimeout(timers.get(baseNumber))
    timers.delete(baseNumber)
  }

  return {
    wake,
    async close(): Promise<void> {
      isClosed = true
      clearInterval(timer)
      for (const waiting of timers.values()) clearTimeout(waiting)
      await working
      await Promise.all([...watched.values()].map(({ watcher }) => watcher.close()))
    },
  }
}

export type SourceWatch = ReturnType<typeof watchSources>

function isLeftOut(path: string, root: string): boolean {
  if (!path.startsWith(root)) return true
  return path
    .slice(root.length)
    .split(/[\\/]/)
    .some((part) => part.startsWith('.') || part === 'node_modules' || part === '__pycache__')
}
