import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { countTokens } from '../../electron/engine/models/count-tokens.ts'
import { defineNode } from '../../electron/engine/nodes/define-node.ts'
import { collectNodes, nodeTypes } from '../../electron/engine/nodes/registry.ts'
import { type Json, jsonObject } from '../../shared/json.ts'
import type { ChatMessage } from '../../shared/run/model-call.ts'
import { openBudgetCheck } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { type EmbeddingReply, openAiVectors, startEmbeddingServer } from '../support/embedding-server.ts'
import { openAiError, startOpenAiServer } from '../support/openai-server.ts'
import { scriptedModel } from '../support/scripted-model.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'
import { createNoticeHost, eventsOf } from '../support/waiting-runs.ts'

/** A node that asks a model with tools until it asks for none, and tells it the same result each time. */
const looper = defineNode({
  type: 'looper',
  version: 1,
  title: 'Looper',
  group: 'ai',
  icon: 'repeat',
  summary: 'Asks with tools.',
  params: z.object({
    model: z.string(),
    fallbacks: z.array(z.string()).default([]),
    schema: jsonObject.default({ type: 'object' }),
    tools: z.number().default(1),
    result: z.string().default('Sunny.'),
  }),
  inputs: [],
  outputs: [{ id: 'out', title: 'Answer', type: 'text' }],
  usesModel: true,
  async run(context, { params: { model, fallbacks, schema, tools: count, result } }) {
    const tools = Array.from({ length: count }, (_, index) => ({
      name: `tool_${index}`,
      description: 'Looks.',
      schema,
    }))
    const messages: ChatMessage[] = [{ role: 'user', content: 'How is it?' }]
    for (;;) {
      const reply = await context.model({ model, fallbacks, messages: [...messages], tools })
      if (!reply.toolCalls) return { out: reply.text }
      const { text, toolCalls, carried } = reply
      messages.push({ role: 'assistant', content: text, toolCalls, ...(carried && { carried }) })
      for (const { id, name } of toolCalls) {
        messages.push({ role: 'tool', content: result, toolCallId: id, toolName: name })
      }
    }
  },
})

/** A node that has vectors made. */
const embedder = defineNode({
  type: 'embedder',
  version: 1,
  title: 'Embedder',
  group: 'ai',
  icon: 'hash',
  summary: 'Has vectors made.',
  params: z.object({ model: z.string(), texts: z.array(z.string()) }),
  inputs: [],
  outputs: [{ id: 'out', title: 'Vectors', type: 'any' }],
  usesModel: true,
  run: async (context, { params }) => {
    const { vectors, provider, model } = await context.embed(params)
    return { out: { from: `${provider}/${model}`, vectors } }
  },
})

const withLooper = collectNodes([...nodeTypes.values(), looper, embedder])
const fails = { scope: { kind: 'workspace' }, period: 'total', onExceed: 'fail' } as const

function rowsOf(dataDir: string): Json {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const sql = 'SELECT outcome, provider, model, input_tokens, output_tokens, micro_usd, at_maximum FROM ledger'
  const rows = db.prepare<[], Record<string, Json>>(sql).all()
  db.close()
  return rows
}

test('with tools, their calls and results in every request, no budget is exceeded by what the provider counts', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        tools: fc.integer({ min: 1, max: 6 }),
        properties: fc.integer({ min: 0, max: 20 }),
        result: fc.string({ maxLength: 2_000, unit: 'grapheme' }),
        calls: fc.array(fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
        limitMicroUsd: fc.integer({ min: 3_000, max: 60_000 }),
      }),
      loopWithin,
    ),
    { numRuns: 15, endOnFailure: true },
  )
})

type Loop = { tools: number; properties: number; result: string; calls: string[][]; limitMicroUsd: number }

async function loopWithin({ tools, properties, result, calls, limitMicroUsd }: Loop): Promise<void> {
  const dataDir = temporaryFolder()
  let billed = 0
  const problems: string[] = []
  let look = (): string[] => []
  const server = await startOpenAiServer({
    async respond({ messages, tools: sent, max_completion_tokens: limit }, index) {
      problems.push(...look())
      // All that was sent, with its JSON around it, as its own tokenizer counts; and an answer as long as it may be.
      const inputTokens = await countTokens(JSON.stringify([messages, sent]))
      const usage = { inputTokens, outputTokens: typeof limit === 'number' ? limit : 16_384 }
      billed += Math.round(usage.inputTokens * 2.5 + usage.outputTokens * 10)
      const asked = calls[index]?.map((text) => ({ name: 'tool_0', arguments: { text } }))
      return asked ? { toolCalls: asked, usage } : { text: 'Done.', usage }
    },
  })
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const engine = await openTestEngine({ dataDir, env, nodeTypes: withLooper, host: createNoticeHost() })
  await engine.client.budgets.remove({ budgetId: 'budget_each_run' })
  await engine.client.budgets.create({ ...fails, limitMicroUsd })
  const check = openBudgetCheck(dataDir)
  look = check.problems
  const fields = Array.from({ length: properties }, (_, index) => [
    `field${index}`,
    { type: 'string', description: 'A field.' },
  ])
  const schema = { type: 'object', properties: Object.fromEntries(fields) }
  const params = { model: 'openai/gpt-4o', tools, schema, result }
  await runWorkflow(engine, drawWorkflow('', { ask: { type: 'looper', params, policy: { onError: 'value' } } }))
  expect([...problems, ...check.problems()]).toEqual([])
  expect(check.openReservations()).toBe(0)
  expect(check.ledger().micro_usd).toBe(billed)
  expect(billed).toBeLessThanOrEqual(limitMicroUsd)
  check.close()
  await engine.close()
  await server.close()
}

