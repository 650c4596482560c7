import { describe, expect, it, test } from 'vitest'
import { titleOf } from '../../electron/engine/chat/title-of.ts'
import { snippetPieces, wordsToMatch } from '../../electron/engine/chat/words-to-match.ts'
import { echo, say, talkTo } from '../support/chat-kit.ts'
import { openTestEngine } from '../support/test-engine.ts'

const hostile = [
  ...['"', "'", '*', 'a"b', 'NEAR(a b)', 'text:hello', '-hello', 'hello OR', 'AND', '(((', '^hello', 'a*b', '%', '_'],
  ...["'; DROP TABLE chat_messages; --", '\u0000', '\u0002hit\u0003', '{{ now }}', '🙂', '"""""', 'x'.repeat(500)],
]

test('words are found in any message, from their beginnings and without accents', async () => {
  const engine = await openTestEngine()
  const { conversationId } = await talkTo(engine, echo)
  await say(engine, conversationId, 'The Café in Zürich closes at noon')
  await say(engine, conversationId, 'And the other one?')
  const other = await talkTo(engine, echo)
  await say(engine, other.conversationId, 'Nothing of the kind 100%')
  const find = async (search: string) => engine.client.chat.list({ search })
  const [found, ...more] = await find('cafe zur')
  expect(more).toEqual([])
  expect(found).toMatchObject({ conversationId, found: { messageId: expect.any(String) } })
  // Of a question and the answer that repeats it the newer is shown.
  expect(found?.found?.pieces.filter(({ isHit }) => isHit).map(({ text }) => text)).toEqual(['Café', 'Zürich'])
  expect(found?.found?.pieces.map(({ text }) => text).join('')).toBe('You said: The Café in Zürich closes at noon')
  expect(await find('cafe kind')).toEqual([])
  expect(await find('the')).toHaveLength(2)
  // Titles are searched as they are written.
  expect((await find('100%')).map((one) => one.conversationId)).toEqual([other.conversationId])
  expect(await find('%')).toHaveLength(1)
})

test('nothing that is typed is taken for a command', async () => {
  const engine = await openTestEngine()
  const { conversationId } = await talkTo(engine, echo)
  await say(engine, conversationId, 'hello world')
  for (const search of hostile) {
    expect(Array.isArray(await engine.client.chat.list({ search })), search).toBe(true)
  }
  expect(await engine.client.chat.list({ search: 'text:hello' })).toEqual([])
  expect(await engine.client.chat.list({ search: '-hello' })).toHaveLength(1)
  await engine.client.chat.remove({ conversationId })
  expect(await engine.client.chat.list({ search: 'hello' })).toEqual([])
})

describe('what a search is made of', () => {
  it('is every word in quotes, from its beginning', () => {
    expect(wordsToMatch(' Tea & "milk" ')).toBe('"Tea"* "milk"*')
    expect(wordsToMatch('?!')).toBeNull()
  })

  it('is shown in pieces', () => {
    expect(snippetPieces('…a \u0002hit\u0003\nb')).toEqual([
      { text: '…a ', isHit: false },
      { text: 'hit', isHit: true },
      { text: ' b', isHit: false },
    ])
  })
})

describe('the title of a conversation', () => {
  it('is the first line that says something', () => {
    expect(titleOf('\n\n## Plan **my** trip\nto Rome', [])).toBe('Plan **my** trip')
    expect(titleOf('', ['a.pdf'])).toBe('a.pdf')
    expect(titleOf('word '.repeat(40), [])).toMatch(/^(word )+word…$/)
    expect(titleOf('x'.repeat(200), [])).toHaveLength(81)
  })
})
