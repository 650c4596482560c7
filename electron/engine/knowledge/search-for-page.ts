import { z } from 'zod'
import { type Passage, passage } from '../../../shared/contract/knowledge.ts'
import { NitiError } from '../../../shared/errors.ts'
import type { KnowledgeFilesStore } from '../store/knowledge-files.store.ts'
import type { Bases } from './bases.ts'
import type { IndexRuns } from './index-runs.ts'
import { searchWords } from './search-base.ts'

type Parts = { bases: Bases; files: KnowledgeFilesStore; runs: IndexRuns }
type Asked = { knowledgeId: string; query: string; limit: number }
type Found = { passages: Passage[]; runId: string | null; notice: string | null }

/**
 * A search that a person tries. With vectors it has to make one of the question, which costs something: it is a run, so that
 * its cost stands where all costs do. Words alone are looked for here and now.
 */
export async function searchForPage({ bases, files, runs }: Parts, asked: Asked, signal?: AbortSignal): Promise<Found> {
  const base = bases.stored(asked.knowledgeId)
  if (base.embeddingModel === null || base.vectorsModel === null) {
    return { passages: searchWords({ files }, base, asked), runId: null, notice: null }
  }
  const { runId, view } = await runs.search(asked, signal)
  const node = view.nodes.work
  const error = view.error ?? node?.error
  if (view.status !== 'succeeded' && error) throw new NitiError(error)
  const notice = node?.logs.find(({ level }) => level === 'warn')?.text ?? null
  return { passages: z.array(passage).parse(node?.outputs?.out ?? []), runId, notice }
}
