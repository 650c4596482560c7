import { userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { splitModelRef } from '../../../shared/model-ref.ts'
import type { EmbedReply, EmbedRequest } from '../../../shared/run/model-call.ts'
import type { Admission, BudgetGate } from '../costs/budget-gate.ts'
import { mostItCost } from '../costs/most-it-cost.ts'
import type { ModelClient } from '../models/call-model.ts'
import type { EmbedCost } from '../models/embed-batch.ts'
import type { EffectSource } from './active-run.ts'
import { offlineEmbeddings } from './dry-run.ts'

/**
 * Makes vectors of texts: like a model call, but for the vectors, which no log keeps. What is held for a batch in all
 * budgets is on disk before it leaves, and given back in the commit of its event and its ledger row. After a stop of the
 * program the texts that were under way are embedded, and paid, again. In a dry run they become vectors without any model,
 * as the reply's `provider` says: those are no match for others.
 */
export async function embedTexts(
  { models, gate }: { models: ModelClient; gate: BudgetGate },
  source: EffectSource,
  asked: EmbedRequest,
): Promise<EmbedReply> {
  const { run, node, scope, attempt, signal, purses } = source
  const chosen = nameModel(source, models, asked.model)
  const ref = run.isDryRun ? offlineEmbeddings : chosen
  const named = splitModelRef(ref)
  const at = { node, scope }
  const dry = run.isDryRun ? { insteadOf: chosen } : {}
  let callId = newId('call', run.clock.now())
  let startedAt = run.clock.now()
  let held: Admission | null = null
  const tookMs = () => run.clock.now() - startedAt

  function settle(texts: number, cost: EmbedCost): void {
    const reservationId = held?.reservationId ?? null
    const reserved = held ? { reservedMicroUsd: held.hold.microUsd } : {}
    const most = cost === 'unknown' && held ? { ...mostItCost(held.hold), latencyMs: tookMs() } : null
    const paid = cost === 'unknown' ? most : cost
    held = null
    for (const purse of purses) purse.settle(callId, run.isDryRun ? null : (paid?.microUsd ?? 0))
    if (purses.length > 0) gate.tellChange()
    const { usage, microUsd, price, latencyMs, firstTokenMs } = paid ?? { ...nothing, latencyMs: tookMs() }
    const costs = { usage, microUsd, price, latencyMs, firstTokenMs, ...(most && { atMaximum: true as const }), ...dry }
    const event = { type: 'texts-embedded' as const, ...at, callId, ...named, texts, ...costs, ...reserved }
    const outcome = texts > 0 ? ('finished' as const) : ('failed' as const)
    const ledger = usage && { ...at, attempt, callId, outcome, ...named, ...costs, usage, reservationId }
    run.log.append(event, ledger ? { ledger } : { release: reservationId })
  }

  return models.embed(
    { ...asked, model: ref },
    {
      signal,
      async admit({ request, ...tried }) {
        callId = newId('call', run.clock.now())
        run.log.append({ type: 'embedding-started', ...at, callId, ...named, texts: request.messages.length })
        // On disk, with what is held, before anything leaves.
        if (!run.isDryRun) held = await gate.admit({ log: run.log, callId, ...tried, request, signal, purses })
        startedAt = run.clock.now()
      },
      onTry: settle,
      onWaiting: (provider, limit) => run.log.append({ type: 'model-call-queued', ...at, callId, provider, ...limit }),
    },
  )
}

const nothing = { usage: null, microUsd: 0, price: null, latencyMs: 0, firstTokenMs: null }

/** `auto`: what the provider of the run's model has for that. */
function nameModel({ run }: EffectSource, models: ModelClient, model: string): string {
  if (model !== 'auto' && model !== '') return model
  const { provider } = splitModelRef(run.defaultModel ?? '')
  const own = models.embeddingModelOf(provider)
  if (own !== null) return `${provider}/${own}`
  throw userError('model.no-embedding-model', 'Nobody said which model makes vectors of texts.', {
    hint: 'Choose an embedding model, such as openai/text-embedding-3-small, or ollama/nomic-embed-text on this machine.',
  })
}
