import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { add, ask, askOf, childServer, isAlive, until } from './mcp-kit.ts'

const token = 'canary-9f3b7c21d5e84a60'

test('a server is started, says what it offers page by page, and answers', async () => {
  const { transport } = childServer()
  const engine = await openTestEngine()
  const { serverId } = await add(engine, transport)
  const tools = await engine.client.mcp.tools({ serverId })
  expect(tools.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['echo', 'structured', 'fail', 'picture', 'environment', 'bulky']),
  )
  expect(tools[0]).toEqual({
    ...{ name: 'echo', title: 'Echo', description: 'Does echo.', readsOnly: true },
    schema: { type: 'object', properties: { text: { type: 'string' } } },
  })
  const [server] = await engine.client.mcp.list()
  expect(server).toMatchObject({ state: 'running', serverName: 'test-server', serverVersion: '1.2.3', error: null })
  expect(server?.logs).toEqual([expect.stringMatching(/^hello from \d+$/)])

  const view = await ask(engine, serverId, 'echo', { text: 'tea' })
  expect(view.nodes.ask).toMatchObject({ status: 'succeeded', outputs: { out: 'tea' } })
  expect(view.nodes.ask?.logs.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^echo of “Test” answered in \d+ ms\.$/),
  ])
})

test('what a tool gives: structured content, text, pictures as files of the run, and failure in its own words', async () => {
  const engine = await openTestEngine()
  const { serverId } = await add(engine, childServer().transport)
  const give = async (tool: string, input = {}) => (await ask(engine, serverId, tool, input)).nodes.ask
  expect((await give('structured', { text: 'x' }))?.outputs).toEqual({ out: { said: 'x', list: [1, 2] } })
  expect((await give('picture'))?.outputs).toEqual({
    out: {
      text: 'A pixel.\n\nfile:///tea.md\ntea\n\nx: https://example.com/x',
      files: [
        { $file: expect.objectContaining({ name: 'image-2.png', mediaType: 'image/png', bytes: 69 }) },
        { $file: expect.objectContaining({ name: 'notes.bin', bytes: 3 }) },
      ],
    },
  })
  expect((await give('fail'))?.error).toMatchObject({
    ...{ kind: 'external', code: 'mcp.tool-failed', message: 'There is no such page.' },
  })
  expect((await give('nothing-such'))?.error).toMatchObject({
    code: 'mcp.refused',
    message: expect.stringContaining('Tool nothing-such not found'),
  })
  const large = await give('large')
  expect(large?.outputs).toBeDefined()
  expect(large?.status).toBe('succeeded')
  expect((await give('bulky'))?.error).toMatchObject({ code: 'mcp.too-large' })
})

test('a secret is in none of its lines, answers and errors, and in no byte of the data folder', async () => {
  const dataDir = temporaryFolder()
  const engine = await openTestEngine({ dataDir })
  const { serverId, secretNames } = await add(engine, childServer().transport, { MCP_TOKEN: token, LEVEL: 'debug' })
  expect(secretNames).toEqual(['MCP_TOKEN', 'LEVEL'])
  const view = await ask(engine, serverId, 'environment')
  const environment = JSON.parse(String(view.nodes.ask?.outputs?.out))
  expect(environment.MCP_TOKEN).toBe('[hidden]')
  expect(environment.LEVEL).toBe('debug')
  expect(
    Object.keys(environment).filter((name) => !/^(MCP_TOKEN|LEVEL|HOME|LOGNAME|PATH|SHELL|TERM|USER)$/.test(name)),
  ).toEqual([])
  await ask(engine, serverId, 'echo', { text: 'x' })
  const servers = await engine.client.mcp.list()
  expect(servers[0]?.logs).toContain('my token is [hidden]')
  expect(JSON.stringify(servers)).not.toContain(token)
  await engine.close()
  for (const name of readdirSync(dataDir)) {
    expect(readFileSync(join(dataDir, name)).includes(token), name).toBe(false)
  }
})

test('an update keeps the secrets that it leaves out, an empty one goes, and the server runs with what is new', async () => {
  const engine = await openTestEngine()
  const { transport } = childServer()
  const { serverId } = await add(engine, transport, { MCP_TOKEN: token, LEVEL: 'debug' })
  const changed = await engine.client.mcp.update({
    serverId,
    title: 'New',
    transport,
    secrets: { LEVEL: '', MORE: 'x' },
  })
  expect(changed).toMatchObject({ title: 'New', secretNames: ['MCP_TOKEN', 'MORE'] })
  const out = (await ask(engine, serverId, 'environment')).nodes.ask?.outputs?.out
  expect(JSON.parse(String(out))).toMatchObject({ MCP_TOKEN: '[hidden]', MORE: 'x' })
})

