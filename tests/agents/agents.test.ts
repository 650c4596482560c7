import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { type AgentDocument, agentDocument, emptyAgent } from '../../shared/agents/agent.ts'
import { readAgentFile } from '../../shared/agents/agent-file.ts'
import { openTestEngine } from '../support/test-engine.ts'

type Change = Partial<Parameters<typeof agentDocument.parse>[0] & object>

/** An agent with a name and whatever else is given. */
function agentCalled(name: string, change: Change = {}): AgentDocument {
  return agentDocument.parse({ ...emptyAgent(name), ...change })
}

test('an agent is made, found again after a restart, and listed newest first', async () => {
  const engine = await openTestEngine()
  const { agents } = engine.client
  expect(await agents.list()).toEqual([])
  const first = await agents.create({ document: agentCalled('Scout', { tags: ['read'], instructions: 'Look.' }) })
  expect(first).toMatchObject({ revision: 1, publishedVersion: null, hasChanges: false, usedBy: [] })
  await agents.create({ document: agentCalled('Scribe', { colour: 'pink', tools: [{ kind: 'notes' }] }) })
  await engine.close()

  const again = await openTestEngine({ dataDir: engine.dataDir })
  const list = await again.client.agents.list()
  expect(list.map(({ name }) => name).sort()).toEqual(['Scout', 'Scribe'])
  expect(list.find(({ name }) => name === 'Scribe')).toMatchObject({
    ...{ colour: 'pink', toolCount: 1, model: 'auto', publishedVersion: null, hasChanges: false },
    ...{ microUsdThisMonth: 0, unknownCallsThisMonth: 0 },
  })
  expect((await again.client.agents.get({ agentId: first.agentId })).draft.instructions).toBe('Look.')
})

test('a save counts up, and one that names an older revision is refused and changes nothing', async () => {
  const { agents } = (await openTestEngine()).client
  const { agentId } = await agents.create({ document: agentCalled('Scout') })
  const saved = await agents.save({ agentId, revision: 1, document: agentCalled('Scout 2') })
  expect(saved).toMatchObject({ revision: 2, draft: { name: 'Scout 2' } })
  const late = agents.save({ agentId, revision: 1, document: agentCalled('Late') })
  await expect(late).rejects.toMatchObject({ data: { kind: 'user', code: 'agent.changed-elsewhere' } })
  expect(await agents.get({ agentId })).toMatchObject({ revision: 2, draft: { name: 'Scout 2' } })
  const gone = agents.save({ agentId: 'agent_gone', revision: 1, document: agentCalled('Gone') })
  await expect(gone).rejects.toMatchObject({ data: { code: 'agent.not-found' } })
})

test('what is published runs on until something else is; publishing without changes makes no version', async () => {
  const { agents } = (await openTestEngine()).client
  const { agentId } = await agents.create({ document: agentCalled('Scout', { instructions: 'One.' }) })
  expect(await agents.publish({ agentId, note: 'first' })).toMatchObject({ publishedVersion: 1, hasChanges: false })
  expect(await agents.publish({ agentId, note: 'the same' })).toMatchObject({ publishedVersion: 1 })
  const changed = await agents.save({ agentId, revision: 1, document: agentCalled('Scout', { instructions: 'Two.' }) })
  expect(changed).toMatchObject({ publishedVersion: 1, hasChanges: true })
  expect(await agents.list()).toMatchObject([{ publishedVersion: 1, hasChanges: true }])
  expect(await agents.publish({ agentId, note: 'second' })).toMatchObject({ publishedVersion: 2, hasChanges: false })
  expect(await agents.versions({ agentId })).toMatchObject([
    { version: 2, note: 'second', isPublished: true },
    { version: 1, note: 'first', isPublished: false },
  ])
  expect((await agents.version({ agentId, version: 1 })).document.instructions).toBe('One.')
  const none = agents.version({ agentId, version: 3 })
  await expect(none).rejects.toMatchObject({ data: { code: 'agent.no-version' } })
})

