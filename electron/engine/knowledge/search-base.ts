import type { Passage } from '../../../shared/contract/knowledge.ts'
import { NitiError } from '../../../shared/errors.ts'
import type { NodeContext } from '../nodes/define-node.ts'
import type { StoredBase } from '../store/knowledge.store.ts'
import type { KnowledgeFilesStore } from '../store/knowledge-files.store.ts'
import type { KnowledgeVectorsStore } from '../store/knowledge-vectors.store.ts'
import { type FoundPassage, fuseRanks, mergeNeighbours } from './fuse.ts'
import type { VectorLoading } from './load-vectors.ts'

type Parts = { files: KnowledgeFilesStore; vectors: KnowledgeVectorsStore; loading: VectorLoading }
type Asked = { query: string; limit: number }

/** Candidates of each way for a passage that is wanted: some become one, and a second way may lift one from below. */
const perPassage = 4
const leastCandidates = 30

/** Looks for words alone: it costs nothing and needs nothing. */
export function searchWords({ files }: Pick<Parts, 'files'>, base: StoredBase, { query, limit }: Asked): Passage[] {
  return passagesOf(files, base, { words: files.findWords(base.baseNumber, query, candidates(limit)) }, limit)
}

/**
 * Looks for words and for meaning, and joins what both found. The question's vector is asked for through the node, whose
 * cost it is. Where it cannot be had, words alone are looked for, and the node's log says so.
 */
export async function searchBase(
  parts: Parts,
  base: StoredBase,
  asked: Asked & { context: NodeContext },
): Promise<Passage[]> {
  const { files, vectors, loading } = parts
  const { query, limit, context } = asked
  const vector = await vectorOf(base, query, context, loading)
  const words = files.findWords(base.baseNumber, query, candidates(limit))
  if (vector === null) return passagesOf(files, base, { words }, limit)
  const meaning = vectors.nearest(base.baseNumber, vector, candidates(limit))
  return passagesOf(files, base, { words, meaning }, limit)
}

function candidates(limit: number): number {
  return Math.max(leastCandidates, limit * perPassage)
}

function passagesOf(
  files: KnowledgeFilesStore,
  base: StoredBase,
  lists: Parameters<typeof fuseRanks>[0],
  limit: number,
): Passage[] {
  const found: FoundPassage[] = []
  for (const { chunkNumber, score, by } of fuseRanks(lists)) {
    // Neighbours of what is wanted become a part of it, so some more are looked at than are wanted.
    if (found.length >= limit * 2) break
    const chunk = files.chunk(base.baseNumber, chunkNumber)
    if (chunk) found.push({ ...chunk, score, by })
  }
  return mergeNeighbours(found)
    .slice(0, limit)
    .map(({ path, title, heading, page, line, text, score, by }) => ({
      ...{ knowledgeId: base.knowledgeId, path, title, heading, page, line, text, by },
      score: Math.round(score * 1000) / 1000,
    }))
}

/** The question as a vector of the kind that is stored; null where there is none to compare it with, or none to be had. */
async function vectorOf(
  base: StoredBase,
  query: string,
  context: NodeContext,
  loading: VectorLoading,
): Promise<Float32Array | null> {
  const { embeddingModel, vectorsModel, vectorsSize } = base
  if (embeddingModel === null) return null
  const wordsOnly = (why: string) => {
    context.log('warn', `Only words were searched for: ${why}`)
    return null
  }
  if (vectorsModel !== embeddingModel) return wordsOnly(`“${base.name}” has no vectors of ${embeddingModel} yet.`)
  if (!(await loading.ready())) return wordsOnly('vectors cannot be searched on this machine.')
  try {
    const { vectors } = await context.embed({ model: embeddingModel, texts: [query] })
    const [vector] = vectors
    if (vector?.length !== vectorsSize)
      return wordsOnly(`${embeddingModel} makes vectors of another size now; index it anew.`)
    return new Float32Array(vector)
  } catch (thrown) {
    // What a budget or a person stopped stays stopped; a model that cannot be reached leaves the words.
    const info = thrown instanceof NitiError ? thrown.info : null
    if (!info || info.kind === 'cancelled' || info.code.startsWith('budget.')) throw thrown
    return wordsOnly(info.message)
  }
}
