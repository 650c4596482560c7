import { assert } from '../../../shared/assert.ts'
import { externalError, NitiError, toErrorInfo } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { JsonObject } from '../../../shared/json.ts'
import { splitModelRef } from '../../../shared/model-ref.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import type { RunEvent } from '../../../shared/run/events.ts'
import { isTextType, mostFileBytes } from '../../../shared/run/file-ref.ts'
import type { ModelReply, ModelRequest } from '../../../shared/run/model-call.ts'
import type { Admission, BudgetGate } from '../costs/budget-gate.ts'
import type { DryUsage } from '../costs/dry-usage.ts'
import { mostItCost } from '../costs/most-it-cost.ts'
import { capBody } from '../http/cap-body.ts'
import { defaultMaxBodyBytes, type Http } from '../http/http.ts'
import { redactUrl } from '../http/redact.ts'
import { ModelCallFailed, type ModelClient } from '../models/call-model.ts'
import type { CountUnderWay, InputCounter } from '../models/count-input.ts'
import type { PaidTry, TryCost } from '../models/paid-try.ts'
import type { FileAccess, HttpReply, HttpRequest } from '../nodes/define-node.ts'
import type { LedgerEntry } from '../store/runs.store.ts'
import { type Propagation, withTrace } from '../telemetry/otel/propagation.ts'
import type { BudgetPauses, EffectSource, Effects } from './active-run.ts'
import { callService, type Services } from './call-service.ts'
import { callWithFallbacks } from './call-with-fallbacks.ts'
import { offlineModel } from './dry-run.ts'
import { embedTexts } from './embed-texts.ts'
import type { RunFeed } from './run-feed.ts'
import { callWithinBudgets } from './within-budgets.ts'

type FinishedCall = Extract<RunEvent, { type: 'model-call-finished' }>
type Parts = {
  models: ModelClient
  http: Http
  files: FileAccess
  service: Services
  feed: RunFeed
  gate: BudgetGate
  counter: InputCounter
  pauses: BudgetPauses
  /** What a dry run books for a call. */
  dryUsage: DryUsage
  propagation: Propagation
} & Pick<Effects, 'runAgent' | 'knowledge' | 'callMcp' | 'readable'>

const defaultHttpTimeoutMs = 60_000

/**
 * What nodes may do to the world, each with the events about it. Every effect waits until the log is on disk first, so
 * that a crash can never leave a paid call that nobody knows of.
 */
export function createEffects(all: Parts): Effects {
  const { models, http, files, service, feed, gate, counter, pauses, dryUsage, propagation } = all
  const parts = { models, files, feed, gate, counter, dryUsage }
  return {
    files,
    callModel: (source, request) =>
      callWithFallbacks(source, request, {
        call: (one) =>
          callWithinBudgets(source, one, {
            pauses,
            call: (asked) => callModel(parts, source, asked),
            recall: (asked) => recallReply(source, asked),
          }),
        recall: (asked) => recallReply(source, asked),
      }),
    sendHttp: (source, request) => sendHttp({ http, propagation }, source, request),
    callService: (source, call) => callService({ ...service, propagation }, source, call),
    runAgent: all.runAgent,
    knowledge: all.knowledge,
    callMcp: (source, call) => all.callMcp(source, call, propagation.inRun(source.run)),
    readable: all.readable,
    embed: (source, request) => embedTexts(parts, source, request),
    changesService: service.client.changes,
  }
}

