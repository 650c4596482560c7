import { budgetLimit, formatTokens } from '../../../shared/budget-title.ts'
import type { OpenWait } from '../../../shared/contract/waits.ts'
import { cancelledError } from '../../../shared/errors.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import type { BudgetAsk, WaitField } from '../../../shared/run/wait.ts'
import type { Shortfall } from '../costs/budget.ts'
import { describeShortfall } from '../costs/budget-exceeded.ts'
import type { FittingModel } from '../costs/budget-gate.ts'
import { periodBounds } from '../costs/period.ts'
import { raisedLimit } from '../costs/raised-limit.ts'
import type { WaitRequest, WaitResult } from '../nodes/define-node.ts'
import type { BudgetPauses, PauseForBudget, RefusedCall } from './active-run.ts'
import type { Execution } from './execution.ts'
import { modelField, placeOf, switchChoice } from './model-switches.ts'
import type { PastWait } from './past-waits.ts'
import { waitFor } from './wait-for.ts'

type Question = Extract<WaitRequest, { kind: 'person' }> & { budget: BudgetAsk }

type Answered = Extract<WaitResult, { end: 'answered' }>

const switchTitle = 'Use another model'
/** Models that are offered at most: the cheapest of those that fit. */
const mostOffered = 30

export function createPauseForBudget(execution: Execution): PauseForBudget {
  const { run, scope, planned } = execution
  const at = { node: planned.id, scope }
  let asking: Promise<void> | null = null

  /** Taken out of the history, and not asked about yet. */
  let kept: PastWait | undefined
  let hasLooked = false
  let notedSwitch: string | null = null

  function takeOld(): PastWait | undefined {
    const old = kept ?? (execution.tries === 1 ? run.history?.waits.takeBudgetQuestion(at) : undefined)
    kept = undefined
    return old
  }

  async function ask({ shortfall, request, chosen }: RefusedCall, pauses: BudgetPauses): Promise<void> {
    const old = takeOld()
    const oldQuestion = old && questionOf(old)
    if (oldQuestion) return put(oldQuestion, old, pauses)
    const models = await pauses.modelsThatFit({ log: run.log, request })
    // Answered meanwhile in another round of this node, or raised: whoever did it found no question to answer with it.
    // From here to the question's first event nothing is waited for.
    if (run.switches.of(at) !== chosen || !pauses.isAsItWas(shortfall.budget)) return
    return put(questionAbout(execution, shortfall, { models, zone: pauses.zone() }), undefined, pauses)
  }

  async function put(request: Question, past: PastWait | undefined, pauses: BudgetPauses): Promise<void> {
    const { open, raise, stopRun } = pauses
    const { budgetId, raiseTo } = request.budget
    const before = open.get(budgetId) ?? 0
    open.set(budgetId, before + 1)
    try {
      const result = await waitFor(execution, { request, past, about: 'budget', isQuiet: before > 0 })
      // Its time came: a new period has begun.
      if (result.end !== 'answered' || result.choice === 'again') return
      if (result.choice === 'raise') return raise(budgetId, raiseTo)
      const model = result.choice === switchChoice ? result.values[modelField] : null
      if (typeof model === 'string') {
        // One that had ended before the program stopped counts already, and a later one may have taken its place.
        if (!past?.ended && run.switches.choose(at, model)) await answerOtherRounds(result, pauses)
        return
      }
      stopRun(run.runId)
      throw cancelledError()
    } finally {
      open.set(budgetId, (open.get(budgetId) ?? 1) - 1)
    }
  }

  async function answerOtherRounds(result: Answered, pauses: BudgetPauses): Promise<void> {
    // Those that ask by now are in the database then; those that come later know of the choice.
    await run.log.flush()
    const place = placeOf(at)
    const isOtherRound = ({ ask, ...other }: OpenWait) =>
      ask.kind === 'person' && !!ask.budget && placeOf(other) === place
    const { choice, values, comment, by } = result
    pauses.answerAlike(run.runId, isOtherRound, { choice, values, comment, by })
  }

  return {
    async pause(refused, pauses) {
      // Whatever was answered to another call of this node may help this one too.
      if (asking) return asking
      if (run.switches.of(at) !== refused.chosen) return
      asking = ask(refused, pauses).finally(() => {
        asking = null
      })
      return asking
    },
    async takeUp(pauses) {
      if (hasLooked || !execution.goesOn) return asking ?? undefined
      hasLooked = true
      let old = takeOld()
      // What was asked before the last question has had its effect, or it would not have been asked again.
      while (old?.ended) {
        const next = takeOld()
        if (!next) break
        old = next
      }
      const question = old && !old.ended && run.waits.isAnswered(old) ? questionOf(old) : null
      if (question) asking = put(question, old, pauses).finally(() => (asking = null))
      else kept = old
      await asking
    },
    dropOld() {
      for (let old = takeOld(); old; old = takeOld()) if (!old.ended) run.waits.drop(old)
    },
    noteSwitch(model) {
      if (notedSwitch === model) return
      notedSwitch = model
      const text = `${model} is asked instead, as was chosen when a budget did not suffice.`
      run.log.append({ type: 'node-logged', ...at, level: 'warn', text })
    },
  }
}

