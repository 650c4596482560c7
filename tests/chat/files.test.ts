import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { fileRefOf } from '../../shared/run/file-ref.ts'
import { chatStart, clearRuns, echo, say, settableClock, talkTo } from '../support/chat-kit.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { refusal } from '../support/waiting-runs.ts'

const note = { name: 'note.txt', mediaType: 'text/plain;charset=utf-8', bytes: new Blob(['Some words']) }

function count(dataDir: string, sql: string): number {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const found = db.prepare(sql).pluck().get()
  db.close()
  return Number(found)
}

test('files go along, and stay with the conversation when its runs are cleared', async () => {
  const { clock, forward } = settableClock()
  const engine = await openTestEngine({ clock })
  const { conversationId } = await talkTo(
    engine,
    drawWorkflow('chat -> reply', {
      chat: chatStart,
      reply: { type: 'template', params: { text: '{{ chat.files[0].$file.name }}, {{ chat.history.length }}' } },
    }),
  )
  const { question, answer } = await say(engine, conversationId, '', { files: [note] })
  expect(answer).toMatchObject({ status: 'succeeded', text: 'note.txt, 0' })
  const file = fileRefOf(question.files[0])
  expect(file).toMatchObject({ name: 'note.txt', mediaType: 'text/plain', bytes: 10 })
  const blobId = file?.blobId ?? ''
  expect((await engine.client.chat.get({ conversationId })).conversation.title).toBe('note.txt')

  await clearRuns(engine, forward)
  expect((await engine.client.runs.get({ runId: answer.runId ?? '' })).run.clearedAt).not.toBeNull()
  const { bytes } = await engine.client.chat.file({ conversationId, blobId })
  expect(await bytes.text()).toBe('Some words')
  const { entries } = await engine.client.chat.get({ conversationId })
  expect(entries.map(({ text, status }) => [text, status])).toEqual([
    ['', null],
    ['note.txt, 0', 'succeeded'],
  ])
  // What was said before can still be gone on from, with its files.
  const again = await engine.client.chat.retry({ conversationId, messageId: answer.messageId })
  for await (const _ of engine.watch(again.runId ?? '', 0)) void _
  expect((await engine.client.chat.get({ conversationId })).entries.at(-1)?.text).toBe('note.txt, 0')

  await engine.client.chat.remove({ conversationId })
  await clearRuns(engine, forward)
  expect(count(engine.dataDir, 'SELECT COUNT(*) FROM blobs')).toBe(0)
  expect(count(engine.dataDir, 'SELECT COUNT(*) FROM chat_blobs')).toBe(0)
})

test('an id opens only what the conversation holds', async () => {
  const { clock, forward } = settableClock()
  const engine = await openTestEngine({ clock })
  const mine = await talkTo(engine, echo)
  const other = await talkTo(engine, echo)
  const { question } = await say(engine, mine.conversationId, 'look', { files: [note] })
  const blobId = fileRefOf(question.files[0])?.blobId ?? ''
  await expect(engine.client.chat.file({ conversationId: other.conversationId, blobId })).rejects.toMatchObject(
    refusal('chat.no-such-file'),
  )
  // The same bytes sent in both are stored once, and outlive the first to go.
  await say(engine, other.conversationId, 'look', { files: [note] })
  expect(count(engine.dataDir, 'SELECT COUNT(*) FROM blobs')).toBe(1)
  await engine.client.chat.remove({ conversationId: mine.conversationId })
  await clearRuns(engine, forward)
  const { bytes } = await engine.client.chat.file({ conversationId: other.conversationId, blobId })
  expect(bytes.size).toBe(10)
})

test('an edited message can take along the files of the one before', async () => {
  const engine = await openTestEngine()
  const { conversationId } = await talkTo(engine, echo)
  const { question } = await say(engine, conversationId, 'look', { files: [note] })
  const edited = await engine.client.chat.send({
    ...{ conversationId, parentId: null, text: 'look closely', keepFilesOf: question.messageId },
    files: [{ ...note, name: 'second.txt', bytes: new Blob(['More']) }],
  })
  expect(edited.question.files.map((file) => fileRefOf(file)?.name)).toEqual(['note.txt', 'second.txt'])
})

test('files that a workflow gives are kept with its answer', async () => {
  const engine = await openTestEngine()
  const { conversationId } = await talkTo(
    engine,
    drawWorkflow('chat -> reply', {
      chat: chatStart,
      reply: { type: 'code', params: { code: 'return { kept: input.files[0] }' } },
    }),
  )
  const { answer } = await say(engine, conversationId, 'back', { files: [note] })
  expect(answer.files.map((file) => fileRefOf(file)?.name)).toEqual(['note.txt'])
})
