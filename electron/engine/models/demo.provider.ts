import { userError } from '../../../shared/errors.ts'
import { defineProvider, type ModelPart, type ProviderContext, type SentRequest } from './define-provider.ts'
import { embedWords } from './demo-embedding.ts'
import { fillSchema } from './demo-fill.ts'
import { prose, readSource } from './demo-source.ts'
import { countTokens, firstTokens } from './demo-tokens.ts'
import { demoCall, demoFindings } from './demo-tools.ts'

/**
 * A stand-in for a model, so that every workflow runs offline and free of charge. It understands nothing: it copies the
 * title and first sentences out of what it is given, and fills schemas by simple rules. Of tools it calls each one once, three
 * at most. The same prompt gives the same answer.
 */
export default defineProvider({
  id: 'demo',
  title: 'Demo model (offline, no AI)',
  summary:
    'Not an AI: copies sentences out of the prompt, so that workflows can be tried offline. Nothing leaves the machine.',
  key: 'none',
  baseUrl: '',
  priceId: null,
  isStandIn: true,
  concurrency: 8,
  defaultModel: 'demo',
  models: [{ id: 'demo', title: 'Demo model (offline, no AI)' }],
  defaultEmbeddingModel: 'words',
  stream,
  embed: async (_context, { model, texts }) => {
    if (model !== 'words') {
      throw userError(
        'model.unknown-model',
        `The demo provider has no embedding model "${model}". Its only one is demo/words.`,
      )
    }
    return { vectors: texts.map(embedWords), inputTokens: texts.reduce((sum, text) => sum + countTokens(text), 0) }
  },
})

const maxChunks = 6
const pauseMs = 3

async function* stream(context: ProviderContext, request: SentRequest): AsyncIterable<ModelPart> {
  if (request.model !== 'demo') {
    throw userError(
      'model.unknown-model',
      `The demo provider has no model "${request.model}". Its only one is demo/demo.`,
    )
  }
  const { messages, tools = [], output, maxOutputTokens } = request
  const prompt = messages.map((message) => message.content).join('\n')
  const schemas = [...tools.map((tool) => tool.schema), ...(output ? [output.schema] : [])]
  const inputTokens =
    countTokens(prompt) + schemas.reduce((sum, schema) => sum + countTokens(JSON.stringify(schema)), 0)
  const usageOf = (answer: string) => ({
    ...{ inputTokens, cachedInputTokens: 0, outputTokens: countTokens(answer), reasoningTokens: 0 },
  })
  const call = demoCall(request)
  if (call) {
    await context.sleep(pauseMs)
    const written = call.name + call.arguments
    yield { type: 'tool-text', text: written }
    yield { type: 'tool-call', call }
    yield { type: 'finish', reason: 'tool-calls', usage: usageOf(written), model: 'demo' }
    return
  }
  const task = messages.findLast((message) => message.role === 'user')?.content ?? messages[0]?.content ?? ''
  const source = demoFindings(request) ?? readSource(task)
  const whole = output ? JSON.stringify(fillSchema(output.schema, source)) : prose(source)
  const text = maxOutputTokens ? firstTokens(whole, maxOutputTokens) : whole
  const size = Math.max(20, Math.ceil(text.length / maxChunks))
  for (let start = 0; start < text.length; start += size) {
    await context.sleep(pauseMs)
    yield { type: 'text', text: text.slice(start, start + size) }
  }
  yield { type: 'finish', reason: text === whole ? 'stop' : 'length', usage: usageOf(text), model: 'demo' }
}
