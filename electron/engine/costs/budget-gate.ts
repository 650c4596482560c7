import type { Clock } from '../../../shared/clock.ts'
import type { Budget } from '../../../shared/contract/budgets.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'
import { countTokens as countWithTokenizer } from '../models/count-tokens.ts'
import type { Provider, SentRequest } from '../models/define-provider.ts'
import { outputLimitOf } from '../models/output-limit.ts'
import type { Pricing } from '../models/prices.ts'
import type { RunLog } from '../run/event-log.ts'
import type { BudgetState, Hold } from '../store/reservations.store.ts'
import { type CallNeed, decide, type OutputCut, type Shortfall, touchedBy } from './budget.ts'
import { BudgetExceeded } from './budget-exceeded.ts'
import { countInputTokens, maxInputTokens } from './input-tokens.ts'
import { isPurse, type Purse, purseTitle, TaskLimitReached } from './purse.ts'
import { createTurns } from './turns.ts'

/** One try of a model call that wants to be made. */
export type Applicant = {
  log: RunLog
  callId: string
  provider: Provider
  model: string
  request: SentRequest
  /** What is reserved, and billed later, whatever price is set meanwhile. */
  pricing: Pricing
  signal: AbortSignal
  /** Limits of the tasks it belongs to, the innermost last. */
  purses?: readonly Purse[]
}

/** It may be made: this is held for it, until its event gives it back. */
export type Admission = {
  reservationId: number
  hold: Hold
  outputLimit: (OutputCut & { title: string | null }) | null
}

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
  /** What is held for calls under way is another sum. */
  onHeld?(): void
  /** What a model costs now. */
  pricingOf(provider: Provider, model: string, atMs: number): Promise<Pricing>
  /** What a person calls a budget. */
  titleOf(budget: Budget): string
  countTokens?(text: string): Promise<number>
}

/**
 * Lets a try of a model call through once the most it may cost is held in every budget it touches. Where it does not fit
 * only because of calls under way, it waits for them; where it does not fit at all, it is refused.
 */
export function createBudgetGate(parts: Parts) {
  const { clock, owner, isAlive, onRefused, onHeld, pricingOf, titleOf, countTokens = countWithTokenizer } = parts
  const turns = createTurns()
  /** Calls that wait for others, and the budget each waits for. */
  const waiting = new Map<Applicant, string>()

  async function admit(applicant: Applicant): Promise<Admission> {
    let waitedFor: string | null = null
    try {
      let need = needOf(applicant)
      for (let mayWait = true; ; ) {
        const { decision, reservationId, holders } = await ask(applicant, need, mayWait)
        if (decision.kind === 'go' && reservationId !== null) {
          onHeld?.()
          return { reservationId, hold: decision.hold, outputLimit: titled(decision.outputLimit) }
        }
        if (decision.kind === 'no') {
          const { budget } = decision.shortfall
          if (isPurse(budget)) throw new TaskLimitReached(decision.shortfall)
          const shortfall = { ...decision.shortfall, title: titleOf(budget) }
          onRefused(shortfall)
          throw new BudgetExceeded(shortfall)
        }
        if (decision.kind === 'count') {
          const { request, provider, model } = applicant
          const inputTokens = await countInputTokens(request, { provider: provider.id, model }, countTokens)
          need = { ...need, inputTokens, isCounted: true }
        } else if (decision.kind === 'wait') {
          // What a process that is gone holds is given back when its run is taken up: nobody waits for that.
          mayWait = holders().some(isAlive) || (applicant.purses ?? []).some((purse) => purse.isHeld())
          if (!mayWait) continue
          const key = decision.shortfall.budget.budgetId
          const again: boolean = waitedFor === key
          if (waitedFor !== null && !again) turns.wake(waitedFor)
          waitedFor = key
          waiting.set(applicant, key)
          await turns.wait(key, { again, signal: applicant.signal })
        }
      }
    } catch (thrown) {
      for (const purse of applicant.purses ?? []) purse.settle(applicant.callId, null)
      throw thrown
    } finally {
      waiting.delete(applicant)
      if (waitedFor !== null) turns.wake(waitedFor)
    }
  }

  const titled = (cut: OutputCut | null) =>
    cut && { ...cut, title: cut.budget && (isPurse(cut.budget) ? purseTitle : titleOf)(cut.budget) }

  function ask(applicant: Applicant, need: CallNeed, mayWait: boolean) {
    const { purses = [], callId } = applicant
    return look(applicant, (states) => {
      const decision = decide([...states, ...purses.map((purse) => purse.state())], need, mayWait)
      // In the same moment, so that no other call finds it free.
      if (decision.kind === 'go') for (const purse of purses) purse.hold(callId, decision.hold.microUsd)
      return decision
    })
  }

  function look<D extends { hold: Hold | null }>(
    { log, callId, provider, model, request }: Omit<Applicant, 'signal' | 'pricing'>,
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
      const pricing = await pricingOf(provider, model, clock.now())
      const applicant = { ...call, callId: '', provider, model, pricing }
      const inputTokens = await countInputTokens(call.request, { provider: provider.id, model }, count)
      const need = { ...needOf(applicant), inputTokens, isCounted: true }
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
    /** Runs of this process with a call that waits until others give back what is held for them in this budget. */
    waitingFor: (budgetId: string): string[] =>
      [...waiting].flatMap(([{ log }, key]) => (key === budgetId ? [log.run.runId] : [])),
  }
}

export type BudgetGate = ReturnType<typeof createBudgetGate>

function needOf({ provider, model, request, pricing }: Omit<Applicant, 'log' | 'callId' | 'signal'>): CallNeed {
  return {
    inputTokens: maxInputTokens(request),
    isCounted: false,
    askedOutputTokens: request.maxOutputTokens ?? null,
    modelOutput: outputLimitOf(provider.id, model),
    costOf: pricing.most,
  }
}
