import type { Clock } from '../../../shared/clock.ts'
import type { RunForecast } from '../../../shared/contract/costs.ts'
import type { JsonObject } from '../../../shared/json.ts'
import { splitModelRef } from '../../../shared/model-ref.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'
import { parseRunInputs, type RunInput, runInputs } from '../../../shared/workflow/run-inputs.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { giveWay } from '../event-loop-turn.ts'
import type { InputCounter } from '../models/count-input.ts'
import { countTokens } from '../models/count-tokens.ts'
import type { Provider } from '../models/define-provider.ts'
import type { Prices } from '../models/prices.ts'
import { findModel } from '../models/resolve-model.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import { chooseStart } from '../run/choose-start.ts'
import type { GraphPlan } from '../run/plan-graph.ts'
import type { ReadyWorkflows } from '../run/ready-workflows.ts'
import type { Subworkflows } from '../run/subworkflows.ts'
import { takesInputs } from '../run/subworkflows.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { NodeHistory, NodeHistoryStore } from '../store/node-history.store.ts'
import type { Budgets } from './budgets.ts'
import { expectedAnswerTokens } from './expected-answer.ts'
import { forecastNode, type KnownModel } from './forecast-node.ts'
import { counts, leftForRun, totalForecast } from './forecast-total.ts'
import { type Ask, type Subplan, walkForecast } from './forecast-walk.ts'
import { createScripts, type KnownInputs } from './known-values.ts'

/** A run that might be started. */
export type Prospect = {
  /** null: a file that is not one of the workspace's workflows, and has no history. */
  workflowId: string | null
  document: Workflow
  inputs: JsonObject
  /** What `auto` stands for. */
  defaultModel: string | null
  upTo?: string
  startNode?: string
}

type Parts = {
  workspaceId: string
  providers: Provider[]
  clock: Clock
  nodeTypes: NodeTypes
  ready: ReadyWorkflows
  subworkflows: Pick<Subworkflows, 'look' | 'autoModel'>
  sandbox: Pick<Sandbox, 'evaluate'>
  budgets: Pick<Budgets, 'status'>
  history: NodeHistoryStore
  prices: Pick<Prices, 'of'>
  counter: Pick<InputCounter, 'estimate'>
}

/** Says before anything runs what a run is likely to cost, and the most it can. Throws as a start would where it cannot run. */
export function createForecasts(parts: Parts) {
  const { workspaceId, providers, clock, nodeTypes, ready, subworkflows } = parts

  /** A model by `provider/model`, looked up once for a forecast; null where there is no such provider. */
  function modelsAt(atMs: number) {
    const found = new Map<string, Promise<KnownModel | null>>()
    async function find(ref: string): Promise<KnownModel | null> {
      const named = splitModelRef(ref)
      if (named.model === '' || !providers.some(({ id }) => id === named.provider)) return null
      const { provider, model } = findModel(ref, providers)
      return { provider, model, pricing: await parts.prices.of(provider, model, atMs) }
    }
    return (ref: string) => {
      const known = found.get(ref) ?? find(ref)
      found.set(ref, known)
      return known
    }
  }

  function historyOf(workflowId: string | null) {
    const known = new Map<string, NodeHistory | null>()
    return (path: string): NodeHistory | null => {
      if (workflowId === null) return null
      const before = known.get(path)
      if (before !== undefined) return before
      const found = parts.history.of(workflowId, path)
      known.set(path, found)
      return found
    }
  }

  async function openWorkflow(
    request: { workflowId: string; version: string },
    given: KnownInputs,
    outerModel: string | null,
  ): Promise<Subplan | null> {
    if (request.version !== 'draft' && request.version !== 'published') return null
    const { version, workflowId } = request
    const found = subworkflows.look({ workflowId, version })
    if (!found) return null
    const { document, plan, asksModel } = found
    const inputs = readKnown(plan, given, takesInputs)
    const own = document.settings?.defaultModel ?? outerModel
    return { plan, asksModel, inputs, defaultModel: own ?? (asksModel ? await subworkflows.autoModel() : null) }
  }

  return async function forecast(run: Prospect): Promise<RunForecast> {
    await ready.makeReady(run.document)
    const { document, planOf } = ready.get(run.document)
    const { workflowId, defaultModel, upTo } = run
    const startNode = chooseStart(document, nodeTypes.get, run)
    const plan = planOf({ upTo, startNode })
    const at = clock.now()
    const history = historyOf(workflowId)
    const modelOf = modelsAt(at)
    const inputs = readKnown(plan, { values: run.inputs, missing: new Set() }, ({ start }) => start === true)
    const { asks, blind } = await walkForecast(
      { plan, inputs, defaultModel },
      {
        scripts: createScripts(parts.sandbox),
        now: new Date(at).toISOString(),
        answerTokens: (path, request) => history(path)?.outputTokens ?? expectedAnswerTokens(request),
        openWorkflow,
      },
    )
    const caller = { workspaceId, workflowId, runNumber: 0, agentId: null, at }
    const statuses = parts.budgets.status()
    const inScope = (ref: string) => statuses.filter(({ budget }) => counts(budget, [ref], caller))
    const counted = onceEach()
    const known = {
      modelOf,
      insteadOf: (ref: string) => inScope(ref).flatMap(({ budget }) => budget.cheaperModel ?? []),
      isHeldBack: (ref: string) => inScope(ref).length > 0,
      count: (text: string) => counted(text, () => countTokens(text)),
      estimate: (ref: string | null, request: ModelRequest) => {
        const { provider: id, model } = splitModelRef(ref ?? '')
        const key = JSON.stringify([ref, request.messages, request.output])
        return counted(key, () => parts.counter.estimate({ provider: { id }, model, request }))
      },
    }
    const nodes = []
    for (const [path, own] of byPath(asks)) {
      const turn = giveWay()
      if (turn) await turn
      nodes.push(await forecastNode(path, own, { ...known, history: history(path) }))
    }
    return totalForecast(nodes, blind, leftForRun(statuses), caller)
  }
}

export type Forecasts = ReturnType<typeof createForecasts>

function byPath(asks: Ask[]): Map<string, Ask[]> {
  const paths = new Map<string, Ask[]>()
  for (const ask of asks) {
    const own = paths.get(ask.path)
    if (own) own.push(ask)
    else paths.set(ask.path, [ask])
  }
  return paths
}

/** What is the same is counted once, however often it is asked. */
function onceEach(): (key: string, count: () => Promise<number>) => Promise<number> {
  const known = new Map<string, Promise<number>>()
  return (key, count) => {
    const counted = known.get(key) ?? count()
    known.set(key, counted)
    return counted
  }
}

/** Inputs as far as they are given: a required one that is not given yet keeps nobody from a forecast, but is not known. */
function readKnown(
  plan: GraphPlan,
  { values, missing }: KnownInputs,
  isAsking: (definition: GraphPlan['nodes'][number]['definition']) => boolean,
): KnownInputs {
  const declared = plan.nodes
    .filter(({ definition }) => isAsking(definition))
    .flatMap(({ params }): RunInput[] => runInputs.safeParse(params.inputs ?? []).data ?? [])
  const isGiven = (value: unknown) => value !== undefined && value !== null && value !== ''
  const notGiven = declared.filter(
    (one) => missing.has(one.name) || (one.required && !isGiven(values[one.name]) && !isGiven(one.default)),
  )
  const optional = declared.map((one) => ({ ...one, required: false }))
  return { values: parseRunInputs(optional, values), missing: new Set(notGiven.map(({ name }) => name)) }
}
