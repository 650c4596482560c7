import { expect, test } from 'vitest'
import { drawAgent, openAgentEngine, runAgent, startAgent, writeAgent } from '../support/agent-runs.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { createNoticeHost, eventsOf, untilEvent, untilOver } from '../support/waiting-runs.ts'

const long = (letter: string) => ({
  name: 'run_code',
  arguments: { code: `return "${letter} ".repeat(8000)` },
})
const tooLong = {
  status: 400,
  body: {
    error: {
      message: "This model's maximum context length is 12000 tokens. However, your messages resulted in 25000 tokens.",
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    },
  },
}

test('what does not fit is cut: the oldest results first, and the model goes on', async () => {
  const { engine, model } = await openAgentEngine([
    { toolCalls: [long('a')] },
    { toolCalls: [long('b')] },
    tooLong,
    { text: 'Enough.' },
  ])
  const view = await runAgent(engine, drawAgent(writeAgent({ tools: [{ kind: 'code' }], model: model.model })))
  expect(view.outputs.ada).toBe('Enough.')
  const [first, second] = (model.asked[3]?.turns ?? []).flatMap(({ results }) => results)
  expect(first?.text).toMatch(/cut to make room: it had 16\d\d\d characters/)
  expect(second?.text.length).toBeGreaterThan(15_000)
  expect(view.nodes.ada?.cuts).toEqual([expect.objectContaining({ how: 'trimmed', messages: 1 })])
})

test('where that is not enough, the oldest turns are put in a few words, once, also over a power cut', async () => {
  const turns = ['a', 'b', 'c', 'd', 'e'].map((letter) => ({ toolCalls: [long(letter)] }))
  const { engine, model } = await openAgentEngine([
    ...turns,
    tooLong,
    { when: 'Put what follows in a few words', text: 'They counted letters.' },
    { text: 'never ends', stopAfter: { pieces: 1, by: 'hold' } },
    { text: 'Enough.' },
  ])
  const { runId } = await startAgent(engine, drawAgent(writeAgent({ tools: [{ kind: 'code' }], model: model.model })))
  await untilEvent(engine, runId, (event) => event.type === 'context-cut' && event.how === 'summarised')
  while (model.requests.length < 8) await new Promise((resolve) => setImmediate(resolve))
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  await untilOver(engine, runId)
  const next = await openTestEngine({ dataDir: left, host: createNoticeHost(), env: model.env })
  const view = await untilOver(next, runId)
  expect(view.outputs.ada).toBe('Enough.')
  expect(model.requests).toHaveLength(9)
  const cuts = eventsOf(left, 'context-cut').map((event) => event.type === 'context-cut' && event.how)
  expect(cuts).toEqual(['trimmed', 'summarised'])
  const sent = JSON.stringify(model.asked[8]?.turns)
  expect(sent).toBe(JSON.stringify(model.asked[7]?.turns))
  expect(sent).toContain('They counted letters.')
  expect(sent).toContain('Do it.')
})
