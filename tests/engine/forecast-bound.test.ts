import { expect, onTestFinished, test } from 'vitest'
import { countTokens } from '../../electron/engine/models/count-tokens.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { openTestEngine } from '../support/test-engine.ts'

const words = 'tea rain über 你好 {"a": 1} 12345 naïve ... \n\n    indented 🙂 the quick brown fox'.split(' ')

/** What OpenAI bills for a request: its tokens, with those around each message. */
async function billedTokens(messages: Json | undefined, format: Json | undefined): Promise<number> {
  const contents = Array.isArray(messages) ? messages.map((one) => (isJsonObject(one) ? String(one.content) : '')) : []
  const counts = await Promise.all(contents.map((content) => countTokens(content)))
  const schema = format === undefined ? 0 : await countTokens(JSON.stringify(format))
  return counts.reduce((sum, count) => sum + count + 4, 3 + schema)
}

/** A workflow of prompts, loops, extractions, branches and retries, as chance has it. */
function randomWorkflow(random: () => number) {
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)] as T
  const text = () => Array.from({ length: 1 + Math.floor(random() * 40) }, () => pick(words)).join(' ')
  const limit = (): JsonObject => (random() < 0.7 ? { maxOutputTokens: 1 + Math.floor(random() * 400) } : {})
  const model = () => pick(['openai/gpt-4o', 'openai/gpt-4o-mini', 'openai/gpt-4.1'])
  const policy = () => (random() < 0.3 ? { policy: { retry: { count: 2, firstWaitMs: 0, on: 'any' as const } } } : {})
  const ask = (before: string) => ({
    type: 'prompt',
    params: { model: model(), prompt: `${text()}\n${before}`, system: random() < 0.5 ? text() : '', ...limit() },
    ...policy(),
  })
  const extract = () => ({
    type: 'extract',
    params: {
      model: model(),
      text: text(),
      schema: {
        type: 'object',
        properties: { kind: { type: 'string', enum: ['red', 'blue'] } },
        required: ['kind'],
        additionalProperties: false,
      },
    },
    ...policy(),
  })
  const loop = () => ({
    type: 'each',
    params: { items: Array.from({ length: Math.floor(random() * 5) }, text) },
    graph: drawGraph('inner', { inner: random() < 0.7 ? ask('{{ item }}') : extract() }),
  })
  const branch = { type: 'if', params: { left: '{{ inputs.mode }}', operator: 'equals', right: 'a' } }
  const nodes = Object.fromEntries(
    Array.from({ length: 2 + Math.floor(random() * 4) }, (_, index) => {
      const kind = random()
      return [`n${index}`, kind < 0.5 ? ask('{{ inputs.mode }}') : kind < 0.75 ? extract() : loop()]
    }),
  )
  const wires = Object.keys(nodes).map((id) =>
    pick([`start -> ${id}`, `branch:true -> ${id}`, `branch:false -> ${id}`]),
  )
  const start = { type: 'manual', params: { inputs: [{ name: 'mode', default: 'a' }] } }
  return drawWorkflow(['start -> branch', ...wires].join(', '), { start, branch, ...nodes })
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('no run costs more than was forecast as its most (%i)', async (seed) => {
  const random = seededRandom(seed)
  const server = await startOpenAiServer({
    async respond(body) {
      const isStructured = body.response_format !== undefined
      // Every answer as long as it may be; some of those that have to fit a schema do not at first.
      const longest = Number(body.max_completion_tokens ?? (String(body.model).startsWith('gpt-4.1') ? 32_768 : 16_384))
      const text = !isStructured ? 'word '.repeat(4) : random() < 0.4 ? '{"kind": "green"}' : '{"kind": "blue"}'
      const inputTokens = await billedTokens(body.messages, body.response_format)
      return { text, usage: { inputTokens, outputTokens: isStructured ? 40 : longest } }
    },
  })
  onTestFinished(() => server.close())
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  for (const { budgetId } of await engine.client.budgets.list()) await engine.client.budgets.remove({ budgetId })
  for (let round = 0; round < 3; round++) {
    const text = writeWorkflowFile(randomWorkflow(random))
    const { workflowId } = await engine.client.workflows.import({ text })
    const inputs = { mode: random() < 0.5 ? 'a' : 'b' }
    const forecast = await engine.client.costs.forecast({ workflowId, inputs })
    const { runId } = await engine.client.runs.start({ workflowId, inputs })
    for await (const _ of engine.watch(runId, 0)) void _
    const view = engine.viewOf(runId)
    const most = forecast.mostMicroUsd
    expect(most).not.toBeNull()
    expect(forecast.expectedMicroUsd).toBeLessThanOrEqual(most ?? 0)
    expect(view.cost.microUsd).toBeLessThanOrEqual(most ?? 0)
    // Not only as a whole: each node keeps to what was said of it, and nothing asks of which nothing was said.
    const byPath = new Map<string, { calls: number; microUsd: number; input: number; output: number }>()
    for (const node of Object.values(view.nodes)) {
      const path = node.key.replace(/#\d+/g, '')
      const sum = byPath.get(path) ?? { calls: 0, microUsd: 0, input: 0, output: 0 }
      for (const one of node.calls.flatMap((call) => [call, ...call.retries])) {
        if (!one.usage) continue
        sum.calls += 1
        sum.microUsd += one.microUsd ?? 0
        sum.input = Math.max(sum.input, one.usage.inputTokens)
        sum.output = Math.max(sum.output, one.usage.outputTokens)
      }
      byPath.set(path, sum)
    }
    for (const [path, sum] of byPath) {
      const said = forecast.nodes.find(({ nodeId }) => nodeId === path)
      if (sum.calls === 0) continue
      expect(said, path).toBeDefined()
      expect(sum.calls).toBeLessThanOrEqual(said?.calls.most ?? 0)
      expect(sum.microUsd).toBeLessThanOrEqual(said?.mostMicroUsd ?? 0)
      expect(sum.input).toBeLessThanOrEqual(said?.inputTokens.most ?? 0)
      expect(sum.output).toBeLessThanOrEqual(said?.outputTokens.most ?? 0)
    }
  }
  expect(server.requests.length).toBeGreaterThan(3)
})
