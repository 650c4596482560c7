import { budgetLimit, budgetTitle, isSameBudget, type ScopeNames } from '../../shared/budget-title.ts'
import type { Budget, BudgetPeriod, BudgetScope, BudgetStatus, OnExceed } from '../../shared/contract/budgets.ts'
import { userError } from '../../shared/errors.ts'
import { formatMicroUsd, usdToMicroUsd } from '../../shared/money.ts'
import type { Engine } from '../engine/engine.ts'
import { formatCount } from './format.ts'
import { withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

/** `niti budgets`: each budget with what is spent of it in its current period. */
export function budgetsCommand(terminal: Terminal, { json }: { json?: boolean }): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const budgets = await engine.client.budgets.status()
    if (json) return `${JSON.stringify(budgets)}\n`
    if (budgets.length === 0)
      return 'No budgets: nothing limits what models cost. Set one with: niti budget set all 5 --period day\n'
    return formatTextTable(budgets, columnsWith(await namesFor(engine)), terminal.paint)
  })
}

const columnsWith = (nameOf: ScopeNames): TextColumn<BudgetStatus>[] => [
  { title: 'budget', text: ({ budget }) => budget.budgetId },
  { title: 'for', text: ({ budget }) => budgetTitle(budget, nameOf), most: 40 },
  { title: 'limit', align: 'right', text: ({ budget }) => budgetLimit(budget) },
  { title: 'spent', align: 'right', text: spentText },
  { title: 'held', align: 'right', text: heldText },
  { title: 'used', align: 'right', text: ({ usedPercent }) => `${usedPercent} %` },
  { title: 'when it does not suffice', text: ({ budget }) => exceedText(budget) },
]

function spentText({ budget, settledMicroUsd, settledTokens, unknownCalls }: BudgetStatus): string {
  const unknown = unknownCalls > 0 ? ` + ${formatCount(unknownCalls)} unknown` : ''
  return amountText(budget, settledMicroUsd, settledTokens) + unknown
}

function heldText({ budget, reservedMicroUsd, reservedTokens }: BudgetStatus): string {
  return amountText(budget, reservedMicroUsd, reservedTokens)
}

function amountText({ limitMicroUsd, limitTokens }: Budget, microUsd: number, tokens: number): string {
  const money = limitMicroUsd === null ? [] : [formatMicroUsd(microUsd)]
  const counted = limitTokens === null ? [] : [`${formatCount(tokens)} tokens`]
  return [...money, ...counted].join(', ')
}

function exceedText({ cheaperModel, onExceed }: Budget): string {
  const last = onExceed === 'pause' ? 'the run waits' : 'the node fails'
  return cheaperModel ? `${cheaperModel}, then ${last}` : last
}

type SetOptions = {
  period?: BudgetPeriod
  onExceed?: OnExceed
  cheaper?: string
  thresholds?: number[]
  json?: boolean
}
type SetRequest = SetOptions & { scope: string; limit: string }

/** `niti budget set`: makes a budget, or changes the one there is for the same scope and period. */
export function setBudgetCommand(terminal: Terminal, { scope: text, limit, ...options }: SetRequest): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const scope = parseScope(text)
    const period = options.period ?? (scope.kind === 'run' ? 'run' : 'month')
    const terms = {
      ...parseLimit(limit),
      ...(options.onExceed && { onExceed: options.onExceed }),
      ...(options.thresholds && { thresholds: options.thresholds }),
      ...(options.cheaper !== undefined && { cheaperModel: options.cheaper || null }),
    }
    const { budgets } = engine.client
    const before = (await budgets.list()).find((budget) => isSameBudget(budget, { scope, period }))
    const budget = before
      ? await budgets.change({ budgetId: before.budgetId, ...terms })
      : await budgets.create({ scope, period, ...terms })
    return options.json
      ? `${JSON.stringify(budget)}\n`
      : `${budgetTitle(budget, await namesFor(engine))}: ${budgetLimit(budget)} (${budget.budgetId})\n`
  })
}

/** `niti budget remove`. */
export function removeBudgetCommand(terminal: Terminal, budgetId: string): Promise<void> {
  return withEngine(terminal, async (engine) => {
    await engine.client.budgets.remove({ budgetId })
    return `Removed ${budgetId}.\n`
  })
}

/** What a person calls the workflows, agents and providers that budgets are for. */
async function namesFor({ client }: Pick<Engine, 'client'>): Promise<ScopeNames> {
  const [workflows, { providers }, agents] = await Promise.all([
    client.workflows.list(),
    client.connections.providers(),
    client.agents.list(),
  ])
  const workflowNames = new Map(workflows.map(({ workflowId, name }) => [workflowId, name]))
  const providerNames = new Map(providers.map(({ id, title }) => [id, title]))
  const agentNames = new Map(agents.map(({ agentId, name }) => [agentId, name]))
  return (scope) => {
    if (scope.kind === 'agent') return agentNames.get(scope.agentId)
    if (scope.kind === 'workflow') return workflowNames.get(scope.workflowId)
    return scope.kind === 'provider' ? providerNames.get(scope.providerId) : undefined
  }
}

/** `run`, `all`, `workflow:wf_…`, `agent:agent_…`, `provider:openai`, `model:openai/gpt-4o`. */
export function parseScope(text: string): BudgetScope {
  const [, kind = '', id = ''] = /^([a-z]+)(?::(.+))?$/.exec(text) ?? []
  if (kind === 'run' && !id) return { kind }
  if ((kind === 'all' || kind === 'workspace') && !id) return { kind: 'workspace' }
  if (kind === 'workflow' && id) return { kind, workflowId: id }
  if (kind === 'agent' && id) return { kind, agentId: id }
  if (kind === 'provider' && id) return { kind, providerId: id }
  if (kind === 'model' && id.includes('/')) return { kind, model: id }
  throw userError('budget.bad-scope', `"${text}" is not what a budget can be for.`, {
    hint: 'Write run, all, workflow:<id>, agent:<id>, provider:<id> or model:<provider/model>.',
  })
}

/** `5`, `$0.50`: dollars; `200000tokens`, `200k tokens`, `1.5M tokens`: tokens; both with a comma between. */
export function parseLimit(text: string): { limitMicroUsd: number | null; limitTokens: number | null } {
  const limits = { limitMicroUsd: null as number | null, limitTokens: null as number | null }
  for (const part of text.split(',').map((one) => one.trim())) {
    const [, tokens, unit] = /^(\d+(?:\.\d+)?)\s*([kKmM])?\s*tokens?$/.exec(part) ?? []
    const [, dollars] = /^\$?(\d+(?:\.\d+)?)$/.exec(part) ?? []
    if (tokens !== undefined) limits.limitTokens = Math.round(Number(tokens) * unitOf(unit))
    else if (dollars !== undefined) limits.limitMicroUsd = usdToMicroUsd(Number(dollars))
    else {
      throw userError('budget.bad-limit', `"${text}" is not a limit.`, {
        hint: 'Write dollars, such as 5 or $0.50, or tokens, such as 200000tokens or 1.5Mtokens.',
      })
    }
  }
  return limits
}

function unitOf(unit: string | undefined): number {
  if (!unit) return 1
  return unit.toLowerCase() === 'k' ? 1_000 : 1_000_000
}