async function callModel(
  {
    models,
    files,
    feed,
    gate,
    counter,
    dryUsage,
  }: Pick<Parts, 'models' | 'files' | 'feed' | 'gate' | 'counter' | 'dryUsage'>,
  source: EffectSource,
  asked: ModelRequest,
): Promise<ModelReply> {
  const { run } = source
  const at = { node: source.node, scope: source.scope }
  const callId = newId('call', run.clock.now())
  const { ref, chosen, ...named } = nameModel(source, asked)
  const dry = run.isDryRun ? { insteadOf: chosen } : {}
  const request = { ...asked, model: ref }
  const agent = asked.agentId === undefined ? {} : { agentId: asked.agentId }
  let startedAt: number | null = null
  const tookMs = () => (startedAt === null ? 0 : run.clock.now() - startedAt)
  let held: Admission | null = null
  let counting: CountUnderWay | null = null
  /** What a try that is over came to, as its event and its ledger row say it; gives back what budgets held for it. */
  const settle = (outcome: LedgerEntry['outcome'], tryCost: TryCost) => {
    const settled = settleCall(outcome, tryCost)
    for (const purse of source.purses) purse.settle(callId, run.isDryRun ? null : settled.cost.microUsd)
    if (source.purses.length > 0) gate.tellChange()
    return settled
  }
  const settleCall = (outcome: LedgerEntry['outcome'], tryCost: TryCost) => {
    const reservationId = held?.reservationId ?? null
    const counted = counting?.take() ?? null
    if (tryCost === 'unknown' && held) {
      const most = { ...mostItCost(held.hold), latencyMs: tookMs() }
      const cost = { ...most, ...limitsOf(held) }
      held = null
      const of = { ...at, ...named, ...agent, attempt: source.attempt, callId }
      return { cost, account: { ledger: { ...of, outcome, ...most, reservationId } } }
    }
    // Nothing is held in a dry run: its model is on no network.
    const paid = tryCost === 'unknown' ? null : tryCost
    const inputCount = paid && counted ? { countedInputTokens: counted.tokens } : {}
    const cost = { ...(paid ? costOf(paid) : noCost(tookMs())), ...(held && limitsOf(held)), ...inputCount, ...dry }
    noteExcess(source, paid, held)
    held = null
    if (!paid) return { cost, account: { release: reservationId } }
    const { provider, model } = paid
    const costs = { provider, model, ...costOf(paid) }
    const told = { ...agent, ...dry, ...inputCount, ...(counted && { countFactor: counted.factor }) }
    const ledger: LedgerEntry = { ...at, attempt: source.attempt, callId, outcome, ...costs, ...told, reservationId }
    return { cost, account: { ledger } }
  }

  const settings = settingsOf(request)
  const paidBefore = recallReply(source, request)
  if (paidBefore) return paidBefore

  const started = () =>
    run.log.append({
      type: 'model-call-started',
      ...at,
      callId,
      ...named,
      messages: request.messages,
      settings,
      ...agent,
    })
  let tries = 1
  try {
    const answer = await models.call(request, {
      signal: source.signal,
      // Its reservation and all events before it are on disk, in one commit, before a try leaves.
      async admit({ request: sent, ...tried }) {
        // It costs nothing, so no budget knows of it.
        if (run.isDryRun) return null
        const { signal, purses } = source
        held = await gate.admit({ log: run.log, callId, ...tried, request: sent, signal, purses })
        counting = counter.begin({ ...tried, request: sent })
        return held.outputLimit?.tokens ?? null
      },
      readFile: files.readBytes,
      onText: (text) => feed.push(run.runId, { ...at, callId }, text),
      onWaiting: (provider, limit) => run.log.append({ type: 'model-call-queued', ...at, callId, provider, ...limit }),
      // Not before: a call that only waits for its turn is not under way, and a stop then leaves nothing to account for.
      async onAdmitted() {
        started()
        startedAt = run.clock.now()
      },
      onRetry({ error, waitMs, tries: triesSoFar, paid }) {
        tries = triesSoFar + 1
        feed.end(run.runId, callId)
        const { cost, account } = settle('retried', paid)
        run.log.append({ type: 'model-call-retried', ...at, callId, ...named, error, waitMs, tries, ...cost }, account)
      },
    })
    const place = { workflowId: run.log.run.workflowId, ...at }
    const reply = run.isDryRun
      ? { ...answer, usage: await dryUsage(place, { ...splitModelRef(chosen), request }) }
      : answer
    const { data: _, toolCalls, carried, finishReason, ...paid } = reply
    const { provider, model, text } = reply
    const { cost, account } = settle('finished', paid)
    run.log.append(
      {
        type: 'model-call-finished',
        ...at,
        callId,
        provider,
        model,
        text,
        ...(toolCalls && { toolCalls }),
        ...(carried && { carried }),
        finishReason,
        tries: reply.tries,
        ...cost,
      },
      account,
    )
    return reply
  } catch (thrown) {
    const error = toErrorInfo(thrown, callId)
    if (startedAt === null && source.signal.aborted) throw thrown
    // Refused before anything was sent, as without a key: that is the call's failure, and it shows as one.
    if (startedAt === null) started()
    const paid = thrown instanceof ModelCallFailed ? thrown.paid : null
    const { cost, account } = settle('failed', paid)
    const text = paid === null || paid === 'unknown' ? '' : paid.text
    run.log.append({ type: 'model-call-failed', ...at, callId, ...named, text, error, tries, ...cost }, account)
    throw thrown
  } finally {
    feed.end(run.runId, callId)
  }
}

/** Whose model a call asks, by its provider's name for it, with `auto` resolved. */
/** `chosen` is the model that the node names; in a dry run `ref` is the offline one in its place. */
function nameModel({ run }: EffectSource, { model }: ModelRequest) {
  const chosen = model === 'auto' || model === '' ? run.defaultModel : model
  assert(chosen, 'a run whose nodes ask models knows what auto stands for')
  const ref = run.isDryRun ? offlineModel : chosen
  return { chosen, ref, ...splitModelRef(ref) }
}

/** Each reply is handed out once. */
function recallReply(source: EffectSource, asked: ModelRequest): ModelReply | undefined {
  const { provider, model } = nameModel(source, asked)
  const { run, node, scope } = source
  const settings = settingsOf(asked)
  const paid = run.history?.takeReply({ node, scope }, { provider, model, messages: asked.messages, settings })
  return paid && replyOf(paid, asked)
}

