import type { Clock } from '../../../shared/clock.ts'
import type { Budget } from '../../../shared/contract/budgets.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'
import { countTokens as countWithTokenizer } from '../models/count-tokens.ts'
import type { Provider } from '../models/define-provider.ts'
import { outputLimitOf } from '../models/output-limit.ts'
import { type PriceLibrary, priceCall } from '../models/price.ts'
import { priceLibraryFor } from '../models/price-library.ts'
import type { RunLog } from '../run/event-log.ts'
import type { Hold } from '../store/reservations.store.ts'
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
export type Admission = {
  reservationId: number
  hold: Hold
  outputLimit: (OutputCut & { title: string | null }) | null
}

type Parts = {
  clock: Clock
  /** Names this process, and tells whether the one named so still runs. */
  owner: string
  isAlive(owner: string): boolean
  onRefused(shortfall: Shortfall): void
  /** What is held for calls under way is another sum. */
  onHeld?(): void
  /** What a person calls a budget. */
  titleOf(budget: Budget): string
  countTokens?(text: string): Promise<number>
}

/**
 * Lets a try of a model call through once the most it may cost is held in every budget it touches. Where it does not fit
 * only because of calls under way, it waits for them; where it does not fit at all, it is refused.
 */
export function createBudgetGate(parts: Parts) {
  const { clock, owner, isAlive, onRefused, onHeld, titleOf, countTokens = countWithTokenizer } = parts
  const turns = createTurns()
  /** Calls that wait for others, and the budget each waits for. */
  const waiting = new Map<Applicant, string>()

  async function admit(applicant: Applicant): Promise<Admission> {
    let waitedFor: string | null = null
    try {
      let need = needOf(applicant, await priceLibraryFor(applicant.provider), clock.now())
      for (let mayWait = true; ; ) {
        const { decision, reservationId, holders } = await ask(applicant, need, mayWait)
        if (decision.kind === 'go' && reservationId !== null) {
          onHeld?.()
          return { reservationId, hold: decision.hold, outputLimit: titled(decision.outputLimit) }
        }
        if (decision.kind === 'no') {
          const shortfall = { ...decision.shortfall, title: titleOf(decision.shortfall.budget) }
          onRefused(shortfall)
          throw new BudgetExceeded(shortfall)
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
          waiting.set(applicant, key)
          await turns.wait(key, { again, signal: applicant.signal })
        }
      }
    } finally {
      waiting.delete(applicant)
      if (waitedFor !== null) turns.wake(waitedFor)
    }
  }

  const titled = (cut: OutputCut | null) => cut && { ...cut, title: cut.budget && titleOf(cut.budget) }

  function ask({ log, callId, provider, model, request }: Applicant, need: CallNeed, mayWait: boolean) {
    const { workspaceId, workflowId, runNumber } = log.run
    const agentId = request.agentId ?? null
    const caller = { workspaceId, workflowId, runNumber, agentId, provider: provider.id, model, at: clock.now() }
    const decideNow = (states: Parameters<typeof decide>[0]) => decide(states, need, mayWait)
    return log.reserve({ caller, callId, owner, touches: touchedBy, decide: decideNow })
  }

  return {
    admit,
    /** Calls have ended, or budgets were changed: who waits may fit now. */
    tellChange: (): void => turns.wakeAll(),
    /** Runs of this process with a call that waits until others give back what is held for them in this budget. */
    waitingFor: (budgetId: string): string[] =>
      [...waiting].flatMap(([{ log }, key]) => (key === budgetId ? [log.run.runId] : [])),
  }
}

export type BudgetGate = ReturnType<typeof createBudgetGate>

function needOf({ provider, model, request }: Applicant, library: PriceLibrary | null, atMs: number): CallNeed {
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
