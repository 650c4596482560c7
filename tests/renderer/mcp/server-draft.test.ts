import { expect, test } from 'vitest'
import {
  draftOfServer,
  draftOfSettings,
  emptyDraft,
  problemsOf,
  secretRow,
  settingsOf,
  withUrl,
} from '../../../renderer/mcp/server-draft.ts'
import type { McpServer } from '../../../shared/contract/mcp.ts'

const server: McpServer = {
  ...{ serverId: 'mcp_1', title: 'Files', isOn: true, state: 'running', error: null, nextTryAt: null },
  transport: { kind: 'stdio', command: 'npx', args: ['-y', 'files', ''], folder: '' },
  ...{ secretNames: ['TOKEN', 'LEVEL'], serverName: '', serverVersion: '', tools: [], logs: [] },
}

test('what was pasted becomes a form and the same settings again', () => {
  const settings = {
    title: 'Net',
    transport: { kind: 'http' as const, url: 'https://a.example/mcp', allowPrivate: false },
    secrets: { Authorization: 'Bearer x' },
  }
  expect(settingsOf(draftOfSettings(settings), null)).toEqual(settings)
})

test('a change sends only the secrets that were typed, and those that are gone as empty', () => {
  const draft = draftOfServer(server)
  expect(settingsOf(draft, server).secrets).toEqual({})
  const [token, level] = draft.secrets
  expect(token).toMatchObject({ name: 'TOKEN', value: '', isKept: true })
  const typed = [{ ...secretRow(), name: 'TOKEN', value: 'new' }, secretRow({ name: ' ', value: 'lost' })]
  expect(settingsOf({ ...draft, secrets: typed }, server).secrets).toEqual({ TOKEN: 'new', LEVEL: '' })
  expect(settingsOf({ ...draft, secrets: level ? [level] : [] }, server).secrets).toEqual({ TOKEN: '' })
  // Variables of a program are no headers.
  expect(settingsOf({ ...draft, kind: 'http', url: 'https://a.example', secrets: [] }, server).secrets).toEqual({})
})

test('what is missing is said, and a name is made where none is given', () => {
  expect(problemsOf(emptyDraft)).toEqual({ command: 'Name the program.' })
  expect(problemsOf({ ...emptyDraft, kind: 'http', url: 'ftp://x' })).toEqual({
    url: expect.stringContaining('https://'),
  })
  expect(problemsOf({ ...emptyDraft, command: 'npx' })).toEqual({})
  expect(settingsOf({ ...emptyDraft, command: 'npx', args: '-y\n@acme/files\n\n/a b' }, null)).toMatchObject({
    title: 'files',
    transport: { args: ['-y', '@acme/files', '/a b'] },
  })
})

test('an address on this machine is taken for meant, and no other', () => {
  expect(withUrl(emptyDraft, 'http://localhost:3/mcp').allowPrivate).toBe(true)
  expect(withUrl(emptyDraft, 'https://a.example/mcp').allowPrivate).toBe(false)
  expect(withUrl(emptyDraft, 'not yet')).toMatchObject({ url: 'not yet', allowPrivate: false })
})