test.each([
  [{ LD_PRELOAD: '/tmp/x.so' }, 'mcp.bad-name'],
  [{ NODE_OPTIONS: '--require x' }, 'mcp.bad-name'],
  [{ 'a b': 'x' }, 'mcp.bad-name'],
  [{ A: 'x\0y' }, 'mcp.bad-value'],
])('variables %j are refused', async (secrets, code) => {
  const engine = await openTestEngine()
  await expect(add(engine, childServer().transport, secrets as Record<string, string>)).rejects.toMatchObject({
    data: { code },
  })
})

test('nothing it started outlives the engine, a removed server, or one that is switched off', async () => {
  const engine = await openTestEngine()
  const [one, two, three] = [childServer('family'), childServer('family'), childServer('family')]
  const ids: string[] = []
  for (const { transport } of [one, two, three]) ids.push((await add(engine, transport)).serverId)
  for (const serverId of ids) await engine.client.mcp.tools({ serverId })
  const [first = '', second = ''] = ids
  for (const { pids } of [one, two, three]) {
    expect(pids()).toHaveLength(2)
    expect(pids().every(isAlive)).toBe(true)
  }
  await engine.client.mcp.remove({ serverId: first })
  expect(one.pids().some(isAlive)).toBe(false)
  expect(await engine.client.mcp.setOn({ serverId: second, isOn: false })).toMatchObject({
    state: 'stopped',
    isOn: false,
  })
  expect(two.pids().some(isAlive)).toBe(false)
  expect((await ask(engine, second, 'echo')).nodes.ask?.error).toMatchObject({ code: 'mcp.off' })
  expect((await ask(engine, first, 'echo')).nodes.ask?.error).toMatchObject({ code: 'mcp.no-server' })
  await engine.close()
  expect(three.pids().some(isAlive)).toBe(false)
}, 20_000)

test('one that will not end is made to', async () => {
  const engine = await openTestEngine()
  const stubborn = childServer('stubborn')
  const { serverId } = await add(engine, stubborn.transport)
  await engine.client.mcp.tools({ serverId })
  await engine.close()
  expect(stubborn.pids().some(isAlive)).toBe(false)
  expect(stubborn.diary()).toEqual(expect.arrayContaining(['input ended', 'refused to end']))
}, 20_000)

test('cancelling a run tells the server, and progress stands in the log', async () => {
  const engine = await openTestEngine()
  const { transport, diary } = childServer()
  const { serverId } = await add(engine, transport)
  const text = writeWorkflowFile(askOf(serverId, 'slow'))
  const { runId, finished } = await engine.startFile({ text, inputs: {} })
  await until(() => engine.viewOf(runId).nodes.ask?.logs.some(({ text }) => text === 'slow of “Test”: step 3') ?? false)
  engine.cancel(runId)
  expect((await finished).status).toBe('cancelled')
  await until(() => diary().includes('was cancelled'))
  expect((await ask(engine, serverId, 'echo', { text: 'still here' })).nodes.ask?.outputs).toEqual({
    out: 'still here',
  })
})

test('a crash in the middle of a call fails it in words, and the server is there again for the next', async () => {
  const engine = await openTestEngine()
  const { transport, pids } = childServer()
  const { serverId } = await add(engine, transport)
  expect((await ask(engine, serverId, 'exit')).nodes.ask?.error).toMatchObject({
    ...{ kind: 'external', code: 'mcp.broke-off' },
    message: 'The server ended in the middle of exit of “Test”.',
  })
  expect((await ask(engine, serverId, 'echo', { text: 'again' })).nodes.ask?.outputs).toEqual({ out: 'again' })
  expect(pids()).toHaveLength(2)
  const [server] = await engine.client.mcp.list()
  expect(server?.logs).toContain('Niti: “Test” ended with code 7.')
})

