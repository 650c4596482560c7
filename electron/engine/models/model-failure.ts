import { externalError, type NitiError, userError } from '../../../shared/errors.ts'
import type { NetworkFailure } from '../http/network-error.ts'
import { redactText } from '../http/redact.ts'
import { readRetryAfter } from '../http/retry-delay.ts'
import type { Provider } from './define-provider.ts'

/** Who was asked for what; the key is only here to be taken out of what the vendor says. */
export type Asked = { provider: Provider; model: string; apiKey: string | null; baseUrl: string }

export type HttpRefusal = { status: number; headers: Headers; body: string }

/** Why a call failed, in words for the person who must act, and how long the vendor asks to wait. */
export type ModelFailure = { error: NitiError; retryAfterMs: number | null }

/** Explains a reply that is not 2xx. Only errors marked `retryable` are worth another try. */
export function explainRefusal(asked: Asked, refusal: HttpRefusal, nowMs: number): ModelFailure {
  const { status, headers, body } = refusal
  const retryAfterMs = readRetryAfter(headers, nowMs) ?? readGoogleRetryDelay(body)
  const moved = status >= 300 && status <= 399
  return { error: moved ? movedError(asked, headers) : refusalError(asked, status, body), retryAfterMs }
}

function movedError({ provider, baseUrl }: Asked, headers: Headers): NitiError {
  const to = headers.get('location')
  return userError('model.moved', `${provider.title} is not at ${baseUrl} any more${to ? `, but at ${to}` : ''}.`, {
    hint: 'Set its new base URL in Settings.',
    details: { provider: provider.id },
  })
}

function refusalError(asked: Asked, status: number, body: string): NitiError {
  const { title, keyEnv } = asked.provider
  const complaint = redactText(readComplaint(body), asked.apiKey ? [asked.apiKey] : [])
  const says = complaint ? `: ${complaint}` : ` (HTTP ${status}).`
  const details = { status, provider: asked.provider.id, model: asked.model }

  if (status === 401 || /API_KEY_INVALID|invalid_api_key/.test(body)) {
    const where = keyEnv
      ? `Set the right key in Settings, or in the environment as ${keyEnv}.`
      : 'Check the key in Settings.'
    return userError('model.wrong-key', `${title} did not accept the API key${says}`, { hint: where, details })
  }
  if (isQuotaExhausted(status, body)) {
    const hint = `Add credit or raise the limit in your ${title} account; trying again will not help before that.`
    return userError('model.quota-exhausted', `The quota of your ${title} account is used up${says}`, { hint, details })
  }
  if (refusesTools(status, body)) {
    return userError('model.no-tools', `The model ${asked.model} at ${title} cannot call tools${says}`, {
      hint: 'Choose another model, or have tools asked for in plain text: “text” as the agent’s tool protocol.',
      details,
    })
  }
  if (isUnknownModel(status, body)) {
    return userError('model.unknown-model', `${title} has no model "${asked.model}"${says}`, {
      hint: 'Choose another model, or check the base URL in Settings.',
      details,
    })
  }
  if (isContextOverflow(status, body)) return contextOverflowError(asked, body, says)
  if (/content_filter|content_policy_violation|ResponsibleAIPolicyViolation/.test(body)) {
    return userError('model.content-filter', `${title} refused the prompt because of its content rules${says}`, {
      details,
    })
  }
  if (status === 429) {
    const hint = 'Lower the number of parallel calls in Settings, or wait.'
    return externalError('model.rate-limited', `${title} allows no more calls for now${says}`, {
      retryable: true,
      hint,
      details,
    })
  }
  if (status === 408 || status === 409 || status >= 500) {
    return externalError('model.unavailable', `${title} could not answer just now${says}`, { retryable: true, details })
  }
  return externalError('model.refused', `${title} refused the request${says}`, { retryable: false, details })
}

/** A call that got no reply, or lost it midway. Names that do not exist and doors that are closed are not tried again. */
export function explainNetworkFailure(asked: Asked, failure: NetworkFailure): ModelFailure {
  const { provider, baseUrl } = asked
  const isFinal = /^(ECONNREFUSED|ENOTFOUND|FETCH_REFUSED)$|CERT|TLS|SSL/.test(failure.code)
  const isLocal = provider.localPorts !== undefined
  const error = externalError(
    isFinal ? 'model.unreachable' : 'model.connection-broken',
    `Could not reach ${provider.title} at ${baseUrl}: ${failure.reason}.`,
    {
      retryable: !isFinal,
      ...(isFinal && { hint: isLocal ? `Start ${provider.title} and run again.` : 'Check the base URL in Settings.' }),
      details: { code: failure.code, provider: provider.id },
    },
  )
  return { error, retryAfterMs: null }
}

