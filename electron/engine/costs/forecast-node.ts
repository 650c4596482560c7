import type { NodeForecast } from '../../../shared/contract/costs.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'
import type { Provider } from '../models/define-provider.ts'
import { outputLimitOf } from '../models/output-limit.ts'
import type { Pricing } from '../models/prices.ts'
import type { NodeHistory } from '../store/node-history.store.ts'
import { expectedAnswerTokens } from './expected-answer.ts'
import type { Ask } from './forecast-walk.ts'
import { countInputTokens } from './input-tokens.ts'

/** A model that can be asked; `pricing` never says more than what anybody knows. */
export type KnownModel = { provider: Provider; model: string; pricing: Pricing }

export type Figures = {
  forecast: NodeForecast
  /** `provider/model` of all that it may ask; null where one of them shows only in the run. */
  models: string[] | null
  /** Nobody knows what any of its calls cost, so none of them counts in a sum of money. */
  isUnpriced: boolean
}

type Known = {
  history: NodeHistory | null
  /** null where there is no such provider. */
  modelOf(ref: string): Promise<KnownModel | null>
  /** Models that budgets ask instead of this one. */
  insteadOf(ref: string): string[]
  /** Whether a budget sends a limit along with calls of this model that have none. */
  isHeldBack(ref: string): boolean
  count(text: string): Promise<number>
  /** The best guess at what a model, where it is known, bills as the input of a request. */
  estimate(ref: string | null, request: ModelRequest): Promise<number>
}

/** How often a call is sent in all where a provider fails and billed for it: see the model client. */
const mostTries = 4
/** Tokens no documented model exceeds in one answer (see output-limit.ts): what holds where the model is not known. */
const longestAnswer = 128_000
/** What is added to the conversation where an answer did not fit its schema, beside the answer and a part of the schema. */
const repairTokens = 500

/** What all that a node asks in a run comes to. */
export async function forecastNode(path: string, asks: Ask[], known: Known): Promise<Figures> {
  const { history } = known
  const calls = callsOf(asks, history)
  const inputs = await inputsOf(asks, known)
  const mosts = await Promise.all(asks.map((ask) => mostOf(ask, known)))
  const [first] = asks
  const named = new Set(asks.map(({ model }) => model))
  const model = named.size === 1 ? (first?.model ?? null) : null
  const expectedOut = meanOf(asks, ({ request }) =>
    Math.min(
      history?.outputTokens ?? expectedAnswerTokens(request),
      request?.maxOutputTokens ?? Number.MAX_SAFE_INTEGER,
    ),
  )
  const outMost = mosts.reduce((most, one) => Math.max(most, one.outputTokens), 0)
  const output = { expected: Math.round(Math.min(expectedOut, outMost)), most: outMost }
  const inMost = largest(mosts.map((one) => one.inputTokens))
  const input = { expected: Math.round(Math.min(inputs.tokens, inMost ?? inputs.tokens)), most: inMost }
  const mostCalls = sumOf(mosts.map((one) => one.calls))
  const expectedCalls = calls ?? 1
  const usage = {
    ...{ inputTokens: input.expected, outputTokens: output.expected, reasoningTokens: 0 },
    cachedInputTokens: Math.min(input.expected, Math.round(history?.cachedInputTokens ?? 0)),
  }
  const unit = await meanPrice(asks, (one) => one.pricing.bill(usage).microUsd, known)
  const isTold = calls !== null && inputs.isTold
  const mostMicroUsd = sumOf(mosts.map((one) => one.microUsd))
  const expectedMicroUsd = unit === 0 ? 0 : unit === null || !isTold ? null : Math.round(unit * expectedCalls)
  const models = asks.some((one) => one.model === null) ? null : withSubstitutes([...named], known)
  return {
    forecast: {
      nodeId: path,
      model,
      calls: { expected: Math.min(expectedCalls, mostCalls ?? expectedCalls), most: mostCalls },
      inputTokens: input,
      outputTokens: output,
      expectedMicroUsd: expectedMicroUsd === null ? null : Math.min(expectedMicroUsd, mostMicroUsd ?? expectedMicroUsd),
      mostMicroUsd,
      basis: history ? { kind: 'history', runs: history.runs, calls: history.calls } : { kind: 'prompt' },
    },
    models,
    isUnpriced: models !== null && mosts.every((one) => one.isUnpriced),
  }
}

function withSubstitutes(refs: (string | null)[], known: Known): string[] {
  const own = refs.filter((ref) => ref !== null)
  return [...new Set([...own, ...own.flatMap((ref) => known.insteadOf(ref))])]
}

function callsOf(asks: Ask[], history: NodeHistory | null) {
  const expected = sumOf(asks.map(({ times }) => times.expected))
  return expected ?? history?.callsPerRun ?? null
}

