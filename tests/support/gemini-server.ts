import { type ModelServer, type ModelServerOptions, startModelServer, type Wire } from './model-server.ts'

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

  refuse({ headers, body, path }) {
    if (!headers['x-goog-api-key'])
      return geminiError(403, 'Method doesn’t allow unregistered callers.', 'PERMISSION_DENIED')
    if (!path.includes('alt=sse')) return geminiError(400, 'This server only streams events.', 'INVALID_ARGUMENT')
    const isEmpty = !Array.isArray(body.contents) || body.contents.length === 0
    return isEmpty
      ? geminiError(400, '* GenerateContentRequest.contents: contents is not specified', 'INVALID_ARGUMENT')
      : null
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
      pieces: pieces.map((piece) => chunk({ text: piece })),
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
