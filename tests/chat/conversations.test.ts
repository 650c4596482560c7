import { expect, test } from 'vitest'
import { answered, chatStart, echo, importWorkflow, say, sendOnly, talkTo, textsOf } from '../support/chat-kit.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { refusal } from '../support/waiting-runs.ts'

test('what is said is answered by a run, and the whole branch goes along each time', async () => {
  const engine = await openTestEngine()
  const document = drawWorkflow('chat -> reply', {
    chat: chatStart,
    reply: { type: 'template', params: { text: '{{ chat.history.length }} before: {{ chat.message }}' } },
  })
  const { conversationId } = await talkTo(engine, document)
  const first = await say(engine, conversationId, 'Hello\nand more')
  expect(first.question).toMatchObject({ role: 'user', text: 'Hello\nand more', parentId: null, runId: null })
  expect(first.answer).toMatchObject({ role: 'assistant', text: '0 before: Hello\nand more', status: 'succeeded' })
  expect((await say(engine, conversationId, 'Again')).answer.text).toBe('2 before: Again')
  const { conversation, partner } = await engine.client.chat.get({ conversationId })
  expect(conversation).toMatchObject({ title: 'Hello', messages: 4, running: 0, partnerName: 'Test' })
  expect(partner).toMatchObject({ name: 'Test', usesDraft: true, problem: null })
  const run = await engine.client.runs.get({ runId: first.answer.runId ?? '' })
  expect(run.run).toMatchObject({ trigger: 'chat', workflowName: 'Test' })
})

test('an edited message and an answer that is asked for again stand beside the one before', async () => {
  const engine = await openTestEngine()
  const { conversationId } = await talkTo(engine, echo)
  const one = await say(engine, conversationId, 'one')
  const two = await say(engine, conversationId, 'two')
  const edited = await say(engine, conversationId, 'zwei', { parentId: two.question.parentId })
  expect(edited.question.siblings).toEqual([two.question.messageId, edited.question.messageId])
  expect(await textsOf(engine, conversationId)).toEqual(['one', 'You said: one', 'zwei', 'You said: zwei'])

  // The other branch is still there, and is the one that is shown from now on.
  const shown = await engine.client.chat.show({ conversationId, through: two.question.messageId })
  expect(shown.entries.map(({ text }) => text)).toEqual(['one', 'You said: one', 'two', 'You said: two'])
  expect(await textsOf(engine, conversationId)).toEqual(['one', 'You said: one', 'two', 'You said: two'])

  const again = await engine.client.chat.retry({ conversationId, messageId: one.answer.messageId })
  expect(again.siblings).toEqual([one.answer.messageId, again.messageId])
  await answered(engine, conversationId, again.messageId)
  expect(await textsOf(engine, conversationId)).toEqual(['one', 'You said: one'])
  expect(await textsOf(engine, conversationId, one.answer.messageId)).toContain('zwei')
  // A question can be asked again by its own id, too.
  const third = await engine.client.chat.retry({ conversationId, messageId: one.question.messageId })
  expect(third.siblings).toHaveLength(3)
  await expect(engine.client.chat.retry({ conversationId, messageId: 'msg_x' })).rejects.toMatchObject(
    refusal('chat.no-message'),
  )
  await expect(sendOnly(engine, conversationId, 'x', { parentId: one.question.messageId })).rejects.toMatchObject(
    refusal('chat.not-below'),
  )
})

test('a message that is sent twice under one id is asked once', async () => {
  const engine = await openTestEngine()
  const { conversationId } = await talkTo(engine, echo)
  const message = { conversationId, parentId: null, text: 'once', requestId: 'r1' }
  const [first, second] = await Promise.all([engine.client.chat.send(message), engine.client.chat.send(message)])
  expect(second.answer.messageId).toBe(first.answer.messageId)
  const third = await engine.client.chat.send(message)
  expect(third.question.messageId).toBe(first.question.messageId)
  expect(await engine.client.runs.list({})).toHaveLength(1)
})

