import type { EmbeddingModel } from '../../../shared/contract/knowledge.ts'
import type { AgentParts } from '../agents/agent-parts.ts'

/** How models that make vectors are called, among those that a server lists. */
const looksLikeOne = /embed|\bbge\b|bge-|\be5-|minilm|\bgte-/i

/** What vectors can be made with now: each ready provider's usual model, and those of its list that are called like one. */
export async function listEmbeddingModels({
  providers,
  connections,
  prices,
  clock,
}: Pick<AgentParts, 'providers' | 'connections' | 'prices' | 'clock'>): Promise<EmbeddingModel[]> {
  const { providers: states } = await connections.states()
  const found = states.flatMap((state) => {
    const provider = providers.find(({ id }) => id === state.id)
    if (!provider?.embed || !state.ready) return []
    const usual = provider.defaultEmbeddingModel
    const listed = state.models.filter(({ ref }) => looksLikeOne.test(ref.slice(provider.id.length + 1)))
    const names = new Map(listed.map(({ ref, title }) => [ref.slice(provider.id.length + 1), title]))
    if (usual !== undefined && !names.has(usual)) names.set(usual, usual)
    // The usual one first.
    return [...names]
      .sort(([a], [b]) => Number(b === usual) - Number(a === usual))
      .map(([model, title]) => ({ provider, model, title }))
  })
  return Promise.all(
    found.map(async ({ provider, model, title }) => {
      const isFree = provider.priceId === null
      const { shown } = await prices.of(provider, model, clock.now())
      const usdPerMillion = isFree ? 0 : (shown?.inputUsdPerMillion ?? null)
      return { ref: `${provider.id}/${model}`, title: `${provider.title}: ${title}`, usdPerMillion }
    }),
  )
}
