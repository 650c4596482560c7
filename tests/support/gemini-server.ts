import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import {
  type Asked,
  type AskedTurn,
  argumentsText,
  type ModelServer,
  type ModelServerOptions,
  type RecordedRequest,
  readArguments,
  startModelServer,
  type Wire,
} from './model-server.ts'
import { objectsIn, specFlaw } from './openai-server.ts'

/** The Gemini API on a loopback port, in its own wire format, streaming included. See ModelServer. */
export function startGeminiServer(options?: ModelServerOptions): Promise<ModelServer> {
  return startModelServer(geminiWire, options)
}

const finishReasons = { stop: 'STOP', length: 'MAX_TOKENS', 'content-filter': 'SAFETY', refusal: 'PROHIBITED_CONTENT' }

const geminiWire: Wire = {
  basePath: '',
  isCall: (method, path) => method === 'POST' && /^\/v1beta\/models\/[^/]+:streamGenerateContent$/.test(path),
  isModelList: (method, path) => method === 'GET' && path === '/v1beta/models',
  modelList: (ids) => ({
    models: ids.map((id) => ({
      name: `models/${id}`,
      version: '001',
      displayName: id.replaceAll('-', ' '),
      inputTokenLimit: 1_048_576,
      outputTokenLimit: 65_536,
      supportedGenerationMethods: id.includes('embedding') ? ['embedContent'] : ['generateContent', 'countTokens'],
    })),
  }),

  read: readContents,

  refuse(request) {
    const { headers, body, path } = request
    if (!headers['x-goog-api-key'])
      return geminiError(403, 'Method doesn’t allow unregistered callers.', 'PERMISSION_DENIED')
    if (!path.includes('alt=sse')) return geminiError(400, 'This server only streams events.', 'INVALID_ARGUMENT')
    const isEmpty = !Array.isArray(body.contents) || body.contents.length === 0
    if (isEmpty) {
      return geminiError(400, '* GenerateContentRequest.contents: contents is not specified', 'INVALID_ARGUMENT')
    }
    const flaw = toolFlaw(request)
    return flaw ? geminiError(400, flaw, 'INVALID_ARGUMENT') : null
  },

  events(answer, pieces, { path }) {
    const model = answer.model ?? /models\/([^:]+):/.exec(path)?.[1] ?? ''
    const { usage } = answer
    const prompt = usage && {
      promptTokenCount: usage.inputTokens,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: usage.inputTokens }],
      ...(usage.cachedInputTokens && { cachedContentTokenCount: usage.cachedInputTokens }),
    }
    const { outputTokens = 0, reasoningTokens = 0, inputTokens = 0 } = usage ?? {}
    // Google counts thinking beside the answer, and says nothing of zeros.
    const whole = prompt && {
      ...prompt,
      candidatesTokenCount: outputTokens - reasoningTokens,
      ...(reasoningTokens && { thoughtsTokenCount: reasoningTokens }),
      totalTokenCount: inputTokens + outputTokens,
    }
    const chunk = (part: object, rest: object = {}, usageMetadata: object | null | undefined = prompt) =>
      event({
        candidates: [{ content: { parts: [part], role: 'model' }, index: 0, ...rest }],
        ...(usageMetadata && { usageMetadata }),
        modelVersion: model,
        responseId: 'oGkHaZ_abc',
      })
    return {
      before: answer.reasoning ? [chunk({ text: answer.reasoning, thought: true })] : [],
      pieces: [
        ...pieces.map((piece) => chunk({ text: piece })),
        // Whole calls: Google sends no pieces. The first of an answer carries the seal of what was thought before it.
        ...(answer.toolCalls ?? []).map((call, index) => {
          const args = readArguments(argumentsText(call))
          const id = call.id === undefined || call.id === null ? {} : { id: call.id }
          const seal = index === 0 ? { thoughtSignature: sealOf(call.name) } : {}
          return chunk({ functionCall: { ...id, name: call.name, args: isJsonObject(args) ? args : {} }, ...seal })
        }),
      ],
      after: [chunk({ text: '' }, { finishReason: finishReasons[answer.finish ?? 'stop'] }, whole)],
    }
  },

  error: (error) => event({ error }),
}

