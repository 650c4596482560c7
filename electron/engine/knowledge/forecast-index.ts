import type { KnowledgeForecast } from '../../../shared/contract/knowledge.ts'
import { NitiError } from '../../../shared/errors.ts'
import type { AgentParts } from '../agents/agent-parts.ts'
import { findModel } from '../models/resolve-model.ts'
import type { KnowledgeStore, StoredBase } from '../store/knowledge.store.ts'
import type { KnowledgeFilesStore } from '../store/knowledge-files.store.ts'
import { type FoundFile, findFiles } from './find-files.ts'
import { isChanged } from './index-base.ts'
import { extensionOf, kindOf } from './parsers/kind-of.ts'
import { createReader } from './read-process.ts'

type Parts = Pick<AgentParts, 'providers' | 'prices' | 'clock'> & { store: KnowledgeStore; files: KnowledgeFilesStore }

/** Files that are read for a forecast at most, and milliseconds that may take. */
const mostSamples = 40
const mostMs = 8_000

/**
 * What indexing a base now would come to: its new and changed files are counted, some of them read, and the others taken to
 * be like those of their kind.
 */
export async function forecastIndex(parts: Parts, base: StoredBase, signal: AbortSignal): Promise<KnowledgeForecast> {
  const { store, files } = parts
  const { baseNumber, embeddingModel, vectorsModel } = base
  const pending: FoundFile[] = []
  for (const source of store.sources(baseNumber)) {
    const known = new Map(files.of(baseNumber, source.sourceId).map((file) => [file.path, file]))
    try {
      for (const found of await findFiles(source)) {
        const file = known.get(found.path)
        if (!file || isChanged(file, found)) pending.push(found)
      }
    } catch (thrown) {
      // What is not there costs nothing; indexing says so.
      if (!(thrown instanceof NitiError)) throw thrown
    }
  }
  const bytes = pending.reduce((sum, file) => sum + file.bytes, 0)
  const counts = { files: pending.length, bytes }
  if (embeddingModel === null) return { ...counts, tokens: 0, microUsd: 0, isEstimate: false }
  const sampled = await sample(pending, signal)
  const stored = vectorsModel === null || vectorsModel === embeddingModel
  const tokens = sampled.tokens + (stored ? files.tokensToEmbed(baseNumber) : files.tokens(baseNumber))
  const microUsd = await priceOf(parts, embeddingModel, tokens)
  return { ...counts, tokens, microUsd, isEstimate: sampled.isEstimate }
}

async function priceOf({ providers, prices, clock }: Parts, ref: string, tokens: number): Promise<number | null> {
  const { provider, model } = findModel(ref, providers)
  const pricing = await prices.of(provider, model, clock.now())
  return pricing.bill({ inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 }).microUsd
}

/** Tokens of all files, from those of some that lie evenly among them. */
async function sample(pending: FoundFile[], signal: AbortSignal): Promise<{ tokens: number; isEstimate: boolean }> {
  const step = Math.max(1, pending.length / mostSamples)
  const chosen = Array.from({ length: Math.min(pending.length, mostSamples) }, (_, n) => pending[Math.floor(n * step)])
  const reader = createReader({ timeoutMs: mostMs })
  const deadline = performance.now() + mostMs
  const read = new Map<FoundFile, number>()
  const byKind = new Map<string, { bytes: number; tokens: number }>()
  try {
    for (const file of chosen) {
      if (!file || performance.now() > deadline) break
      const kind = kindOf(file.path)
      const answer = kind === 'never' ? null : await reader.read({ path: file.path, kind, knownHash: null }, signal)
      const chunks = answer && 'chunks' in answer ? (answer.chunks ?? []) : []
      const tokens = chunks.reduce((sum, chunk) => sum + chunk.tokens, 0)
      read.set(file, tokens)
      for (const key of [extensionOf(file.path), '*']) {
        const sum = byKind.get(key) ?? { bytes: 0, tokens: 0 }
        byKind.set(key, { bytes: sum.bytes + file.bytes, tokens: sum.tokens + tokens })
      }
    }
  } finally {
    reader.close()
  }
  let tokens = 0
  for (const file of pending) {
    const like = byKind.get(extensionOf(file.path)) ?? byKind.get('*')
    tokens += read.get(file) ?? (like && like.bytes > 0 ? (file.bytes * like.tokens) / like.bytes : file.bytes / 4)
  }
  return { tokens: Math.round(tokens), isEstimate: read.size < pending.length }
}