test('a run that cannot begin leaves no message behind', async () => {
  const engine = await openTestEngine()
  const workflowId = await importWorkflow(engine, echo)
  const { conversationId } = await engine.client.chat.create({ partner: { kind: 'workflow', workflowId } })
  await engine.client.workflows.remove({ workflowId })
  await expect(sendOnly(engine, conversationId, 'hello')).rejects.toMatchObject(refusal('workflow.not-found'))
  const { entries, partner, conversation } = await engine.client.chat.get({ conversationId })
  expect(entries).toEqual([])
  expect(partner).toMatchObject({ name: 'Test', problem: { code: 'workflow.not-found' } })
  expect(conversation.title).toBe('')
  expect(await engine.client.chat.list({})).toEqual([])
  expect(await engine.client.runs.list({})).toEqual([])
  await expect(engine.client.chat.send({ conversationId, parentId: null, text: ' ' })).rejects.toMatchObject(
    refusal('chat.empty'),
  )
})

test('workflows with a start for chats are offered, and answer as published', async () => {
  const engine = await openTestEngine()
  const workflowId = await importWorkflow(engine, echo)
  await importWorkflow(engine, drawWorkflow('begin', { begin: { type: 'manual' } }))
  await importWorkflow(engine, { ...drawWorkflow('chat', { chat: { ...chatStart, disabled: true } }), name: 'Off' })
  const partner = { kind: 'workflow', workflowId } as const
  expect(await engine.client.chat.partners()).toMatchObject([{ partner, name: 'Test', usesDraft: true }])
  await engine.client.workflows.publish({ workflowId })
  expect(await engine.client.chat.partners()).toMatchObject([{ partner, usesDraft: false }])
  // From here on the draft says something else, and nobody hears it.
  const { revision } = await engine.client.workflows.get({ workflowId })
  const params = { text: 'Draft' }
  await engine.client.workflows.edit({
    workflowId,
    revision,
    edits: [{ kind: 'set-params', at: [], id: 'reply', params }],
  })
  const { conversationId } = await engine.client.chat.create({ partner })
  expect((await say(engine, conversationId, 'hi')).answer.text).toBe('You said: hi')
})

test('by hand such a workflow asks for the message, and inside another it takes it as an input', async () => {
  const engine = await openTestEngine()
  const workflowId = await importWorkflow(engine, echo)
  await expect(engine.client.runs.start({ workflowId })).rejects.toMatchObject(refusal('inputs.missing'))
  const { runId } = await engine.client.runs.start({ workflowId, inputs: { message: 'by hand' } })
  for await (const _ of engine.watch(runId, 0)) void _
  expect(engine.viewOf(runId).outputs).toEqual({ reply: 'You said: by hand' })
})

test('conversations are listed newest first, renamed, exported and deleted', async () => {
  const engine = await openTestEngine()
  const first = await talkTo(engine, echo)
  const second = await talkTo(engine, echo)
  await say(engine, first.conversationId, 'first')
  await say(engine, second.conversationId, '# Second | thing')
  const titles = async () => (await engine.client.chat.list({})).map(({ title }) => title)
  expect(await titles()).toEqual(['Second | thing', 'first'])
  await engine.client.chat.rename({ conversationId: first.conversationId, title: '  My talk / 1 ' })
  expect(await titles()).toEqual(['Second | thing', 'My talk / 1'])
  const page = await engine.client.chat.list({ before: second.conversationId, limit: 1 })
  expect(page.map(({ conversationId }) => conversationId)).toEqual([first.conversationId])

  const markdown = await engine.client.chat.export({ conversationId: first.conversationId, format: 'markdown' })
  expect(markdown.fileName).toBe('my-talk-1.md')
  expect(markdown.text).toContain('# My talk / 1')
  expect(markdown.text).toContain('## You\n\nfirst')
  expect(markdown.text).toContain('## Test\n\nYou said: first')
  const file = await engine.client.chat.export({ conversationId: first.conversationId, format: 'json' })
  expect(JSON.parse(file.text)).toMatchObject({ format: 1, kind: 'conversation', messages: [{ text: 'first' }, {}] })

  await engine.client.chat.remove({ conversationId: first.conversationId })
  expect(await titles()).toEqual(['Second | thing'])
  await expect(engine.client.chat.get({ conversationId: first.conversationId })).rejects.toMatchObject(
    refusal('chat.not-found'),
  )
})

test('whoever listens hears of every change', async () => {
  const engine = await openTestEngine()
  const { conversationId } = await talkTo(engine, echo)
  const changes = await engine.client.chat.changes()
  const heard = changes.next()
  await say(engine, conversationId, 'hello')
  expect(await heard).toEqual({ done: false, value: { conversationId } })
  await changes.return?.()
})
