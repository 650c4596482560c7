import { expect, test } from 'vitest'
import { createAgentsStore } from '../../electron/engine/store/agents.store.ts'
import { openDatabase } from '../../electron/engine/store/open-database.ts'
import { wordQuery } from '../../electron/engine/store/word-query.ts'
import { emptyAgent } from '../../shared/agents/agent.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

const hostile = [
  '"',
  '"; DROP TABLE agents; --',
  'a AND (b OR',
  'NEAR(a b, 3)',
  'text : secret',
  '* ^ - + ( ) { } [ ] : , .',
  '\0 null \u0301 e\u0301',
  "'%' OR 1=1",
  '👩🏽‍💻 你好 мир café',
  'word '.repeat(20_000),
  Array.from({ length: 5_000 }, (_, n) => `w${n}`).join(' '),
]

test('any text can be searched for: nothing in it is taken for a command', () => {
  const db = openDatabase(temporaryFolder(), 0)
  const store = createAgentsStore(db, 'default')
  store.create({ agentId: 'agent_1', document: emptyAgent('A'), at: 0 })
  store.keepNote({ noteId: 'n1', agentId: 'agent_1', text: 'The secret word is café.', at: 1, byAgent: true })
  for (const query of hostile) {
    expect(() => store.findNotes({ agentId: 'agent_1', query, limit: 5 })).not.toThrow()
  }
  expect(store.findNotes({ agentId: 'agent_1', query: 'CAFE?', limit: 5 })).toHaveLength(1)
  expect(store.findNotes({ agentId: 'agent_1', query: 'secrets', limit: 5 })).toHaveLength(0)
  expect(store.findNotes({ agentId: 'agent_1', query: 'secr', limit: 5 })).toHaveLength(1)
  expect(store.findNotes({ agentId: 'agent_2', query: 'secret', limit: 5 })).toHaveLength(0)
  db.close()
})

test('words are taken one by one, each once, the longer ones as beginnings', () => {
  expect(wordQuery('How many invoices are due? Invoices!')).toBe('"invoices"* OR "due"')
  expect(wordQuery('Who is who?')).toBe('"who" OR "is"')
  expect(wordQuery('?! — …')).toBeNull()
})

test('notes are newest first, found by their words, and each agent has its own', async () => {
  const { client } = await openTestEngine()
  const { agentId } = await client.agents.create({ document: emptyAgent('Anna') })
  const { agentId: other } = await client.agents.create({ document: emptyAgent('Bert') })
  const first = await client.agents.keepNote({ agentId, text: 'Likes tea' })
  await client.agents.keepNote({ agentId, text: 'Lives in Oslo' })
  expect((await client.agents.notes({ agentId })).map(({ text }) => text)).toEqual(['Lives in Oslo', 'Likes tea'])
  await client.agents.keepNote({ agentId, noteId: first.noteId, text: 'Likes coffee' })
  expect((await client.agents.notes({ agentId })).map(({ text }) => text)).toEqual(['Likes coffee', 'Lives in Oslo'])
  await expect(client.agents.keepNote({ agentId: other, noteId: first.noteId, text: 'Mine' })).rejects.toMatchObject({
    data: { code: 'agent.no-note' },
  })
  await client.agents.removeNote({ agentId, noteId: first.noteId })
  expect((await client.agents.notes({ agentId })).map(({ text }) => text)).toEqual(['Lives in Oslo'])
})

test('an agent has so many notes, and then is told so', async () => {
  const engine = await openTestEngine()
  const { client } = engine
  const { agentId } = await client.agents.create({ document: emptyAgent('Anna') })
  const kept = []
  for (let n = 0; n < 1_000; n++) kept.push(await client.agents.keepNote({ agentId, text: `Note ${n}` }))
  await expect(client.agents.keepNote({ agentId, text: 'One more' })).rejects.toMatchObject({
    data: { code: 'agent.many-notes', message: '“Anna” has 1000 notes, and that is the most.' },
  })
  // One there is can still be changed, and there is room again once one is gone.
  const noteId = kept[0]?.noteId ?? ''
  await client.agents.keepNote({ agentId, noteId, text: 'Changed' })
  await client.agents.removeNote({ agentId, noteId })
  await client.agents.keepNote({ agentId, text: 'One more' })
  await expect(client.agents.keepNote({ agentId, text: 'x'.repeat(10_001) })).rejects.toThrow()
})
