import { expect, test } from 'vitest'
import webSearch from '../../electron/engine/nodes/web-search.node.ts'
import { searchParams } from '../../shared/agents/search-from.ts'
import { userError } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import { runNode } from '../support/node-harness.ts'

test.each([
  [
    'tavily',
    { integrationId: 'tavily', action: 'search', input: { query: 'storks', results: 2 } },
    { answer: null, results: [{ title: 'Storks', url: 'https://a.example/', content: 'Large birds.', score: 0.9 }] },
    { title: 'Storks', url: 'https://a.example/', text: 'Large birds.' },
  ],
  [
    'brave',
    { integrationId: 'brave-search', action: 'search-web', input: { query: 'storks', results: 2 } },
    [{ title: 'Storks', url: 'https://a.example/', description: 'Large birds.', age: '2 days ago' }],
    { title: 'Storks', url: 'https://a.example/', text: 'Large birds.', publishedAt: '2 days ago' },
  ],
  [
    'serpapi',
    { integrationId: 'serpapi', action: 'search-google', input: { query: 'storks' } },
    { answer: 'birds', results: [{ title: 'Storks', url: 'https://a.example/', text: 'Large birds.' }] },
    { title: 'Storks', url: 'https://a.example/', text: 'Large birds.' },
  ],
  [
    'wikipedia',
    { integrationId: 'wikipedia', action: 'search', input: { query: 'storks', results: 2, language: 'en' } },
    [{ title: 'Stork', description: 'Bird', excerpt: 'Large birds.', url: 'https://en.wikipedia.org/wiki/Stork' }],
    { title: 'Stork', url: 'https://en.wikipedia.org/wiki/Stork', text: 'Large birds.' },
  ],
])('asks %s and gives its results in the one shape', async (source, call, answer, result) => {
  const { outputs } = await runNode(webSearch, {
    params: { source, query: 'storks', limit: 2 },
    async service({ integrationId, action, input, connectionId }) {
      expect({ integrationId, action, input }).toEqual(call)
      expect(connectionId).toBe('')
      return answer
    },
  })
  expect(outputs).toEqual({ out: [result] })
})

test('a result that comes twice is given once, and never more than were asked for', async () => {
  const results = ['a', 'a', 'b', 'c'].map((id) => ({ title: id, url: `https://${id}.example/`, content: '' }))
  const { outputs } = await runNode(webSearch, {
    params: { source: 'tavily', query: 'x', limit: 2, connection: 'conn-1' },
    async service({ connectionId }) {
      expect(connectionId).toBe('conn-1')
      return { results }
    },
  })
  expect(outputs.out).toMatchObject([{ title: 'a' }, { title: 'b' }])
})

test('says what to do where there is no connection, and passes on what a service complains of', async () => {
  const asked = (error: Error) =>
    runNode(webSearch, { params: { source: 'brave', query: 'x' }, service: () => Promise.reject(error) })
  await expect(asked(userError('connection.none', 'There is no connection to Brave Search.'))).rejects.toMatchObject({
    info: { code: 'web-search.no-connection', field: 'params.source', hint: expect.stringContaining('Wikipedia') },
  })
  await expect(asked(userError('service.quota', 'Brave Search says: no searches left.'))).rejects.toThrow(
    'no searches left',
  )
})

test('finds files of a folder by their words, best first, with the passage', async () => {
  const { outputs, logs } = await runNode(webSearch, {
    params: { source: 'folder', folder: 'notes', query: 'When do white storks return to the nest?', limit: 2 },
    files: {
      'notes/tea.md': '# Tea\n\nWater first.',
      'notes/storks.md': '# Storks\n\nThey are birds.\n\nWhite storks return to their nests in March.',
      'notes/birds.md': '# Birds\n\nSome storks are white.',
      'notes/picture.md': userError('files.not-text', 'It is no text.'),
    },
  })
  expect(outputs.out).toEqual([
    { title: 'Storks', url: 'notes/storks.md', text: 'White storks return to their nests in March.' },
    { title: 'Birds', url: 'notes/birds.md', text: 'Some storks are white.' },
  ])
  expect(logs).toEqual([{ level: 'info', text: expect.stringContaining('1 files were left out') }])
})

test.each<[string, Json]>([
  ['objects', { results: [{ name: 'Storks', link: 'https://a.example/', snippet: 'Large birds.' }] }],
  ['JSON as text', '[{"title":"Storks","url":"https://a.example/","summary":"Large birds."}]'],
])('reads what a tool of an MCP server gives: %s', async (_, answer) => {
  const { outputs } = await runNode(webSearch, {
    params: { ...searchParams('mcp', 'server-1/find/pages'), query: 'storks' },
    async mcp(call) {
      expect(call).toEqual({ serverId: 'server-1', tool: 'find/pages', input: { query: 'storks' } })
      return answer
    },
  })
  expect(outputs.out).toEqual([{ title: 'Storks', url: 'https://a.example/', text: 'Large birds.' }])
})

test('reads addresses in prose of an MCP server', async () => {
  const { outputs } = await runNode(webSearch, {
    params: { ...searchParams('mcp', 's/t'), query: 'storks' },
    mcp: async () =>
      'Title: Storks\nURL: https://a.example/storks.\nLarge birds.\n\nNothing here.\n\n**Nests** (https://b.example/)',
  })
  expect(outputs.out).toMatchObject([
    { title: 'Storks', url: 'https://a.example/storks' },
    { title: 'Nests', url: 'https://b.example/' },
  ])
})

test.each([
  [{ source: 'folder', query: 'x' }, 'params.folder'],
  [{ source: 'mcp', query: 'x' }, 'params.server'],
  [{ source: 'mcp', server: 's', query: 'x' }, 'params.tool'],
  [{ query: '   ' }, 'params.query'],
])('says what is missing of %o', async (params, field) => {
  await expect(runNode(webSearch, { params })).rejects.toMatchObject({ info: { kind: 'user', field } })
})

test('where it searches decides whether a dry run may', () => {
  expect(webSearch.changesOutside?.({ source: 'wikipedia' })).toBe(false)
  expect(webSearch.changesOutside?.({ source: 'mcp' })).toBe(true)
  expect(webSearch.changesOutside?.({ source: '{{ inputs.source }}' })).toBe(true)
})
