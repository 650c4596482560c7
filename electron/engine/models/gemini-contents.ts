import type {
  Content,
  FunctionCallingConfigMode,
  GenerateContentParameters,
  GenerateContentResponse,
  Part,
  ThinkingConfig,
  ThinkingLevel,
} from '@google/genai'
import { externalError } from '../../../shared/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { FinishReason, ModelRequest, ModelUsage } from '../../../shared/run/model-call.ts'
import type { ModelPart, SentMessage, SentRequest } from './define-provider.ts'
import { argumentsOf, createCallIds, schemaOfTool } from './tool-calls.ts'

/** Our request as Gemini takes it. https://ai.google.dev/api/generate-content */
export function toContentsRequest(request: SentRequest, abortSignal: AbortSignal): GenerateContentParameters {
  const { model, messages, temperature, maxOutputTokens, output, tools = [], toolChoice, reasoning } = request
  const cannotDoBoth = output && tools.length > 0 && !isNewer(model)
  const instructions = [
    ...messages.filter((message) => message.role === 'system').map((message) => message.content),
    ...(cannotDoBoth ? [`Give your last answer as JSON alone, of this schema: ${JSON.stringify(output.schema)}`] : []),
  ]
  const contents = toContents(request)
  // Gemini wants at least one turn: instructions that stand alone are then what is asked.
  const onlyInstructions = contents.length === 0
  return {
    model,
    contents: onlyInstructions ? [{ role: 'user', parts: [{ text: instructions.join('\n\n') }] }] : contents,
    config: {
      abortSignal,
      temperature,
      maxOutputTokens,
      ...(instructions.length > 0 && !onlyInstructions && { systemInstruction: instructions.join('\n\n') }),
      ...(output && !cannotDoBoth && { responseMimeType: 'application/json', responseJsonSchema: output.schema }),
      ...(tools.length > 0 && { tools: [{ functionDeclarations: tools.map(toDeclaration) }] }),
      ...(tools.length > 0 && toolChoice && { toolConfig: { functionCallingConfig: { mode: modes[toolChoice] } } }),
      ...(reasoning && { thinkingConfig: thinkingOf(model, reasoning) }),
    },
  }
}

/** The values of the SDK's enums: it is loaded for calls alone, and these are all that is needed of it here. */
const modes = {
  auto: 'AUTO' as FunctionCallingConfigMode,
  required: 'ANY' as FunctionCallingConfigMode,
  none: 'NONE' as FunctionCallingConfigMode,
}
const levels = {
  low: 'LOW' as ThinkingLevel,
  medium: 'MEDIUM' as ThinkingLevel,
  high: 'HIGH' as ThinkingLevel,
}
const budgets = { low: 1_024, medium: 8_192, high: 24_576 }

/** From the third generation on, models take levels of thinking, answer by schema beside tools, and want seals back. */
function isNewer(model: string): boolean {
  return !/gemini-(1|2)\b/.test(model)
}

function thinkingOf(model: string, reasoning: NonNullable<ModelRequest['reasoning']>): ThinkingConfig {
  const much = isNewer(model) ? { thinkingLevel: levels[reasoning] } : { thinkingBudget: budgets[reasoning] }
  return { ...much, includeThoughts: true }
}

function toDeclaration({ name, description, schema }: NonNullable<ModelRequest['tools']>[number]) {
  return { name, description, parametersJsonSchema: schemaOfTool(schema) }
}

/** Results of calls that were made together are one turn, in the order of the calls. */
function toContents({ model, messages }: SentRequest): Content[] {
  const contents: Content[] = []
  /** Google's names of calls, by ours; it gives none in some versions, and those here mean nothing to it. */
  const vendorIds = new Map<string, string>()
  let order: string[] = []
  let results: { id: string; part: Part }[] = []
  const endResults = () => {
    if (results.length === 0) return
    const sorted = results.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
    contents.push({ role: 'user', parts: sorted.map(({ part }) => part) })
    results = []
  }
  for (const message of messages) {
    if (message.role === 'system') continue
    if (message.role === 'tool') {
      const { toolCallId = '', toolName = '', content, isError } = message
      const id = vendorIds.get(toolCallId)
      const response = isError ? { error: content } : { output: content }
      results.push({ id: toolCallId, part: { functionResponse: { ...(id && { id }), name: toolName, response } } })
      continue
    }
    endResults()
    if (message.role === 'user') {
      contents.push({ role: 'user', parts: toUserParts(message) })
      continue
    }
    const parts = readCarried(message) ?? toModelParts(message, model)
    order = (message.toolCalls ?? []).map((call) => call.id)
    for (const [index, { functionCall }] of parts.filter((part) => part.functionCall).entries()) {
      const id = order[index]
      if (id !== undefined && functionCall?.id) vendorIds.set(id, functionCall.id)
    }
    contents.push({ role: 'model', parts })
  }
  endResults()
  return contents
}