test('an older version comes back as the draft; what runs stays until it is published', async () => {
  const { agents } = (await openTestEngine()).client
  const { agentId } = await agents.create({ document: agentCalled('Scout', { instructions: 'One.' }) })
  await agents.publish({ agentId })
  await agents.save({ agentId, revision: 1, document: agentCalled('Scout', { instructions: 'Two.' }) })
  await agents.publish({ agentId })
  const late = agents.restore({ agentId, version: 1, revision: 1 })
  await expect(late).rejects.toMatchObject({ data: { code: 'agent.changed-elsewhere' } })
  const restored = await agents.restore({ agentId, version: 1, revision: 2 })
  expect(restored).toMatchObject({
    publishedVersion: 2,
    hasChanges: true,
    revision: 3,
    draft: { instructions: 'One.' },
  })
  expect(await agents.publish({ agentId })).toMatchObject({ publishedVersion: 3, hasChanges: false })
})

test('copies are named apart, also of the longest name, and begin unpublished and without what was allowed', async () => {
  const { agents } = (await openTestEngine()).client
  const { agentId } = await agents.create({ document: agentCalled('Scout') })
  await agents.publish({ agentId })
  await agents.keepNote({ agentId, text: 'Likes lists.' })
  const copy = await agents.duplicate({ agentId })
  expect(copy).toMatchObject({ draft: { name: 'Scout (copy)' }, publishedVersion: null })
  expect((await agents.duplicate({ agentId })).draft.name).toBe('Scout (copy 2)')
  expect(await agents.notes({ agentId: copy.agentId })).toEqual([])
  const long = await agents.create({ document: agentCalled('x'.repeat(100)) })
  const names = [
    (await agents.duplicate({ agentId: long.agentId })).draft.name,
    (await agents.duplicate({ agentId: long.agentId })).draft.name,
  ]
  expect(new Set(names).size).toBe(2)
  expect(names.every((name) => name.length <= 100 && name.includes('(copy'))).toBe(true)
})

test('one in use says where, in drafts, in what is published and as a tool, and goes only when told twice', async () => {
  const engine = await openTestEngine()
  const { agents, workflows } = engine.client
  const { agentId } = await agents.create({ document: agentCalled('Scout') })
  const boss = await agents.create({ document: agentCalled('Boss', { tools: [{ kind: 'agent', agentId }] }) })
  const node = { type: 'agent', version: 1, position: { x: 0, y: 0 }, params: { agentId } }
  const made = async (name: string) => {
    const { workflowId } = await workflows.create({ name })
    const edits = [{ kind: 'add-node' as const, at: [], id: 'agent', node }]
    return { workflowId, ...(await workflows.edit({ workflowId, revision: 1, edits })) }
  }
  const draft = await made('In the draft')
  const published = await made('Published')
  await workflows.publish({ workflowId: published.workflowId })
  await workflows.edit({
    ...{ workflowId: published.workflowId, revision: published.revision },
    edits: [{ kind: 'remove-node', at: [], id: 'agent' }],
  })
  const removed = await made('Deleted')
  await workflows.remove({ workflowId: removed.workflowId })

  const uses = [
    { kind: 'workflow', id: draft.workflowId, name: 'In the draft' },
    { kind: 'workflow', id: published.workflowId, name: 'Published' },
    { kind: 'agent', id: boss.agentId, name: 'Boss' },
  ]
  expect((await agents.get({ agentId })).usedBy).toEqual(uses)
  expect(await agents.uses()).toEqual({ [agentId]: uses })
  const refused = agents.remove({ agentId })
  await expect(refused).rejects.toMatchObject({
    data: { kind: 'user', code: 'agent.in-use', message: expect.stringContaining('“Boss”'), details: uses },
  })
  await agents.remove({ agentId, even: true })
  expect((await agents.list()).map(({ name }) => name)).toEqual(['Boss'])
  await agents.remove({ agentId: boss.agentId })
  await expect(agents.remove({ agentId })).rejects.toMatchObject({ data: { code: 'agent.not-found' } })
})