/** The vendor's own sentence, from the usual shapes of error bodies; at most 500 characters. */
function readComplaint(body: string): string {
  const text = findMessage(parseJson(body)) ?? (/<html|<!doctype/i.test(body) ? '' : body)
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 500 ? `${line.slice(0, 499)}…` : line
}

function findMessage(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return findMessage(value[0])
  if (typeof value !== 'object' || value === null) return null
  for (const [key, inner] of Object.entries(value)) {
    if (/^(error|message|detail|msg)$/.test(key)) {
      const message = findMessage(inner)
      if (message) return message
    }
  }
  return null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isQuotaExhausted(status: number, body: string): boolean {
  // Google says the same for "too many a minute" and "too many a day"; only the first passes by waiting.
  return (
    status === 402 ||
    /insufficient_quota|billing_hard_limit|credit balance is too low/.test(body) ||
    (status === 429 && /PerDay/.test(body))
  )
}

/** In the words of Ollama, OpenRouter, vLLM, llama.cpp, OpenAI and Google. */
function refusesTools(status: number, body: string): boolean {
  if (![400, 404, 422, 500, 501].includes(status)) return false
  return /does not support (tools|tool use|tool calling|function calling)|support tool use|enable-auto-tool-choice|tools param requires --jinja|'tools?' is not supported|function calling is not enabled/i.test(
    body,
  )
}

function isUnknownModel(status: number, body: string): boolean {
  return status === 404 || /model_not_found|model `[^`]*` does not exist/.test(body)
}

function isContextOverflow(status: number, body: string): boolean {
  if (status === 413) return true
  // llama.cpp reports it as a 500; every other 5xx is taken at its word.
  if (/context_length_exceeded|exceed_context_size/.test(body)) return true
  return (
    status === 400 &&
    /maximum context length|context (length|size|window)|input token count|prompt is too long|exceeds the maximum number of tokens/i.test(
      body,
    )
  )
}

/** "maximum context length is 128000 tokens … resulted in 150000", in the words of OpenAI, vLLM, Google and llama.cpp. */
function contextOverflowError(asked: Asked, body: string, says: string): NitiError {
  const read = (...patterns: RegExp[]) => {
    const digits = patterns.map((pattern) => pattern.exec(body)?.[1]).find((match) => match !== undefined)
    return digits === undefined ? null : Number(digits.replaceAll(',', ''))
  }
  const limit = read(
    /context (?:length|size|window)[^\d]{0,20}(\d[\d,]*)/i,
    /tokens allowed \((\d[\d,]*)/i,
    /"n_ctx":\s*(\d+)/,
    /tokens > (\d+) maximum/,
  )
  const sent = read(
    /(?:resulted in|requested|request has|prompt contains)(?: at least)? (\d[\d,]*)/i,
    /token count \((\d[\d,]*)/i,
    /"n_prompt_tokens":\s*(\d+)/,
    /request \((\d[\d,]*) tokens\)/i,
    /prompt is too long: (\d+) tokens/,
  )
  const sizes =
    sent && limit
      ? ` It has ${sent} tokens, and the model takes ${limit}.`
      : limit
        ? ` The model takes ${limit} tokens.`
        : ''
  return userError('model.context-overflow', `The prompt is too long for ${asked.model}.${sizes}`, {
    hint: 'Shorten the input, split it with an Each node, or choose a model with a larger context.',
    details: {
      provider: asked.provider.id,
      model: asked.model,
      inputTokens: sent,
      contextTokens: limit,
      complaint: says.slice(2),
    },
  })
}

/** Google puts its wait into the body: `"retryDelay": "34.07s"`. */
function readGoogleRetryDelay(body: string): number | null {
  const seconds = /"retryDelay":\s*"([\d.]+)s"/.exec(body)?.[1]
  return seconds === undefined ? null : Math.ceil(Number(seconds) * 1000)
}
