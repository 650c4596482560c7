import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { childServer, isAlive } from '../mcp/mcp-kit.ts'
import { temporaryFolder } from '../support/test-engine.ts'
import { runNiti } from './in-process.ts'

test('a server is added, lists its tools while it is started for that, and is removed', async () => {
  const dataDir = temporaryFolder()
  const { transport, pids } = childServer()
  const [command, ...args] = transport.kind === 'stdio' ? [transport.command, ...transport.args] : []
  expect((await runNiti(dataDir, 'mcp', 'list')).out).toContain('There is no MCP server yet.')
  const added = await runNiti(dataDir, 'mcp', 'add', 'test', '--json', '--', command ?? '', ...args)
  expect(added.error).toBe('')
  expect(JSON.parse(added.out)).toMatchObject([{ title: 'test', transport }])
  expect(pids()).toEqual([])
  const listed = await runNiti(dataDir, 'mcp', 'tools', 'test')
  expect(listed).toMatchObject({ code: 0, out: expect.stringContaining('Does structured.') })
  expect(pids().some(isAlive)).toBe(false)
  const [server] = JSON.parse((await runNiti(dataDir, 'mcp', 'list', '--json')).out)
  expect(server).toMatchObject({ title: 'test', state: 'stopped', serverName: 'test-server' })
  expect(JSON.parse((await runNiti(dataDir, 'mcp', 'tools', server.serverId, '--json')).out)).toHaveLength(11)
  expect(await runNiti(dataDir, 'mcp', 'tools', 'other')).toMatchObject({ code: 2 })
  expect((await runNiti(dataDir, 'mcp', 'remove', 'test')).out).toBe('Removed “test”.\n')
  expect((await runNiti(dataDir, 'mcp', 'list', '--json')).out).toBe('[]\n')
}, 30_000)

test('one that does not answer ends with 1, and a command line that names no server with 2', async () => {
  const dataDir = temporaryFolder()
  const config = join(dataDir, 'servers.json')
  const { transport } = childServer('ends')
  const server = transport.kind === 'stdio' ? { command: transport.command, args: transport.args } : {}
  writeFileSync(config, JSON.stringify({ mcpServers: { broken: server, web: { url: 'http://localhost:1/mcp' } } }))
  const added = await runNiti(dataDir, 'mcp', 'add', '--config', config)
  expect(added.out).toMatch(/^Added “broken” \(mcp_\w+\)\.\nAdded “web” \(mcp_\w+\)\.\n$/)
  const tools = await runNiti(dataDir, 'mcp', 'tools', 'broken')
  expect(tools.code).toBe(1)
  expect(tools.error).toContain('ended with code 3 before it had answered')
  expect(await runNiti(dataDir, 'mcp', 'add', 'nothing')).toMatchObject({ code: 2 })
  expect(await runNiti(dataDir, 'mcp', 'add', 'x', '--url', 'ftp://example.com')).toMatchObject({ code: 2 })
  expect(await runNiti(dataDir, 'mcp', 'add', '--config', join(dataDir, 'none.json'))).toMatchObject({ code: 2 })
}, 30_000)
