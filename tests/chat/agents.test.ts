import { expect, onTestFinished, test } from 'vitest'
import { writeAgent } from '../support/agent-runs.ts'
import { answered, clearRuns, say, sendOnly, settableClock, textsOf } from '../support/chat-kit.ts'
import { scriptedModel } from '../support/scripted-model.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { refusal } from '../support/waiting-runs.ts'

const runCode = (code: string) => ({ name: 'run_code', arguments: { code } })

async function talkToAgent(answers: Parameters<typeof scriptedModel>[0], more: Parameters<typeof writeAgent>[0] = {}) {
  const model = await scriptedModel(answers)
  onTestFinished(() => model.close())
  const { clock, forward } = settableClock()
  const engine = await openTestEngine({ env: model.env, clock })
  const { agentId } = await engine.client.agents.create({ document: writeAgent({ model: model.model, ...more }) })
  const { conversationId } = await engine.client.chat.create({ partner: { kind: 'agent', agentId } })
  return { model, engine, agentId, conversationId, forward }
}

test('an agent answers once it is published, and is offered with the reason until then', async () => {
  const { engine, agentId, conversationId, model } = await talkToAgent([])
  expect(await engine.client.chat.partners()).toMatchObject([
    { partner: { kind: 'agent', agentId }, name: 'Ada', problem: { code: 'agent.not-published' } },
  ])
  await expect(sendOnly(engine, conversationId, 'Hello')).rejects.toMatchObject(refusal('agent.not-published'))
  await engine.client.agents.publish({ agentId })
  expect(await engine.client.chat.partners()).toMatchObject([{ problem: null }])
  model.script({ text: 'Hello.' }, { text: 'Still here.' })
  expect((await say(engine, conversationId, 'Hello')).answer).toMatchObject({ text: 'Hello.', status: 'succeeded' })
  await say(engine, conversationId, 'And now?')
  expect(model.asked[1]?.turns.map(({ role, text }) => [role, text])).toEqual([
    ['user', 'Hello'],
    ['assistant', 'Hello.'],
    ['user', 'And now?'],
  ])
  await engine.client.agents.remove({ agentId, even: true })
  const { partner, entries } = await engine.client.chat.get({ conversationId })
  expect(partner).toMatchObject({ name: 'Ada', problem: { code: 'agent.not-found' } })
  expect(entries).toHaveLength(4)
})

test('what it did stands with the answer, also when its run is cleared', async () => {
  const { engine, agentId, conversationId, forward } = await talkToAgent(
    [{ text: 'Let me see.', toolCalls: [runCode('return 6 * 7')] }, { text: 'It is **42**.' }],
    { tools: [{ kind: 'code' }] },
  )
  await engine.client.agents.publish({ agentId })
  const { answer } = await say(engine, conversationId, 'Six times seven?')
  const steps = [
    { step: 'said', text: 'Let me see.' },
    { step: 'tool', tool: 'run_code', status: 'succeeded', input: { code: 'return 6 * 7' } },
  ]
  expect(answer).toMatchObject({ text: 'It is **42**.', steps })
  await clearRuns(engine, forward)
  const { entries } = await engine.client.chat.get({ conversationId })
  expect(entries.at(-1)).toMatchObject({ text: 'It is **42**.', steps })
  const { text } = await engine.client.chat.export({ conversationId, format: 'markdown' })
  expect(text).toContain('## Ada\n\n> ')
})

test('a question about a tool is answered in the middle of an answer', async () => {
  const { engine, agentId, conversationId } = await talkToAgent(
    [{ toolCalls: [runCode('return 1')] }, { text: 'One.' }],
    { tools: [{ kind: 'code', permission: 'ask' }] },
  )
  await engine.client.agents.publish({ agentId })
  const { answer } = await sendOnly(engine, conversationId, 'One?')
  const runId = answer.runId ?? ''
  await expect.poll(async () => (await engine.client.waits.list({ runId })).length).toBe(1)
  const [wait] = await engine.client.waits.list({ runId })
  await engine.client.waits.answer({ waitId: wait?.waitId ?? '', choice: 'refuse' })
  const done = await answered(engine, conversationId, answer.messageId)
  expect(done.steps).toMatchObject([{ step: 'tool', status: 'refused', why: 'refused' }])
  expect(await textsOf(engine, conversationId)).toEqual(['One?', 'One.'])
})

test('files that go along reach the agent’s model, and are there again with the next question', async () => {
  const { engine, agentId, conversationId, model } = await talkToAgent([{ text: 'A fox.' }, { text: 'Red.' }])
  await engine.client.agents.publish({ agentId })
  const note = { name: 'note.txt', mediaType: 'text/plain', bytes: new Blob(['The quick red fox.']) }
  const { answer } = await say(engine, conversationId, 'Which animal?', { files: [note] })
  expect(answer).toMatchObject({ status: 'succeeded', text: 'A fox.' })
  await say(engine, conversationId, 'Which colour?')
  const sent = model.asked.map(({ turns }) => JSON.stringify(turns))
  expect(sent[0]).toContain('The quick red fox.')
  expect(sent[1]).toContain('The quick red fox.')
})
