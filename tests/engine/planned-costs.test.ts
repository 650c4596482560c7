import { expect, onTestFinished, test } from 'vitest'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine } from '../support/test-engine.ts'

const ask = (model: string) => ({ type: 'prompt', params: { model, prompt: 'Say hello to {{ item }}.' } })

async function open() {
  const server = await startOpenAiServer({})
  onTestFinished(() => server.close())
  const engine = await openTestEngine({ env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url } })
  async function compare(document: Parameters<typeof writeWorkflowFile>[0], dryRun: boolean) {
    const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(document) })
    const { runId } = await engine.client.runs.start({ workflowId, dryRun })
    for await (const _ of engine.watch(runId, 0));
    return engine.client.costs.compare({ range: 'all', runId, models: [] })
  }
  return { server, compare }
}

const rounds = (first: string, second: string) =>
  drawWorkflow('start -> once -> each', {
    start: { type: 'manual' },
    once: { type: 'prompt', params: { model: first, prompt: 'Say hello.' } },
    each: {
      type: 'each',
      params: { items: '{{ ["Ada", "Bob", "Cyd"] }}' },
      graph: drawWorkflow('ask', { ask: ask(second) }),
    },
  })

test('a dry run says what each node would cost, rounds together, and it adds up to the whole', async () => {
  const { server, compare } = await open()
  const { planned, models, actual } = await compare(rounds('openai/gpt-4o', 'openai/gpt-4o-mini'), true)
  expect(planned.map(({ nodePath, calls }) => [nodePath, calls]).toSorted()).toEqual([
    ['each/ask', 3],
    ['once', 1],
  ])
  const sum = planned.reduce((total, { microUsd }) => total + (microUsd ?? Number.NaN), 0)
  expect(sum).toBeGreaterThan(0)
  expect(models).toEqual([{ model: expect.any(String), microUsd: sum, isAsPlanned: true }])
  expect(actual).toMatchObject({ calls: 4, microUsd: 0 })
  expect(server.requests).toHaveLength(0)
})

test('a node whose price nobody knows makes its own cost unknown, and the whole, but no other node’s', async () => {
  const { compare } = await open()
  const { planned, models } = await compare(rounds('openai/gpt-4o', 'openai/no-such-model'), true)
  expect(planned).toEqual([
    { nodePath: 'once', calls: 1, microUsd: expect.any(Number) },
    { nodePath: 'each/ask', calls: 3, microUsd: null },
  ])
  expect(models).toMatchObject([{ microUsd: null, isAsPlanned: true }])
})