/** Tokens of one call's input: counted where they are known, else as they were before, else what is known of them. */
async function inputsOf(asks: Ask[], { history, estimate }: Known) {
  const isKnown = asks.every(({ unknownTokens }) => unknownTokens === 0)
  if (!isKnown && history) return { tokens: history.inputTokens, isTold: true }
  const counts = await Promise.all(
    asks.map(async ({ model, request, unknownTokens }) =>
      request === null ? 0 : (await estimate(model, request)) + (unknownTokens ?? 0),
    ),
  )
  const byAsk = new Map(asks.map((ask, index) => [ask, counts[index] ?? 0]))
  const isTold = asks.every(({ unknownTokens }) => unknownTokens !== null)
  return { tokens: meanOf(asks, (ask) => byAsk.get(ask) ?? 0), isTold }
}

type Most = {
  calls: number | null
  inputTokens: number | null
  outputTokens: number
  microUsd: number | null
  isUnpriced: boolean
}

/** The most one ask can come to, with every retry billed and, for structured answers, every repair. */
async function mostOf({ model, request, isBound, times }: Ask, known: Known): Promise<Most> {
  const asksAgain = request?.output ? 2 : 1
  const calls = times.most === null ? null : times.most * mostTries * asksAgain
  const refs = model === null ? [] : [model, ...known.insteadOf(model)]
  const found = await Promise.all(refs.map((ref) => known.modelOf(ref)))
  const each = await Promise.all(
    found.filter((one) => one !== null).map((one) => mostWith(one, { request, isBound }, known)),
  )
  const unnamed = each.length === 0 ? (request?.maxOutputTokens ?? longestAnswer) : 0
  const outputTokens = each.reduce((most, one) => Math.max(most, one.outputTokens), unnamed)
  const inputTokens = each.length === 0 ? null : largest(each.map((one) => one.inputTokens))
  const priced = each.filter((one) => !one.isUnpriced)
  const unit = priced.length === 0 ? null : largest(priced.map((one) => one.microUsd))
  const tries = times.most === null ? null : times.most * mostTries
  const microUsd = unit === 0 ? 0 : unit === null || tries === null ? null : Math.ceil(unit * tries)
  return { calls, inputTokens, outputTokens, microUsd, isUnpriced: priced.length === 0 && model !== null }
}

async function mostWith(
  { provider, model, pricing }: KnownModel,
  { request, isBound }: Pick<Ask, 'request' | 'isBound'>,
  { count, isHeldBack }: Known,
) {
  const limit = outputLimitOf(provider.id, model)
  const asked = request?.maxOutputTokens
  const outputTokens = asked ?? limit.tokens
  const price = (input: number, output: number) => pricing.most(input, output).microUsd
  const isUnpriced = price(1, 1) === null
  const isFree = price(1_000_000, 1_000_000) === 0
  if (!request || !isBound) return { inputTokens: null, outputTokens, microUsd: isFree ? 0 : null, isUnpriced }
  const once = await countInputTokens(request, { provider: provider.id, model }, count)
  const repaired = request.output ? once + outputTokens + repairTokensOf(request) : null
  // Where nobody knows how long the model's answers get and no budget sends a limit along, nothing limits them.
  const isLimited = asked !== undefined || limit.isKnown || isHeldBack(`${provider.id}/${model}`)
  const first = price(once, outputTokens)
  const again = repaired === null ? 0 : price(repaired, outputTokens)
  const microUsd = isFree ? 0 : first === null || again === null || !isLimited ? null : first + again
  return { inputTokens: repaired ?? once, outputTokens, microUsd, isUnpriced }
}

/** What is wrong with an answer is told in words that may name parts of the schema. */
function repairTokensOf({ output }: ModelRequest): number {
  return repairTokens + (output ? Buffer.byteLength(JSON.stringify(output.schema)) : 0)
}

/** What one call costs on average over the models that are asked; null where nobody knows one of them. */
async function meanPrice(asks: Ask[], price: (model: KnownModel) => number | null, known: Known) {
  const prices = new Map<string, number | null>()
  for (const { model } of asks) {
    if (model === null) return null
    if (prices.has(model)) continue
    const found = await known.modelOf(model)
    prices.set(model, found && price(found))
  }
  if ([...prices.values()].some((one) => one === null)) return null
  return meanOf(asks, ({ model }) => prices.get(model ?? '') ?? 0)
}

/** The mean over all calls; an ask of which nobody knows how often it is made counts once. */
function meanOf(asks: Ask[], of: (ask: Ask) => number): number {
  let [sum, weights] = [0, 0]
  for (const ask of asks) {
    const weight = ask.times.expected ?? 1
    sum += of(ask) * weight
    weights += weight
  }
  return weights === 0 ? 0 : sum / weights
}

function sumOf(values: (number | null)[]): number | null {
  return values.reduce((sum: number | null, one) => (sum === null || one === null ? null : sum + one), 0)
}

function largest(values: (number | null)[]): number | null {
  return values.reduce((most: number | null, one) => (most === null || one === null ? null : Math.max(most, one)), 0)
}
