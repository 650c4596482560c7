import { budgetLimit } from '../../../shared/budget-title.ts'
import type { Budget } from '../../../shared/contract/budgets.ts'
import { userError } from '../../../shared/errors.ts'
import { splitModelRef } from '../../../shared/model-ref.ts'
import type { Provider } from '../models/define-provider.ts'
import type { Prices } from '../models/prices.ts'
import type { GraphPlan, PlannedNode } from '../run/plan-graph.ts'
import type { BudgetSums } from '../store/reservations.store.ts'
import { isInScope, isSpent } from './budget.ts'

type Start = { workspaceId: string; workflowId: string | null; defaultModel: string | null; at: number }
type Known = {
  providers: Provider[]
  prices: Prices
  budgets: Budget[]
  sumsOf(budget: Budget): BudgetSums | null
  titleOf(budget: Budget): string
}

/**
 * Refuses a run that is certain to stop for want of budget: one of its nodes asks a model whatever happens, and nothing is
 * left of a budget that counts that. Nodes behind a branch, in a loop or with a way around their failure are not certain.
 * @throws a user error that names the node and the budget.
 */
export async function refuseSpent(
  plan: GraphPlan,
  start: Start,
  { providers, prices, budgets, sumsOf, titleOf }: Known,
): Promise<void> {
  const spent = budgets.filter((budget) => budget.period !== 'run' && budget.cheaperModel === null && isUsedUp(budget))
  if (spent.length === 0) return
  for (const planned of certainNodes(plan)) {
    const asked = modelOf(planned, start.defaultModel)
    const provider = providers.find(({ id }) => id === asked?.provider)
    if (!asked || !provider) continue
    const caller = { ...start, ...asked, runNumber: 0, agentId: null }
    const isPriced = ((await prices.of(provider, asked.model, start.at)).most(1_000_000, 1_000_000).microUsd ?? 0) > 0
    const budget = spent.find((one) => isInScope(one, caller) && (isPriced || one.limitTokens !== null))
    if (budget) throw spentError(budget, titleOf(budget), planned)
  }

  function isUsedUp(budget: Budget): boolean {
    return isSpent(budget, sumsOf(budget) ?? nothing)
  }
}

const nothing: BudgetSums = {
  ...{ settledMicroUsd: 0, settledTokens: 0, reservedMicroUsd: 0, reservedTokens: 0, unknownCalls: 0 },
}

/** Nodes that run whatever the others give: all that leads to them has one output, or a pinned one. */
function certainNodes({ nodes, schedule }: GraphPlan): PlannedNode[] {
  const byId = new Map(nodes.map((planned, index) => [planned.id, { planned, never: schedule.nodes[index]?.never }]))
  const known = new Map<string, boolean>()
  // In the order of a walk back from each node, without recursion: chains may be thousands long.
  for (const { id } of nodes) {
    const path = [id]
    while (path.length > 0) {
      const at = path.at(-1) ?? id
      const entry = byId.get(at)
      const before = entry?.planned.arrivals.flatMap(({ wires }) => wires.map(({ from }) => from)) ?? []
      const open = entry?.never === null ? before.find((from) => !known.has(from)) : undefined
      if (open !== undefined && !known.has(at)) path.push(open)
      else {
        path.pop()
        known.set(at, entry !== undefined && entry.never === null && isReached(entry.planned))
      }
    }
  }
  return nodes.filter(({ id, node }) => known.get(id) && !node.pinned && (node.policy?.onError ?? 'fail') === 'fail')

  function isReached({ arrivals }: PlannedNode): boolean {
    return arrivals.every(({ wires }) =>
      wires.some(({ from, fromPort }) => known.get(from) === true && delivers(byId.get(from)?.planned, fromPort)),
    )
  }
}

function delivers(planned: PlannedNode | undefined, port: string): boolean {
  if (!planned) return false
  const { pinned } = planned.node
  return pinned ? pinned[port] !== undefined : planned.outputPorts.length === 1
}

/** What a node asks, where that is written down; null where an expression gives it. */
function modelOf({ definition, params }: PlannedNode, defaultModel: string | null) {
  if (!definition.usesModel) return null
  const given = params.model ?? 'auto'
  const ref = given === 'auto' || given === '' ? defaultModel : given
  if (typeof ref !== 'string' || ref.includes('{{')) return null
  const named = splitModelRef(ref)
  return named.provider === '' ? null : named
}

function spentError(budget: Budget, budgetName: string, { id, node, definition }: PlannedNode) {
  const title = node.title ?? definition.title
  const message = `The budget “${budgetName}” (${budgetLimit(budget)}) is used up, and “${title}” asks a model.`
  return userError('budget.spent', message, {
    nodeId: id,
    hint: 'Raise it in the budgets, or with `niti budget set`. Nothing was run.',
    details: { budgetId: budget.budgetId },
  })
}
