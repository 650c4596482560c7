import { expect, onTestFinished, test } from 'vitest'
import { answered, asking, clearRuns, echo, say, sendOnly, settableClock, talkTo } from '../support/chat-kit.ts'
import { cutPowerDuring } from '../support/power-cut.ts'
import { scriptedModel } from '../support/scripted-model.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { refusal } from '../support/waiting-runs.ts'

async function openWithModel(answers: Parameters<typeof scriptedModel>[0]) {
  const model = await scriptedModel(answers)
  onTestFinished(() => model.close())
  const engine = await openTestEngine({ env: model.env })
  const { conversationId } = await talkTo(engine, asking(model.model))
  return { model, engine, conversationId }
}

const usage = { inputTokens: 1_000, outputTokens: 1_000 }

test('an answer says what it cost, and keeps it when its run is cleared', async () => {
  const model = await scriptedModel([{ text: '**Yes**', usage }])
  onTestFinished(() => model.close())
  const { clock, forward } = settableClock()
  const engine = await openTestEngine({ env: model.env, clock })
  const { conversationId } = await talkTo(engine, asking(model.model))
  const { answer } = await say(engine, conversationId, 'Is it?')
  const came = { text: '**Yes**', status: 'succeeded', microUsd: 750, inputTokens: 1_000, outputTokens: 1_000 }
  expect(answer).toMatchObject(came)
  expect(answer.durationMs).toBeGreaterThan(0)
  await clearRuns(engine, forward)
  const { entries, conversation } = await engine.client.chat.get({ conversationId })
  expect(entries.at(-1)).toMatchObject(came)
  expect(conversation).toMatchObject({ microUsd: 750, inputTokens: 1_000, running: 0 })
  expect(await engine.client.chat.list({ search: 'yes' })).toHaveLength(1)
})

test('while an answer is given nothing is said to it, and a stopped one keeps what there was', async () => {
  const chunks = ['Once upon', ' a time']
  const { model, engine, conversationId } = await openWithModel([])
  const held = model.answer({ text: chunks.join(''), chunks, stopAfter: { pieces: 1, by: 'hold' } })
  const { answer } = await sendOnly(engine, conversationId, 'Tell me')
  for await (const { live } of engine.watch(answer.runId ?? '', 0)) if (live.length > 0) break
  expect((await engine.client.chat.get({ conversationId })).conversation.running).toBe(1)
  await expect(sendOnly(engine, conversationId, 'More')).rejects.toMatchObject(refusal('chat.still-answering'))
  await engine.client.runs.cancel({ runId: answer.runId ?? '' })
  await held.clientLeft
  const stopped = await answered(engine, conversationId, answer.messageId)
  expect(stopped).toMatchObject({ status: 'cancelled', text: 'Once upon' })
  expect(stopped.microUsd).toBeGreaterThan(0)
})

test('an answer that fails says why, and can be asked for again', async () => {
  const { model, engine, conversationId } = await openWithModel([
    { status: 401, body: { error: { message: 'Incorrect API key provided' } } },
  ])
  const { answer } = await say(engine, conversationId, 'Hello')
  expect(answer).toMatchObject({ status: 'failed', text: '', error: { kind: expect.any(String) } })
  model.script({ text: 'Hi' })
  const again = await engine.client.chat.retry({ conversationId, messageId: answer.messageId })
  expect(await answered(engine, conversationId, again.messageId)).toMatchObject({ text: 'Hi', status: 'succeeded' })
})

test('after a crash in the middle of an answer it is given all the same, once', async () => {
  const { model, engine, conversationId } = await openWithModel([])
  const held = model.answer({ text: 'Half of it', chunks: ['Half'], stopAfter: { pieces: 1, by: 'hold' } })
  const { answer } = await sendOnly(engine, conversationId, 'All of it')
  const left = await cutPowerDuring({ engine, runId: answer.runId ?? '', held })
  model.script({ text: 'All of it' })
  const next = await openTestEngine({ dataDir: left, env: model.env })
  const whole = await answered(next, conversationId, answer.messageId)
  expect(whole).toMatchObject({ status: 'succeeded', text: 'All of it', runId: answer.runId })
  const { entries } = await next.client.chat.get({ conversationId })
  expect(entries).toHaveLength(2)
  expect(await next.client.runs.list({})).toHaveLength(1)
})

test('what ended while no program was there is taken over at the next start', async () => {
  const engine = await openTestEngine()
  const { conversationId } = await talkTo(engine, echo)
  const { answer } = await sendOnly(engine, conversationId, 'hello')
  // Closed at once: the answer is not looked at before.
  await engine.close()
  const next = await openTestEngine({ dataDir: engine.dataDir })
  expect(await answered(next, conversationId, answer.messageId)).toMatchObject({ text: 'You said: hello' })
  await expect.poll(async () => (await next.client.chat.list({ search: 'said' })).length, { timeout: 5_000 }).toBe(1)
})

test('deleting a conversation stops what is being answered in it', async () => {
  const { model, engine, conversationId } = await openWithModel([])
  const held = model.answer({ text: 'Long', chunks: ['Lo', 'ng'], stopAfter: { pieces: 1, by: 'hold' } })
  const { answer } = await sendOnly(engine, conversationId, 'Tell me')
  await held.arrived
  await engine.client.chat.remove({ conversationId })
  await held.clientLeft
  const runId = answer.runId ?? ''
  for await (const _ of engine.watch(runId, 0)) void _
  expect((await engine.client.runs.get({ runId })).run.status).toBe('cancelled')
  expect(await engine.client.chat.list({})).toEqual([])
})