function toUserParts({ content, opened = [] }: SentMessage): Part[] {
  return [
    { text: content },
    ...opened.map(({ mediaType, base64 }) => ({ inlineData: { mimeType: mediaType, data: base64 } })),
  ]
}

/** What Google takes in place of a seal on a call that another model made. https://ai.google.dev/gemini-api/docs/thought-signatures */
const noSeal = 'skip_thought_signature_validator'

function toModelParts({ content, toolCalls = [] }: SentMessage, model: string): Part[] {
  const calls = toolCalls.map((call, index) => ({
    functionCall: { name: call.name, args: argumentsOf(call) },
    ...(index === 0 && isNewer(model) && { thoughtSignature: noSeal }),
  }))
  return [...(content === '' && calls.length > 0 ? [] : [{ text: content }]), ...calls]
}

/** The very parts of an answer, with their seals, where they say the same as the message. */
function readCarried({ content, toolCalls = [], carried }: SentMessage): Part[] | null {
  const data = carried?.provider === 'gemini' && isJsonObject(carried.data) ? carried.data.parts : null
  if (!Array.isArray(data)) return null
  // What Google gave is what it takes; nothing else is ever put there.
  const parts = data as unknown as Part[]
  const text = parts.map((part) => part.text ?? '').join('')
  const calls = parts.flatMap(({ functionCall }) => (functionCall ? [argumentsIn(functionCall.args)] : []))
  const isSame = text === content && JSON.stringify(calls) === JSON.stringify(toolCalls.map((call) => call.arguments))
  return isSame ? parts : null
}

function argumentsIn(args: Record<string, unknown> | undefined): string {
  return JSON.stringify(args ?? {})
}

/** Their chunks as our parts. */
export async function* fromChunks(
  chunks: AsyncIterable<GenerateContentResponse>,
  request: Pick<ModelRequest, 'messages'>,
): AsyncIterable<ModelPart> {
  let reason: FinishReason | null = null
  let isMalformed = false
  let usage: ModelUsage | null = null
  let model = ''
  const kept: Part[] = []
  const idOf = createCallIds(request)
  for await (const chunk of chunks) {
    model ||= chunk.modelVersion ?? ''
    if (chunk.usageMetadata) usage = fromUsage(chunk.usageMetadata)
    if (chunk.promptFeedback?.blockReason) reason = 'content-filter'
    const candidate = chunk.candidates?.[0]
    for (const part of candidate?.content?.parts ?? []) {
      if (part.text) yield { type: part.thought ? 'reasoning' : 'text', text: part.text }
      if (part.functionCall) {
        const { id, name = '', args } = part.functionCall
        yield { type: 'tool-text', text: name + argumentsIn(args) }
        yield { type: 'tool-call', call: { id: idOf(id), name, arguments: argumentsIn(args) } }
      }
      keep(kept, part)
    }
    if (candidate?.finishReason) reason = fromFinishReason(candidate.finishReason)
    isMalformed ||= /MALFORMED_FUNCTION_CALL|UNEXPECTED_TOOL_CALL/.test(candidate?.finishReason ?? '')
  }
  if (kept.some((part) => part.functionCall) && kept.some((part) => part.thoughtSignature ?? part.functionCall?.id)) {
    const parts: Json = JSON.parse(JSON.stringify(kept))
    yield { type: 'carried', data: { parts } satisfies JsonObject }
  }
  if (reason) yield { type: 'finish', reason, usage, model }
  if (isMalformed) {
    throw externalError('model.malformed-call', 'It asked for a tool in a way that nobody can read.', {
      retryable: true,
    })
  }
}

/** Text comes in many parts; put together, but for those with a seal of their own. What was thought aloud is not wanted back. */
function keep(kept: Part[], part: Part): void {
  const last = kept.at(-1)
  if (part.thought || (!part.text && !part.functionCall && !part.thoughtSignature)) return
  const isPlain = (one: Part | undefined) => one?.text !== undefined && !one.functionCall && !one.thoughtSignature
  if (last && isPlain(last) && isPlain(part)) last.text = `${last.text}${part.text}`
  else kept.push({ ...part })
}

const filters = /SAFETY|RECITATION|BLOCKLIST|PROHIBITED_CONTENT|SPII|LANGUAGE/

function fromFinishReason(reason: string): FinishReason {
  if (reason === 'STOP') return 'stop'
  if (reason === 'MAX_TOKENS') return 'length'
  return filters.test(reason) ? 'content-filter' : 'other'
}

/** Google counts thinking beside the answer; billed it is as output. */
function fromUsage(usage: NonNullable<GenerateContentResponse['usageMetadata']>): ModelUsage {
  const reasoningTokens = usage.thoughtsTokenCount ?? 0
  return {
    inputTokens: (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0),
    cachedInputTokens: usage.cachedContentTokenCount ?? 0,
    outputTokens: (usage.candidatesTokenCount ?? 0) + reasoningTokens,
    reasoningTokens,
  }
}
