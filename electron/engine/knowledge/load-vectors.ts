import type { SafeLog } from '../safe-log.ts'
import type { KnowledgeVectorsStore } from '../store/knowledge-vectors.store.ts'

type Parts = { store: KnowledgeVectorsStore; log: SafeLog; findExtension?: () => Promise<string> }

/**
 * SQLite's extension for vectors, loaded when a base with vectors is first used: nobody else pays for it. Where it cannot
 * be loaded, words are searched for all the same; `problem` says so.
 */
export function createVectorLoading({ store, log, findExtension = loadablePath }: Parts) {
  let problem: string | null = null
  let loading: Promise<boolean> | null = null

  async function load(): Promise<boolean> {
    try {
      store.load(await findExtension())
      return true
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      log.warn('the extension for vectors could not be loaded', { reason })
      problem = 'Vectors cannot be searched on this machine, so only words are.'
      return false
    }
  }

  return {
    /** False where this machine cannot do it. */
    ready(): Promise<boolean> {
      loading ??= load()
      return loading
    },
    /** Known once somebody needed it. */
    problem: (): string | null => problem,
  }
}

export type VectorLoading = ReturnType<typeof createVectorLoading>

async function loadablePath(): Promise<string> {
  const { getLoadablePath } = await import('sqlite-vec')
  // In the packaged app the archive is no place the operating system can load from: the file lies unpacked beside it.
  return getLoadablePath().replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked')
}