test('tools that are added while it runs are known, also while it does not', async () => {
  const engine = await openTestEngine()
  const { serverId } = await add(engine, childServer().transport)
  const before = (await engine.client.mcp.tools({ serverId })).length
  await ask(engine, serverId, 'grow')
  await until(async () => ((await engine.client.mcp.list())[0]?.tools.length ?? 0) === before + 1)
  const off = await engine.client.mcp.setOn({ serverId, isOn: false })
  expect(off.tools).toHaveLength(before + 1)
})

test('tools with names, words and schemas nobody can use are left out or cut', async () => {
  const engine = await openTestEngine()
  const { serverId } = await add(engine, childServer('odd').transport)
  const tools = await engine.client.mcp.tools({ serverId })
  const named = (name: string) => tools.filter((tool) => tool.name === name)
  expect(named('bad name')).toEqual([])
  expect(named('echo')).toHaveLength(1)
  expect(named('hidden')[0]?.description).toBe('abcd')
  expect(named('huge')[0]?.schema).toEqual({ type: 'object' })
  expect(named('huge')[0]?.description.length).toBeLessThan(4_100)
  expect((await engine.client.mcp.list())[0]?.logs.join('\n')).toContain('Left out a second tool called echo.')
})

test('what is no server fails in words that say where to look', async () => {
  const engine = await openTestEngine()
  const ends = await add(engine, childServer('ends').transport)
  await expect(engine.client.mcp.tools({ serverId: ends.serverId })).rejects.toMatchObject({
    data: { code: 'mcp.ended', message: expect.stringContaining('ended with code 3 before it had answered') },
  })
  const failing = await engine.client.mcp.list()
  expect(failing[0]).toMatchObject({ state: expect.stringMatching(/failing|starting/) })
  expect(failing[0]?.logs).toContain('no licence')
  const none = await add(engine, { kind: 'stdio', command: 'no-such-program-here', args: [], folder: '' })
  await expect(engine.client.mcp.tools({ serverId: none.serverId })).rejects.toMatchObject({
    data: { code: 'mcp.no-program', message: 'There is no program `no-such-program-here`.' },
  })
  const nowhere = await add(engine, { kind: 'stdio', command: process.execPath, args: [], folder: '/no/such/folder' })
  await expect(engine.client.mcp.tools({ serverId: nowhere.serverId })).rejects.toMatchObject({
    data: { code: 'mcp.no-folder' },
  })
})

test('one that greets on its output is understood all the same', async () => {
  const engine = await openTestEngine()
  const { serverId } = await add(engine, childServer('noisy').transport)
  expect((await ask(engine, serverId, 'echo', { text: 'x' })).nodes.ask?.outputs).toEqual({ out: 'x' })
  expect((await engine.client.mcp.list())[0]?.logs).toContain('Welcome to the noisy server!')
})

test('a program that stays starts its servers by itself; one that ends with its command only those it needs', async () => {
  const dataDir = temporaryFolder()
  const { transport, pids } = childServer()
  const first = await openTestEngine({ dataDir, resumeRuns: false })
  const { serverId } = await add(first, transport)
  await ask(first, serverId, 'echo')
  expect(pids()).toHaveLength(1)
  await first.close()
  const command = await openTestEngine({ dataDir, resumeRuns: false })
  expect((await command.client.mcp.list())[0]).toMatchObject({ state: 'stopped', serverName: 'test-server' })
  await command.close()
  expect(pids()).toHaveLength(1)
  const stays = await openTestEngine({ dataDir })
  await until(async () => (await stays.client.mcp.list())[0]?.state === 'running')
  expect(pids()).toHaveLength(2)
})

test('a dry run asks no server, and one that was closed in the middle of a call is not asked again by itself', async () => {
  const dataDir = temporaryFolder()
  const { transport, diary } = childServer()
  const engine = await openTestEngine({ dataDir })
  const { serverId } = await add(engine, transport)
  const text = writeWorkflowFile(askOf(serverId, 'slow'))
  const dry = await engine.startFile({ text, inputs: {}, dryRun: true })
  expect((await dry.finished).nodes.ask?.status).toBe('skipped')
  const { runId } = await engine.startFile({ text, inputs: {} })
  await until(() => diary().includes('called slow'))
  await engine.close()
  const next = await openTestEngine({ dataDir })
  // It may have been done: that is for a person to find out.
  await until(() => next.viewOf(runId).status === 'failed')
  expect(next.viewOf(runId).error).toMatchObject({ code: 'run.interrupted-once-only' })
  expect(diary().filter((line) => line === 'called slow')).toHaveLength(1)
}, 20_000)