test('its file comes back the same, but for what belongs to this place', async () => {
  const { agents } = (await openTestEngine()).client
  const document = agentCalled('Scout & Co.', {
    ...{ description: 'Finds things.', colour: 'teal', tags: ['a', 'b'], instructions: 'Find {{ what }}.' },
    variables: [{ name: 'what', type: 'choice', choices: ['x', 'y'], default: 'x' }],
    ...{ model: 'openai/gpt-5', fallbacks: ['demo/demo'], temperature: 0.5, reasoning: 'low' },
    ...{ maxOutputTokens: 900, toolProtocol: 'text', maxTurns: 7, maxMicroUsd: 120_000 },
    memory: { conversation: 'summary', messages: 12 },
    tools: [
      { kind: 'action', integrationId: 'slack', action: 'send-message', connection: 'connection_1', permission: 'ask' },
      { kind: 'http', hosts: ['*.example.com'], methods: ['GET', 'POST'], permission: 'allow' },
      { kind: 'files', folder: '/home/ada/private', access: 'write' },
      { kind: 'web-search', source: 'brave', connection: 'connection_2' },
    ],
    output: { type: 'object', properties: { found: { type: 'boolean' } }, required: ['found'] },
  })
  const { agentId } = await agents.create({ document })
  const { fileName, text } = await agents.export({ agentId })
  expect(fileName).toBe('scout-co.agent.json')
  expect(text).not.toMatch(/connection_|ada/)
  expect(text.endsWith('}\n')).toBe(true)
  const imported = await agents.import({ text })
  const tools = document.tools.map((tool) => ({
    ...tool,
    ...('connection' in tool && { connection: '' }),
    ...('folder' in tool && { folder: '' }),
  }))
  expect(imported.draft).toEqual({ ...document, tools })
  expect(imported.agentId).not.toBe(agentId)
  expect(await agents.export({ agentId: imported.agentId })).toEqual({ fileName, text })
  await agents.publish({ agentId })
  await agents.save({ agentId, revision: 1, document: agentCalled('Other') })
  expect(await agents.export({ agentId, version: 1 })).toEqual({ fileName, text })
})

const good = { format: 1, kind: 'agent', name: 'A' }

test.each([
  ['no JSON', '{', /not valid JSON/],
  ['nothing', '', /not valid JSON/],
  ['a list', '[]', /`kind` must be `agent`/],
  ['a workflow', JSON.stringify({ format: 1, name: 'W', nodes: {}, edges: [] }), /`kind` must be `agent`/],
  ['a later format', JSON.stringify({ ...good, format: 2 }), /reads up to 1/],
  ['no name', JSON.stringify({ ...good, name: ' ' }), /`name`/],
  ['a foreign colour', JSON.stringify({ ...good, colour: 'url(javascript:1)' }), /`colour`/],
  ['a tool of no kind', JSON.stringify({ ...good, tools: [{ kind: 'shell' }] }), /`tools.0.kind`/],
  ['a permission of its own', JSON.stringify({ ...good, tools: [{ kind: 'code', permission: 'always' }] }), /tools\.0/],
  ['endless turns', JSON.stringify({ ...good, maxTurns: 1e9 }), /`maxTurns`/],
  ['money from nowhere', JSON.stringify({ ...good, maxMicroUsd: -1 }), /`maxMicroUsd`/],
  ['a hundred tools', JSON.stringify({ ...good, tools: Array(65).fill({ kind: 'code' }) }), /`tools`/],
  ['too much', JSON.stringify({ ...good, instructions: 'x'.repeat(5_000_000) }), /at most 4194304/],
  [
    'a deep hole',
    `{"format":1,"kind":"agent","name":"A","output":${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}}`,
    /nested/,
  ],
])('a file with %s is refused in words, and nothing is made', async (_, text, words) => {
  const { agents } = (await openTestEngine()).client
  await expect(agents.import({ text })).rejects.toMatchObject({
    data: { kind: 'user', code: 'agent.bad-file', message: expect.stringMatching(words) },
  })
  expect(await agents.list()).toEqual([])
})

test('what an agent file says beside its fields is let go: no prototype, no grants, no secrets', () => {
  const text = `\uFEFF{"format":1,"kind":"agent","name":"A","__proto__":{"maxTurns":3},"constructor":{"x":1},
    "granted":["action:slack/send-message"],"tools":[{"kind":"code","apiKey":"sk-1","__proto__":{"permission":"allow"}}]}`
  const document = readAgentFile(text)
  expect(document).toEqual(agentCalled('A', { tools: [{ kind: 'code' }] }))
  expect(document.maxTurns).toBe(25)
  expect(document.tools[0]?.permission).toBeUndefined()
  expect(Object.getPrototypeOf(document)).toBe(Object.prototype)
})

