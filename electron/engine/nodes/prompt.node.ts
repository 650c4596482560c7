import { z } from 'zod'
import { hint, modelParam, textParam } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import type { ChatMessage } from '../../../shared/run/model-call.ts'
import { defineNode } from './define-node.ts'

export default defineNode({
  type: 'prompt',
  version: 1,
  title: 'Ask a model',
  group: 'ai',
  icon: 'sparkles',
  summary: 'Sends a prompt to a model and passes on its answer as text.',
  keywords: ['prompt', 'llm', 'gpt', 'gemini', 'generate', 'write', 'summarise', 'chat', 'ai'],
  params: z.object({
    model: modelParam().meta(hint({ title: 'Model', control: 'model' })),
    prompt: textParam({ required: true }).meta(
      hint({ title: 'Prompt', control: 'long-text', placeholder: 'Summarise this in three sentences: {{ input }}' }),
    ),
    system: textParam()
      .default('')
      .meta(
        hint({
          title: 'Instructions',
          description: 'Who the model is and how it answers: the system prompt.',
          control: 'long-text',
        }),
      ),
    temperature: z
      .number()
      .min(0)
      .max(2)
      .optional()
      .meta(
        hint({
          title: 'Temperature',
          description: '0 is steady, higher is more varied. Left empty, the model decides.',
          advanced: true,
        }),
      ),
    maxOutputTokens: z
      .number()
      .int()
      .min(1)
      .optional()
      .meta(
        hint({ title: 'Longest answer', description: 'In tokens. Longer answers are cut off there.', advanced: true }),
      ),
  }),
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [{ id: 'out', title: 'Answer', type: 'text' }],
  usesModel: true,
  cardParam: 'prompt',
  example: { prompt: 'Summarise this in three sentences:\n\n{{ input }}' },
  async run(context, { params }) {
    if (params.prompt.trim() === '') {
      throw userError('prompt.empty', 'The prompt is empty, so there is nothing to ask the model.', {
        field: 'params.prompt',
      })
    }
    const messages: ChatMessage[] = [{ role: 'user', content: params.prompt }]
    if (params.system.trim() !== '') messages.unshift({ role: 'system', content: params.system })
    const reply = await context.model({
      model: params.model,
      messages,
      ...(params.temperature !== undefined && { temperature: params.temperature }),
      ...(params.maxOutputTokens !== undefined && { maxOutputTokens: params.maxOutputTokens }),
    })
    if (reply.finishReason === 'length') {
      context.log('warn', `The answer was cut off after ${reply.usage.outputTokens} tokens.`)
    }
    if (reply.finishReason === 'content-filter') {
      context.log('warn', 'The provider stopped the answer because of its content rules.')
    }
    return { out: reply.text }
  },
})
