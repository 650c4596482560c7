import type { AgentParts } from '../agents/agent-parts.ts'
import type { Agents } from '../agents/agents.ts'
import { createCalmChanges } from '../calm-changes.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { knowledgeHandlers } from '../handlers/knowledge.ts'
import type { KnowledgeAccess, NodeContext } from '../nodes/define-node.ts'
import { createKnowledgeStore } from '../store/knowledge.store.ts'
import { createKnowledgeFilesStore } from '../store/knowledge-files.store.ts'
import { createKnowledgeVectorsStore } from '../store/knowledge-vectors.store.ts'
import { createBases } from './bases.ts'
import { listEmbeddingModels } from './embedding-models.ts'
import { forecastIndex } from './forecast-index.ts'
import { indexBase } from './index-base.ts'
import { createIndexRuns } from './index-runs.ts'
import { createVectorLoading } from './load-vectors.ts'
import { searchBase } from './search-base.ts'
import { searchForPage } from './search-for-page.ts'
import { type SourceWatch, watchSources } from './watch-sources.ts'

/** Milliseconds without a change before what changed is read again. */
const calmMs = 3_000

/** Knowledge bases: what they are made from, how they are kept up to date, and the search in them. */
export function openKnowledge(parts: AgentParts, agents: Agents) {
  const { db, workspaceId, clock, log, filesDir, runsStore, late, stays } = parts
  const closing = new AbortController()
  const changes = createCalmChanges()
  const onChanged = changes.tell
  const store = createKnowledgeStore(db, workspaceId)
  const files = createKnowledgeFilesStore(db)
  const vectors = createKnowledgeVectorsStore(db)
  const loading = createVectorLoading({ store: vectors, log })
  const own = { store, files, vectors, loading, onChanged }
  const stopRun = (runId: string) => late().queue.cancel(runId)
  const bases = createBases({ ...own, runsStore, clock, filesDir, stopRun })
  const runs = createIndexRuns({ ...parts, store, bases, closing: closing.signal, onChanged })
  let watch: SourceWatch | null = null
  if (stays) {
    watch = watchSources({ ...parts, store, files, bases, runs, calmMs, onChanged })
    bases
      .clearRemoved()
      .catch((thrown) => log.warn('deleted knowledge could not be cleared', { reason: String(thrown) }))
  }

  return {
    handlers: (os: ContractImplementer) =>
      knowledgeHandlers(os.knowledge, {
        ...{ bases, changes },
        onSettings: () => void watch?.wake(),
        index: async (knowledgeId) => runs.begin(knowledgeId, 'manual'),
        forecast: (knowledgeId) => forecastIndex({ ...parts, store, files }, bases.stored(knowledgeId), closing.signal),
        search: (asked, signal) => searchForPage({ bases, files, runs }, asked, signal),
        models: () => listEmbeddingModels(parts),
      }),
    /** What a person calls a base; null where it is gone. */
    titleOf: (knowledgeId: string): string | null => store.get(knowledgeId)?.name ?? null,
    /** What is known, as one node reaches it. */
    access: (context: NodeContext): KnowledgeAccess => ({
      search: async ({ knowledgeId, ...asked }) =>
        searchBase({ files, vectors, loading }, bases.stored(knowledgeId), { ...asked, context }),
      index: async ({ knowledgeId }) => indexBase(own, bases.stored(knowledgeId), context),
      async keepNote({ agentId, text }) {
        agents.keepNote({ agentId, text, byAgent: true })
      },
      findNotes: async (asked) => agents.findNotes(asked),
    }),
    async close(): Promise<void> {
      closing.abort()
      await watch?.close()
    },
  }
}