/** What was asked before the program stopped. */
function questionOf({ ask }: PastWait): Question | null {
  if (ask.kind !== 'person' || !ask.budget) return null
  const { dueAt, budget, ...asked } = ask
  return { ...asked, budget, ...(dueAt !== null && { dueAt }) }
}

type Known = { models: FittingModel[]; zone: string }

function questionAbout({ run, planned }: Execution, shortfall: Shortfall, { models, zone }: Known): Question {
  const { budget } = shortfall
  const raiseTo = raisedLimit(shortfall)
  const node = planned.node.title ?? planned.definition.title
  const end = periodBounds(budget.period, run.clock.now(), zone)?.end
  const renews = end === undefined ? '' : ' When its next period begins, the call is tried again by itself.'
  return {
    kind: 'person',
    title: `The budget “${shortfall.title}” does not suffice`,
    message: `“${node}” waits, and nothing is spent meanwhile: ${describeShortfall(shortfall)}.${renews}`,
    fields: models.length > 0 ? [modelQuestion(models)] : [],
    choices: [
      { id: 'raise', title: `Raise the budget by ${raiseText(shortfall, raiseTo)} and go on`, tone: 'ok', fields: [] },
      ...(models.length > 0
        ? [{ id: switchChoice, title: switchTitle, tone: 'plain' as const, fields: [modelField] }]
        : []),
      { id: 'again', title: 'Try again', tone: 'plain', fields: [] },
      { id: 'stop', title: 'Stop the run', tone: 'bad', fields: [] },
    ],
    budget: { budgetId: budget.budgetId, raiseTo },
    ...(end !== undefined && { dueAt: end }),
  }
}

function modelQuestion(models: FittingModel[]): WaitField {
  const offered = models.slice(0, mostOffered)
  const which = offered.length < models.length ? ` The ${mostOffered} cheapest of ${models.length} that fit.` : ''
  return {
    name: modelField,
    title: 'Another model',
    description: `For “${switchTitle}”: it is asked for the rest of this run wherever this node asks a model.${which}`,
    type: 'choice',
    required: true,
    default: offered[0]?.ref,
    choices: offered.map(({ ref }) => ref),
    notes: Object.fromEntries(offered.map((model) => [model.ref, mostText(model)])),
  }
}

/** `at most $0.0098`, `free`, `at most $0.002, its answer cut at 300 tokens`. */
function mostText({ mostMicroUsd, cutTokens }: FittingModel): string {
  const most = mostMicroUsd === 0 ? 'free' : `at most ${formatMicroUsd(mostMicroUsd)}`
  return cutTokens === null ? most : `${most}, its answer cut at ${formatTokens(cutTokens)}`
}

/** `$0.50 (to $1.50)`. */
function raiseText({ budget }: Shortfall, raiseTo: BudgetAsk['raiseTo']): string {
  const money = (raiseTo.limitMicroUsd ?? 0) - (budget.limitMicroUsd ?? 0)
  const tokens = (raiseTo.limitTokens ?? 0) - (budget.limitTokens ?? 0)
  const parts = [...(money > 0 ? [formatMicroUsd(money)] : []), ...(tokens > 0 ? [formatTokens(tokens)] : [])]
  return `${parts.join(' and ')} (to ${budgetLimit(raiseTo)})`
}
