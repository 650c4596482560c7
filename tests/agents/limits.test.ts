import { expect, test } from 'vitest'
import { drawAgent, openAgentEngine, runAgent, startAgent, writeAgent } from '../support/agent-runs.ts'
import { readLedger } from '../support/ledger-rows.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { createNoticeHost, eventsOf, untilEvent, untilOver } from '../support/waiting-runs.ts'

const run = (code: string) => ({ name: 'run_code', arguments: { code } })
const dear = { inputTokens: 1_000, outputTokens: 100 }

/** What all calls of an engine came to, in micro-dollars. */
function spentIn(dataDir: string): number {
  return readLedger(dataDir).reduce((sum, { micro_usd }) => sum + (micro_usd ?? 0), 0)
}

test('at the limit of cost it stops with what it said, and never spends a micro-dollar more', async () => {
  const { engine, model } = await openAgentEngine(
    Array.from({ length: 12 }, (_, at) => ({ text: `Step ${at}.`, toolCalls: [run('return 1')], usage: dear })),
    { isLeft: true },
  )
  const agent = writeAgent({ tools: [{ kind: 'code' }], model: model.model, maxMicroUsd: 1_000 })
  const view = await runAgent(engine, drawAgent(agent))
  expect(view.status).toBe('succeeded')
  expect(view.outputs.ada).toMatch(/^Step \d+\.$/)
  expect(spentIn(engine.dataDir)).toBeGreaterThan(0)
  expect(spentIn(engine.dataDir)).toBeLessThanOrEqual(1_000)
  expect(view.nodes.ada?.logs?.map(({ text }) => text).join()).toMatch(/may cost \$0\.0010 at most/)
})

test('twenty agents that one asks at once share its limit', async () => {
  const limit = 3_000
  const { engine, model } = await openAgentEngine(
    [
      {
        when: 'You lead.',
        toolCalls: Array.from({ length: 20 }, (_, at) => ({ name: 'ask_bob', arguments: { task: `Part ${at}` } })),
        usage: dear,
      },
      ...Array.from({ length: 20 }, () => ({ when: 'You work.', text: 'Worked.', usage: dear })),
      { when: 'You lead.', text: 'All done.', usage: dear },
    ],
    { isLeft: true },
  )
  const bob = writeAgent({ name: 'Bob', instructions: 'You work.', model: model.model })
  const { agentId } = await engine.client.agents.create({ document: bob })
  await engine.client.agents.publish({ agentId })
  const lead = writeAgent({
    instructions: 'You lead.',
    tools: [{ kind: 'agent', agentId }],
    model: model.model,
    maxMicroUsd: limit,
  })
  const view = await runAgent(engine, drawAgent(lead))
  expect(view.status).toBe('succeeded')
  expect(view.nodes.ada?.toolCalls).toHaveLength(20)
  const spent = spentIn(engine.dataDir)
  expect(spent).toBeLessThanOrEqual(limit)
  expect(spent).toBeGreaterThan(limit / 3)
})

test('what was spent before a power cut counts afterwards', async () => {
  const answers = [
    ...Array.from({ length: 2 }, () => ({ toolCalls: [run('return 1')], usage: dear })),
    { text: 'never ends', stopAfter: { pieces: 1, by: 'hold' as const } },
    ...Array.from({ length: 8 }, () => ({ text: 'More.', toolCalls: [run('return 1')], usage: dear })),
  ]
  const { engine, model } = await openAgentEngine(answers, { isLeft: true })
  const agent = writeAgent({ tools: [{ kind: 'code' }], model: model.model, maxMicroUsd: 1_000, maxOutputTokens: 300 })
  const { runId } = await startAgent(engine, drawAgent(agent))
  await untilEvent(engine, runId, (event) => event.type === 'tool-call-finished' && event.turn === 1)
  while (model.requests.length < 3) await new Promise((resolve) => setImmediate(resolve))
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  await untilOver(engine, runId)
  const next = await openTestEngine({ dataDir: left, host: createNoticeHost(), env: model.env })
  expect((await untilOver(next, runId)).status).toBe('succeeded')
  // The call that was cut off is booked with the most it may have cost.
  expect(eventsOf(left, 'model-call-failed')).not.toEqual([])
  expect(spentIn(left)).toBeLessThanOrEqual(1_000)
  expect(model.requests.length).toBeLessThan(answers.length)
})

test('a second model answers where the first one cannot', async () => {
  const { engine, model } = await openAgentEngine([
    { status: 503, body: { error: { message: 'down' } } },
    { status: 503, body: { error: { message: 'down' } } },
    { status: 503, body: { error: { message: 'down' } } },
    { status: 503, body: { error: { message: 'down' } } },
    { text: 'Here I am.' },
  ])
  const agent = writeAgent({ model: model.model, fallbacks: ['openai/gpt-4o'] })
  const view = await runAgent(engine, drawAgent(agent))
  expect(view.outputs.ada).toBe('Here I am.')
  expect(model.asked.at(-1)?.model).toBe('gpt-4o')
})
