import type { Clock } from '../../../shared/clock.ts'
import { cancelledError, externalError, NitiError } from '../../../shared/errors.ts'
import type { ChatMessage, FinishReason, ModelUsage, ToolCall } from '../../../shared/run/model-call.ts'
import type { Http } from '../http/http.ts'
import { explainNetworkError } from '../http/network-error.ts'
import type { ModelPart, SentRequest } from './define-provider.ts'
import { type Asked, explainNetworkFailure, type ModelFailure } from './model-failure.ts'
import { watchRequests } from './watch-requests.ts'

export type TryOptions = {
  asked: Asked
  request: SentRequest
  http: Pick<Http, 'fetch' | 'post'>
  clock: Clock
  signal: AbortSignal
  onText(text: string): void
  onReasoning?(text: string): void
}

const over = new Error('the try is over')
/** What a try fails with whose connection was lost before its end. */
const brokenCode = 'model.connection-broken'

/** What one try of one call brought, failed or not. */
export type TryResult = {
  text: string
  reasoning: string
  toolCalls: ToolCall[]
  /** Names and arguments of calls, as far as they came. */
  toolText: string
  /** What the provider wants back with this answer. */
  carried: ChatMessage['carried']
  finish: { reason: FinishReason; usage: ModelUsage | null; model: string } | null
  failure: ModelFailure | null
  /** Whether the provider began to answer, and so may bill even a try that failed. */
  hasBegun: boolean
  /** It left, and nothing of an answer came: nobody knows what the provider bills for it. */
  isUnanswered: boolean
  latencyMs: number
  firstTokenMs: number | null
}

/** Asks the provider once and collects its stream. Never throws for what the provider, the wire or a cancel did; only for bugs. */
export async function tryModel(options: TryOptions): Promise<TryResult> {
  const { asked, request, clock, signal } = options
  const startMs = clock.now()
  // One of its own, aborted at the end where it was not read to its own: some SDKs leave the socket open when they fail.
  const ended = new AbortController()
  const trySignal = ended.signal
  // Linked by hand: `AbortSignal.any` keeps weak lists that cost more than the rest of a try.
  const passOn = () => ended.abort(signal.reason)
  if (signal.aborted) passOn()
  signal.addEventListener('abort', passOn)
  const watched = watchRequests({ http: options.http, signal: trySignal, asked, now: clock.now })
  const result: TryResult = {
    ...{
      text: '',
      reasoning: '',
      toolCalls: [],
      toolText: '',
      carried: undefined,
      finish: null,
      failure: null,
      hasBegun: false,
      isUnanswered: false,
    },
    ...{ latencyMs: 0, firstTokenMs: null },
  }
  const take = (part: ModelPart) => {
    result.hasBegun = true
    if (part.type === 'finish') {
      result.finish = part
      return
    }
    result.firstTokenMs ??= clock.now() - startMs
    if (part.type === 'tool-call') {
      result.toolCalls.push(part.call)
    } else if (part.type === 'tool-text') {
      result.toolText += part.text
    } else if (part.type === 'carried') {
      result.carried = { provider: asked.provider.id, data: part.data }
    } else {
      result[part.type] += part.text
      if (part.type === 'text') options.onText(part.text)
      else options.onReasoning?.(part.text)
    }
  }

  try {
    const { apiKey, baseUrl, provider } = asked
    const sleep = (ms: number) => clock.sleep(ms, trySignal)
    const context = { fetch: watched.fetch, post: watched.post, sleep, signal: trySignal, apiKey, baseUrl }
    for await (const part of provider.stream(context, request)) take(part)
    // Some SDKs end quietly when they are aborted.
    if (signal.aborted) result.failure = explainThrown(signal.reason, options, watched.failure())
    else if (!result.finish) result.failure = brokenOff(asked)
  } catch (thrown) {
    result.failure = explainThrown(thrown, options, watched.failure())
  } finally {
    // With a reason at hand: making the usual one, with its stack, costs more than the rest of this function.
    signal.removeEventListener('abort', passOn)
    if (result.failure || !result.finish) ended.abort(over)
  }
  result.hasBegun ||= watched.hasBegun()
  // A stream that opened and was cut off before its first word tells no more than none: a model may have thought meanwhile.
  const isCutOff = result.hasBegun && (signal.aborted || result.failure?.error.info.code === brokenCode)
  const isEmpty = !result.finish && result.text + result.reasoning + result.toolText === ''
  result.isUnanswered = isEmpty && (isCutOff || watched.isUnanswered())
  result.latencyMs = clock.now() - startMs
  return result
}

/** Why a try failed; a bug of ours is thrown on. `seen`: what its requests failed with. */
export function explainThrown(
  thrown: unknown,
  { signal, asked }: Pick<TryOptions, 'signal' | 'asked'>,
  seen: ModelFailure | null,
): ModelFailure {
  if (signal.aborted) return { error: cancelReason(signal), retryAfterMs: null }
  if (seen) return seen
  if (thrown instanceof NitiError) return { error: nameProvider(thrown, asked), retryAfterMs: null }
  const network = explainNetworkError(thrown)
  if (network) return explainNetworkFailure(asked, network)
  // Its own time limit, not ours: nothing was aborted from outside.
  if (thrown instanceof Error && /Timeout|AbortError/.test(`${thrown.name} ${thrown.constructor.name}`)) {
    return explainNetworkFailure(asked, { code: 'ETIMEDOUT', reason: 'it did not answer in time' })
  }
  throw thrown
}

/** What a caller aborted with, if it is an error of ours (a time limit, a budget); else a plain cancel. */
export function cancelReason(signal: AbortSignal): NitiError {
  return signal.reason instanceof NitiError ? signal.reason : cancelledError()
}

/** Providers say "it": which one is known here. */
function nameProvider(error: NitiError, { provider }: Asked): NitiError {
  if (error.info.kind !== 'external') return error
  const { info } = error
  return new NitiError({ ...info, message: `${provider.title}: ${info.message}` }, { cause: error })
}

function brokenOff({ provider }: Asked): ModelFailure {
  const message = `${provider.title} stopped in the middle of its answer.`
  return { error: externalError(brokenCode, message, { retryable: true }), retryAfterMs: null }
}
