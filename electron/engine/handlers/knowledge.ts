import type { EmbeddingModel, KnowledgeForecast, Passage } from '../../../shared/contract/knowledge.ts'
import type { CalmChanges } from '../calm-changes.ts'
import type { Bases } from '../knowledge/bases.ts'
import type { ContractImplementer } from './implement-contract.ts'

type Parts = {
  bases: Bases
  changes: CalmChanges
  /** What bases there are, or how they are kept, changed. */
  onSettings(): void
  index(knowledgeId: string): Promise<{ runId: string }>
  forecast(knowledgeId: string): Promise<KnowledgeForecast>
  search(
    asked: { knowledgeId: string; query: string; limit: number },
    signal?: AbortSignal,
  ): Promise<{ passages: Passage[]; runId: string | null; notice: string | null }>
  models(): Promise<EmbeddingModel[]>
}

export function knowledgeHandlers(os: ContractImplementer['knowledge'], parts: Parts) {
  const { bases, changes, onSettings } = parts
  async function settled<T>(work: Promise<T> | T): Promise<T> {
    const done = await work
    onSettings()
    return done
  }
  return {
    list: os.list.handler(() => bases.list()),
    create: os.create.handler(({ input }) => settled(bases.create(input))),
    update: os.update.handler(({ input }) => settled(bases.update(input))),
    remove: os.remove.handler(({ input }) => settled(bases.remove(input.knowledgeId, input.even))),
    addSource: os.addSource.handler(({ input }) => settled(bases.addSource(input.knowledgeId, input.path))),
    removeSource: os.removeSource.handler(({ input }) =>
      settled(bases.removeSource(input.knowledgeId, input.sourceId)),
    ),
    forecast: os.forecast.handler(({ input }) => parts.forecast(input.knowledgeId)),
    index: os.index.handler(async ({ input }) => {
      const { runId } = await parts.index(input.knowledgeId)
      return { runId }
    }),
    search: os.search.handler(({ input, signal }) => parts.search(input, signal)),
    models: os.models.handler(() => parts.models()),
    uses: os.uses.handler(({ input }) => bases.uses(input.knowledgeId)),
    changes: os.changes.handler(({ signal }) => changes.listen(signal)),
  }
}