/** An error as Google words it. */
export function geminiError(code: number, message: string, status: string, details: object[] = []) {
  return { status: code, body: { error: { code, message, status, ...(details.length > 0 && { details }) } } }
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`
}

/** What Google seals thoughts with before a call, and wants back. */
export function sealOf(name: string): string {
  return Buffer.from(`sealed thoughts before ${name}`).toString('base64')
}

function readContents({ body, path }: RecordedRequest): Asked {
  const config = isJsonObject(body.generationConfig) ? body.generationConfig : {}
  const instruction = isJsonObject(body.systemInstruction) ? body.systemInstruction.parts : null
  const declared = objectsIn(body.tools).flatMap((tool) => objectsIn(tool.functionDeclarations))
  const toolConfig = isJsonObject(body.toolConfig) ? body.toolConfig.functionCallingConfig : null
  const modes: Record<string, Asked['toolChoice']> = { AUTO: 'auto', ANY: 'required', NONE: 'none' }
  return {
    model: /models\/([^:]+):/.exec(path)?.[1] ?? '',
    instructions: textIn(instruction),
    turns: objectsIn(body.contents).map(readContent),
    tools: declared.map(({ name, description, parametersJsonSchema }) => ({
      name: String(name),
      description: String(description),
      schema: parametersJsonSchema ?? null,
    })),
    toolChoice: isJsonObject(toolConfig) ? (modes[String(toolConfig.mode)] ?? null) : null,
    schema: config.responseJsonSchema ?? null,
  }
}

function textIn(parts: Json | undefined): string {
  return objectsIn(parts)
    .map((part) => (typeof part.text === 'string' && part.thought !== true ? part.text : ''))
    .join('')
}

function readContent({ role, parts: sent }: JsonObject): AskedTurn {
  const parts = objectsIn(sent)
  const calls = parts.flatMap(({ functionCall: call }) =>
    isJsonObject(call) ? [{ id: String(call.id ?? ''), name: String(call.name), input: call.args ?? null }] : [],
  )
  const results = parts.flatMap(({ functionResponse: result }) => {
    if (!isJsonObject(result)) return []
    const response = isJsonObject(result.response) ? result.response : {}
    const isError = 'error' in response
    return [{ id: String(result.id ?? ''), text: String(response.error ?? response.output), isError }]
  })
  const files = parts.flatMap(({ inlineData }) => (isJsonObject(inlineData) ? [String(inlineData.mimeType)] : []))
  return {
    role: role === 'model' ? 'assistant' : results.length > 0 ? 'tool' : 'user',
    text: textIn(sent),
    files,
    calls,
    results,
    hasReasoning: parts.some((part) => typeof part.thoughtSignature === 'string'),
  }
}

/** What Google says of calls and results that do not belong together, and of seals that did not come back. */
function toolFlaw({ body }: RecordedRequest): string | null {
  for (const tool of objectsIn(body.tools)) {
    for (const [index, { name, parametersJsonSchema: schema }] of objectsIn(tool.functionDeclarations).entries()) {
      const flaw = specFlaw({ name, schema }, `tools[0].function_declarations[${index}]`)
      if (flaw) return flaw
    }
  }
  let open: string[] = []
  for (const { role, parts: sent } of objectsIn(body.contents)) {
    const parts = objectsIn(sent)
    if (parts.length === 0) return 'Unable to submit request because it must include at least one parts field.'
    const answered = parts.flatMap(({ functionResponse: of }) => (isJsonObject(of) ? [String(of.name)] : []))
    if (answered.toSorted().join() !== open.toSorted().join()) {
      return 'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.'
    }
    const calls = parts.filter((part) => isJsonObject(part.functionCall))
    if (calls.length > 0 && role !== 'model') return 'Please ensure that function call turn comes from the model.'
    const first = calls[0]
    const name = isJsonObject(first?.functionCall) ? String(first.functionCall.name) : ''
    if (first && first.thoughtSignature !== sealOf(name) && first.thoughtSignature !== skipSeal) {
      return `Function call is missing a thought_signature in functionCall parts: ${name}.`
    }
    open = calls.flatMap(({ functionCall: of }) => (isJsonObject(of) ? [String(of.name)] : []))
  }
  return open.length > 0
    ? 'Please ensure that function response turn comes immediately after a function call turn.'
    : null
}

/** What Google takes in place of a seal, for calls another model made. https://ai.google.dev/gemini-api/docs/thought-signatures */
const skipSeal = 'skip_thought_signature_validator'