/** The reply of a call that was paid before the program stopped, though its node never finished: it is not paid again. */
function replyOf(event: FinishedCall, { output }: ModelRequest): ModelReply {
  const { text, toolCalls, carried, provider, model, finishReason, tries, microUsd, price } = event
  const { usage, latencyMs, firstTokenMs } = event
  assert(usage, 'a finished call says what it used')
  const said = { text, ...(toolCalls && { toolCalls }), ...(carried && { carried }) }
  const data = output && !toolCalls ? { data: JSON.parse(text) } : {}
  return { ...said, ...data, provider, model, finishReason, tries, usage, microUsd, price, latencyMs, firstTokenMs }
}

function costOf({ usage, microUsd, price, latencyMs, firstTokenMs }: Omit<PaidTry, 'text'>) {
  return { usage, microUsd, price, latencyMs, firstTokenMs }
}

/** A try that the provider never began to answer costs nothing. */
function noCost(latencyMs: number) {
  return { usage: null, microUsd: 0, price: null, latencyMs, firstTokenMs: null }
}

function limitsOf({ hold, outputLimit }: Admission) {
  const { microUsd: reservedMicroUsd } = hold
  const limited = outputLimit && { tokens: outputLimit.tokens, budgetId: outputLimit.budget?.budgetId ?? null }
  return { reservedMicroUsd, ...(limited && { outputLimit: limited }) }
}

/** Says so where a budget cut an answer short, and where a provider billed more than its limits allow. */
function noteExcess({ run, node, scope }: EffectSource, paid: PaidTry | null, held: Admission | null): void {
  if (!paid || !held) return
  const note = (text: string) => run.log.append({ type: 'node-logged', node, scope, level: 'warn', text })
  const { outputLimit, hold } = held
  if (outputLimit?.budget && paid.usage.outputTokens >= outputLimit.tokens) {
    note(`The answer was limited to ${outputLimit.tokens} tokens: the budget “${outputLimit.title}” had no more left.`)
  }
  if (paid.microUsd !== null && hold.microUsd !== null && paid.microUsd > hold.microUsd) {
    const [billed, most] = [formatMicroUsd(paid.microUsd), formatMicroUsd(hold.microUsd)]
    note(`${paid.provider} billed ${billed} for a call that could cost ${most} at most, as limited.`)
  }
}

/** What a call is told apart by, beside its model and messages. */
function settingsOf(request: ModelRequest): JsonObject {
  const { temperature, maxOutputTokens, output, tools, toolChoice, toolProtocol, reasoning } = request
  return {
    ...(temperature !== undefined && { temperature }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(output && { output: output.schema }),
    ...(tools && tools.length > 0 && { tools }),
    ...(toolChoice && { toolChoice }),
    ...(toolProtocol && { toolProtocol }),
    ...(reasoning && { reasoning }),
  }
}

async function sendHttp(
  { http, propagation }: Pick<Parts, 'http' | 'propagation'>,
  source: EffectSource,
  request: HttpRequest,
): Promise<HttpReply> {
  const { run, node, scope } = source
  const { headers, spanId } = withTrace(request.headers, request.joinsTrace ? propagation.outgoing(run) : null)
  const { method, url, body, timeoutMs = defaultHttpTimeoutMs, allowPrivate, onlyHosts, asBytes } = request
  await run.log.flush()
  const startedAt = run.clock.now()
  const timeout = AbortSignal.timeout(timeoutMs)
  const record = (status: number | null, bytes: number) => {
    const durationMs = run.clock.now() - startedAt
    run.log.append({
      ...{ type: 'http-called', node, scope, method, url: redactUrl(url), status, durationMs, bytes },
      ...(spanId !== undefined && { spanId }),
    })
  }
  try {
    const fetch = http.guarded({ allowPrivate, onlyHosts, ...(asBytes && { maxBodyBytes: mostFileBytes }) })
    const signal = AbortSignal.any([source.signal, timeout])
    const response = await fetch(url, { method, headers, body, signal })
    const { size, ...read } = await readReply(response, asBytes, new URL(url).host)
    record(response.status, size)
    return { status: response.status, headers: Object.fromEntries(response.headers), ...read }
  } catch (thrown) {
    record(null, 0)
    if (timeout.aborted && !source.signal.aborted && !(thrown instanceof NitiError)) {
      throw externalError('http.timeout', `${new URL(url).host} did not answer within ${timeoutMs} ms.`, {
        retryable: true,
        hint: 'Raise the time limit of the node, or try again.',
      })
    }
    throw thrown
  }
}

/** The body as what was asked for. What turns out to be text may be as large as any text, however large files may be. */
async function readReply(response: Response, asBytes: HttpRequest['asBytes'], from: string) {
  const isText = isTextType(response.headers.get('content-type') ?? '')
  if (asBytes === undefined || (asBytes === 'unless-text' && isText)) {
    const capped = asBytes ? capBody(response, { maxBytes: defaultMaxBodyBytes, from }) : response
    const text = await capped.text()
    return { text, size: Buffer.byteLength(text) }
  }
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { text: '', bytes, size: bytes.length }
}
