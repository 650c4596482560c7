import type { Clock } from '../../../shared/clock.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'
import { countTokens as countWithTokenizer } from '../models/count-tokens.ts'
import type { Provider } from '../models/define-provider.ts'
import { outputLimitOf } from '../models/output-limit.ts'
import { type PriceLibrary, priceCall } from '../models/price.ts'
import { priceLibraryFor } from '../models/price-library.ts'
import type { RunLog } from '../run/event-log.ts'
import type { BudgetState, Hold } from '../store/reservations.store.ts'
import { type CallNeed, decide, type OutputCut, type Shortfall, touchedBy } from './budget.ts'
import { BudgetExceeded } from './budget-exceeded.ts'
import { countInputTokens, maxInputTokens } from './input-tokens.ts'
import { createTurns } from './turns.ts'

/** One try of a model call that wants to be made. */
export type Applicant = {
  log: RunLog
  callId: string
  provider: Provider
  model: string
  request: ModelRequest
  signal: AbortSignal
}

/** It may be made: this is held for it, until its event gives it back. */
export type Admission = { reservationId: number; hold: Hold; outputLimit: OutputCut | null }

export type AvailableModel = { provider: Provider; model: string }

/** A model whose call would fit: the most it may cost, and how long its answer may be where a budget cuts it. */
export type FittingModel = { ref: string; mostMicroUsd: number; cutTokens: number | null }

/** Length of the answer by which models are compared where the node sets no limit; a cut one would look cheap. */
const comparedOutputTokens = 1_000

type Parts = {
  clock: Clock
  /** Names this process, and tells whether the one named so still runs. */
  owner: string
  isAlive(owner: string): boolean
  onRefused(shortfall: Shortfall): void
  countTokens?(text: string): Promise<number>
}

/**
 * Lets a try of a model call through once the most it may cost is held in every budget it touches. Where it does not fit
 * only because of calls under way, it waits for them; where it does not fit at all, it is refused.
 */
export function createBudgetGate({ clock, owner, isAlive, onRefused, countTokens = countWithTokenizer }: Parts) {
  const turns = createTurns()

  async function admit(applicant: Applicant): Promise<Admission> {
    let waitedFor: string | null = null
    try {
      let need = needOf(applicant, await priceLibraryFor(applicant.provider), clock.now())
      for (let mayWait = true; ; ) {
        const { decision, reservationId, holders } = await ask(applicant, need, mayWait)
        if (decision.kind === 'go' && reservationId !== null) {
          return { reservationId, hold: decision.hold, outputLimit: decision.outputLimit }
        }
        if (decision.kind === 'no') {
          onRefused(decision.shortfall)
          throw new BudgetExceeded(decision.shortfall)
        }
        if (decision.kind === 'count') {
          const { request, provider, model } = applicant
          const inputTokens = await countInputTokens(request, { provider: provider.id, model }, countTokens)
          need = { ...need, inputTokens, isCounted: true }
        } else if (decision.kind === 'wait') {
          // What a process that is gone holds is given back when its run is taken up: nobody waits for that.
          mayWait = holders().some(isAlive)
          if (!mayWait) continue
          const key = decision.shortfall.budget.budgetId
          const again: boolean = waitedFor === key
          if (waitedFor !== null && !again) turns.wake(waitedFor)
          waitedFor = key
          await turns.wait(key, { again, signal: applicant.signal })
        }
      }
    } finally {
      if (waitedFor !== null) turns.wake(waitedFor)
    }
  }

  function ask(applicant: Applicant, need: CallNeed, mayWait: boolean) {
    return look(applicant, (states) => decide(states, need, mayWait))
  }

  function look<D extends { hold: Hold | null }>(
    { log, callId, provider, model, request }: Omit<Applicant, 'signal'>,
    decideNow: (states: BudgetState[]) => D,
  ) {
    const { workspaceId, workflowId, runNumber } = log.run
    const agentId = request.agentId ?? null
    const caller = { workspaceId, workflowId, runNumber, agentId, provider: provider.id, model, at: clock.now() }
    return log.reserve({ caller, callId, owner, touches: touchedBy, decide: decideNow })
  }

  /**
   * Which of these models could answer a request now, cheapest first; nothing is held for any. Left out is what does not fit
   * and what nobody can price: who is short of money is not to be led to an unknown bill.
   */
  async function modelsThatFit(call: { log: RunLog; request: ModelRequest }, models: AvailableModel[]) {
    const counts = new Map<string, Promise<number>>()
    const count = (text: string) => {
      const known = counts.get(text) ?? countTokens(text)
      counts.set(text, known)
      return known
    }
    const looks = models.map(async ({ provider, model }): Promise<(FittingModel & { comparedMicroUsd: number })[]> => {
      const applicant = { ...call, callId: '', provider, model }
      const library = await priceLibraryFor(provider)
      const inputTokens = await countInputTokens(call.request, { provider: provider.id, model }, count)
      const need = { ...needOf(applicant, library, clock.now()), inputTokens, isCounted: true }
      const compared = need.costOf(inputTokens, call.request.maxOutputTokens ?? comparedOutputTokens)
      if (compared.microUsd === null) return []
      const { decision } = await look(applicant, (states) => ({ hold: null, would: decide(states, need, false) }))
      const { would } = decision
      if (would?.kind !== 'go' || would.hold.microUsd === null) return []
      const ref = `${provider.id}/${model}`
      const cutTokens = would.outputLimit?.budget ? would.outputLimit.tokens : null
      return [{ ref, mostMicroUsd: would.hold.microUsd, cutTokens, comparedMicroUsd: compared.microUsd }]
    })
    const fitting = (await Promise.all(looks)).flat()
    return fitting.toSorted((a, b) => a.comparedMicroUsd - b.comparedMicroUsd || (a.ref < b.ref ? -1 : 1))
  }

  return {
    admit,
    modelsThatFit,
    /** Calls have ended, or budgets were changed: who waits may fit now. */
    tellChange: (): void => turns.wakeAll(),
  }
}

export type BudgetGate = ReturnType<typeof createBudgetGate>

function needOf(
  { provider, model, request }: Pick<Applicant, 'provider' | 'model' | 'request'>,
  library: PriceLibrary | null,
  atMs: number,
): CallNeed {
  return {
    inputTokens: maxInputTokens(request),
    isCounted: false,
    askedOutputTokens: request.maxOutputTokens ?? null,
    modelOutput: outputLimitOf(provider.id, model),
    costOf(inputTokens, outputTokens) {
      const cost = (cacheWriteInputTokens: number) => {
        const kinds = { cachedInputTokens: 0, cacheWriteInputTokens, reasoningTokens: 0 }
        return priceCall({ provider, model, usage: { inputTokens, outputTokens, ...kinds }, atMs }, library)
      }
      const plain = cost(0)
      // Some vendors charge extra for keeping the input for later calls, whether asked to or not.
      const kept = cost(inputTokens)
      return (kept.microUsd ?? 0) > (plain.microUsd ?? 0) ? kept : plain
    },
  }
}