test('a model that fails for a reason of its provider’s gives way to the next, and the node says so', async () => {
  const refusing = await startOpenAiServer()
  onTestFinished(() => refusing.close())
  refusing.answer(openAiError(400, 'This model is no more.', null))
  const gemini = await scriptedModel(
    [{ toolCalls: [{ name: 'tool_0', arguments: {} }] }, { text: 'It is sunny.' }],
    'gemini',
  )
  onTestFinished(() => gemini.close())
  const env = { ...gemini.env, OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: refusing.url }
  const engine = await openTestEngine({ env, nodeTypes: withLooper })
  refusing.answer(openAiError(401, 'Incorrect API key.', 'invalid_api_key'))
  const fallbacks = ['anthropic/claude-haiku-4-5', gemini.model]
  const params = { model: 'openai/gpt-4o', fallbacks }
  const view = await runWorkflow(engine, drawWorkflow('', { ask: { type: 'looper', params } }))
  expect(view).toMatchObject({ status: 'succeeded', outputs: { ask: 'It is sunny.' } })
  const said = view.nodes.ask?.logs.map((line) => line.text).filter((text) => text.includes('instead'))
  expect(said?.[0]).toContain('anthropic/claude-haiku-4-5 is asked instead. OpenAI refused the request')
  expect(said?.[1]).toContain(`${gemini.model} is asked instead. There is no API key for Anthropic.`)
  expect(said).toHaveLength(4)
})

async function openEmbedding(...replies: EmbeddingReply[]) {
  const server = await startEmbeddingServer(...replies)
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const engine = await openTestEngine({ env, nodeTypes: withLooper, host: createNoticeHost() })
  await engine.client.budgets.remove({ budgetId: 'budget_each_run' })
  const check = openBudgetCheck(engine.dataDir)
  onTestFinished(() => check.close())
  const texts = ['one text', 'another']
  const embed = (model: string) => drawWorkflow('', { it: { type: 'embedder', params: { model, texts } } })
  return { engine, check, embed, server }
}

test('vectors are booked with their price, and count in the budgets', async () => {
  const { engine, check, embed } = await openEmbedding(
    openAiVectors(
      [
        [1, 0],
        [0, 1],
      ],
      500_000,
    ),
  )
  const { budgetId } = await engine.client.budgets.create({ ...fails, limitMicroUsd: 100_000 })
  const view = await runWorkflow(engine, embed('openai/text-embedding-3-small'))
  const vectors = [
    [1, 0],
    [0, 1],
  ]
  expect(view.outputs).toEqual({ it: { from: 'openai/text-embedding-3-small', vectors } })
  expect(view.cost).toMatchObject({ microUsd: 10_000, inputTokens: 500_000, unknownCalls: 0 })
  expect(check.settled(budgetId)).toBe(10_000)
  expect(check.openReservations()).toBe(0)
  expect(rowsOf(engine.dataDir)).toMatchObject([
    { outcome: 'finished', model: 'text-embedding-3-small', input_tokens: 500_000, micro_usd: 10_000 },
  ])
  const [begun] = eventsOf(engine.dataDir, 'embedding-started')
  const [made] = eventsOf(engine.dataDir, 'texts-embedded')
  expect(made).toMatchObject({
    texts: 2,
    microUsd: 10_000,
    callId: begun?.type === 'embedding-started' && begun.callId,
  })
})

test('texts that do not fit into a budget never leave', async () => {
  const { engine, check, embed, server } = await openEmbedding()
  await engine.client.budgets.create({ ...fails, limitTokens: 10 })
  const view = await runWorkflow(engine, embed('openai/text-embedding-3-small'))
  expect(view.error).toMatchObject({ code: 'budget.exceeded' })
  expect(server.sent).toEqual([])
  expect(check.openReservations()).toBe(0)
})

test('what was broken off is booked at the most it may have cost, and tried again', async () => {
  const { engine, check, embed } = await openEmbedding('hang-up', openAiVectors([[1], [2]], 4))
  await engine.client.budgets.create({ ...fails, limitTokens: 100_000 })
  const view = await runWorkflow(engine, embed('openai/text-embedding-3-large'))
  expect(view.status).toBe('succeeded')
  expect(rowsOf(engine.dataDir)).toMatchObject([
    { outcome: 'failed', at_maximum: 1 },
    { outcome: 'finished', input_tokens: 4, at_maximum: 0 },
  ])
  expect(check.openReservations()).toBe(0)
  expect(check.problems()).toEqual([])
})

test('a dry run makes vectors without any model, and says so', async () => {
  const { engine, embed, server } = await openEmbedding()
  const { workflowId } = await engine.client.workflows.import({
    text: JSON.stringify(embed('openai/text-embedding-3-small')),
  })
  const { runId } = await engine.client.runs.start({ workflowId, dryRun: true })
  for await (const _ of engine.watch(runId, 0));
  const view = engine.viewOf(runId)
  expect(view.outputs.it).toMatchObject({ from: 'demo/words' })
  expect(server.sent).toEqual([])
})