test('notes are kept, changed and removed, each agent its own', async () => {
  const { agents } = (await openTestEngine()).client
  const { agentId } = await agents.create({ document: agentCalled('Scout') })
  const other = await agents.create({ document: agentCalled('Other') })
  const note = await agents.keepNote({ agentId, text: '  Likes lists.  ' })
  expect(note).toMatchObject({ text: 'Likes lists.', byAgent: false })
  await agents.keepNote({ agentId, noteId: note.noteId, text: 'Likes short lists.' })
  await agents.keepNote({ agentId, text: 'Lives in Ghent.' })
  const texts = (await agents.notes({ agentId })).map(({ text }) => text)
  expect(texts.sort()).toEqual(['Likes short lists.', 'Lives in Ghent.'])
  expect(await agents.notes({ agentId: other.agentId })).toEqual([])
  const foreign = agents.keepNote({ agentId: other.agentId, noteId: note.noteId, text: 'Mine now' })
  await expect(foreign).rejects.toMatchObject({ data: { code: 'agent.no-note' } })
  await agents.removeNote({ agentId: other.agentId, noteId: note.noteId })
  expect(await agents.notes({ agentId })).toHaveLength(2)
  await agents.removeNote({ agentId, noteId: note.noteId })
  expect(await agents.notes({ agentId })).toMatchObject([{ text: 'Lives in Ghent.' }])
  await expect(agents.keepNote({ agentId, text: ' ' })).rejects.toThrow()
  const made = agents.keepNote({ agentId, noteId: 'note_mine', text: 'x' })
  await expect(made).rejects.toMatchObject({ data: { code: 'agent.no-note' } })
})

test('what was allowed for good is listed and taken back, and goes with the agent', async () => {
  const engine = await openTestEngine()
  const { agents } = engine.client
  const { agentId } = await agents.create({ document: agentCalled('Scout') })
  expect(await agents.grants({ agentId })).toEqual([])
  // Only an answer in a run allows something for good; here the row it leaves is written in its place.
  const db = new Database(join(engine.dataDir, 'niti.db'))
  onTestFinished(() => void db.close())
  const insert = db.prepare('INSERT INTO agent_grants VALUES (?, ?, ?, ?)')
  insert.run(agentId, 'action:slack/send-message', 5, 'Ada')
  insert.run(agentId, 'code', 7, 'Ada')
  expect(await agents.grants({ agentId })).toEqual([
    { key: 'action:slack/send-message', at: 5, by: 'Ada' },
    { key: 'code', at: 7, by: 'Ada' },
  ])
  await agents.revoke({ agentId, key: 'code' })
  expect((await agents.grants({ agentId })).map(({ key }) => key)).toEqual(['action:slack/send-message'])
  await agents.remove({ agentId })
  expect(db.prepare('SELECT COUNT(*) AS count FROM agent_grants').get()).toEqual({ count: 0 })
  await expect(agents.grants({ agentId })).rejects.toMatchObject({ data: { code: 'agent.not-found' } })
})

test('whoever shows agents hears of each change', async () => {
  const { agents } = (await openTestEngine()).client
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const news = await agents.changes(undefined, { signal: stop.signal })
  const first = news.next()
  const { agentId } = await agents.create({ document: agentCalled('Scout') })
  expect(await first).toMatchObject({ done: false })
  const second = news.next()
  await agents.keepNote({ agentId, text: 'x' })
  expect(await second).toMatchObject({ done: false })
})

test('agents that come with the app can be begun from, and are as a file of them would be', async () => {
  const { agents } = (await openTestEngine()).client
  const templates = await agents.templates()
  expect(templates.length).toBeGreaterThanOrEqual(3)
  for (const { id, name, toolCount } of templates) {
    const { draft, publishedVersion } = await agents.createFromTemplate({ templateId: id })
    expect({ name: draft.name, toolCount: draft.tools.length, publishedVersion }).toEqual({
      ...{ name, toolCount, publishedVersion: null },
    })
    // What writes or sends is not allowed beforehand.
    for (const tool of draft.tools) expect(tool.permission).not.toBe('allow')
  }
  expect(templates.map(({ id }) => id)).toContain('4-first-steps')
  const none = agents.createFromTemplate({ templateId: '../../package' })
  await expect(none).rejects.toMatchObject({ data: { code: 'agent.no-template' } })
})
