import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFileAccess } from '../../electron/engine/files/file-access.ts'
import type { KeptFiles } from '../../electron/engine/files/kept-files.ts'
import codeTool from '../../electron/engine/nodes/code-tool.node.ts'
import type { FolderAccess } from '../../electron/engine/nodes/define-node.ts'
import httpTool from '../../electron/engine/nodes/http-tool.node.ts'
import listFolder from '../../electron/engine/nodes/list-folder.node.ts'
import mcpTool from '../../electron/engine/nodes/mcp-tool.node.ts'
import readFileTool from '../../electron/engine/nodes/read-file-tool.node.ts'
import writeFileTool from '../../electron/engine/nodes/write-file-tool.node.ts'
import type { JsonObject } from '../../shared/json.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { runNode } from '../support/node-harness.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

const reply = {
  status: 200,
  headers: { 'content-type': 'text/html', 'set-cookie': 'a=b', link: '</2>' },
  text: '<p>hi',
}
const url = 'https://api.example.com/items'

/** The real files of a granted folder. */
function granted(): { folder: string; access: (folder: string) => FolderAccess } {
  const folder = temporaryFolder()
  const files = createFileAccess(folder, {} as KeptFiles, temporaryFolder()) // nothing is kept here
  return { folder, access: files.within }
}

test('a web address is asked on the granted hosts alone, never a private one, and a model hears of a few headers', async () => {
  const params = { url: ` ${url} `, hosts: ['api.example.com'], headers: { accept: 'text/html' } }
  const { http, outputs } = await runNode(httpTool, { params, http: [reply] })
  expect(http).toEqual([
    {
      ...{ method: 'GET', url, headers: { accept: 'text/html' }, asBytes: 'unless-text', timeoutMs: 30_000 },
      ...{ allowPrivate: false, onlyHosts: ['api.example.com'], joinsTrace: true },
    },
  ])
  expect(outputs.out).toEqual({ status: 200, headers: { 'content-type': 'text/html', link: '</2>' }, text: '<p>hi' })
  const open = await runNode(httpTool, { params: { url }, http: [reply] })
  expect(open.http[0]).not.toHaveProperty('onlyHosts')
  // Where no person named a host, a model chose it: nothing is told of the run there.
  expect(open.http[0]?.joinsTrace).not.toBe(true)
})

test('long text is cut and says so, and what is no text is not shown', async () => {
  const long = await runNode(httpTool, { params: { url }, http: [{ ...reply, text: 'x'.repeat(60_000) }] })
  expect(long.outputs.out).toMatchObject({ text: expect.stringMatching(/^x{50000}\n\[cut: 10000 of 60000 characters/) })
  const png = { status: 200, headers: { 'content-type': 'image/png' }, text: '', bytes: new Uint8Array(7) }
  const { outputs } = await runNode(httpTool, { params: { url }, http: [png] })
  expect(outputs.out).toMatchObject({ text: '[7 bytes of image/png: not shown]' })
})

test.each([
  [{ method: 'POST' }, 'http-tool.method'],
  [{ body: 'x' }, 'http-tool.no-body'],
  [{ headers: { Host: 'internal' } }, 'http-tool.bad-header'],
  [{ headers: { Cookie: 'a=b' } }, 'http-tool.bad-header'],
  [{ headers: { 'a b': 'x' } }, 'http-tool.bad-header'],
  [{ headers: { accept: 'a\r\nx-evil: 1' } }, 'http-tool.bad-header'],
])('a request with %j is refused', async (params, code) => {
  await expect(runNode(httpTool, { params: { url, ...params } as JsonObject })).rejects.toMatchObject({
    info: { code },
  })
})

test('code sees its input and nothing else; its value and what it printed come back', async () => {
  const { code, outputs } = await runNode(codeTool, {
    params: { code: 'return input.a', input: { a: 1 } },
    code: [
      (request) => {
        request.onLine?.({ level: 'info', text: 'seen' })
        return 1
      },
    ],
  })
  expect(code[0]).toMatchObject({ code: 'return input.a', scope: { input: { a: 1 } } })
  expect(outputs.out).toEqual({ value: 1, lines: ['seen'] })
})

test('a granted folder is listed, read by lines and written', async () => {
  const { folder, access } = granted()
  mkdirSync(join(folder, 'notes'))
  writeFileSync(join(folder, 'notes', 'tea.md'), 'one\ntwo\nthree\nfour\n')
  writeFileSync(join(folder, 'b.txt'), 'b')
  const listed = await runNode(listFolder, { params: { folder, pattern: '**/*.md' }, folder: access })
  expect(listed.outputs.out).toEqual({ entries: [{ path: 'notes/tea.md', kind: 'file', bytes: 19 }] })
  const few = await runNode(listFolder, { params: { folder, limit: 1 }, folder: access })
  expect(few.outputs.out).toMatchObject({
    entries: [{ path: 'b.txt' }],
    note: 'There is more than these 1. Narrow the pattern or the folder.',
  })
  const params = { folder, path: 'notes/tea.md', fromLine: 2, lines: 2 }
  const read = await runNode(readFileTool, { params, folder: access })
  expect(read.outputs.out).toEqual({
    ...{ path: 'notes/tea.md', fromLine: 2, lines: 2, totalLines: 4, text: 'two\nthree' },
    note: 'There are more lines after these.',
  })
  const past = await runNode(readFileTool, { params: { ...params, fromLine: 9 }, folder: access })
  expect(past.outputs.out).toMatchObject({ text: '', note: 'The file has 4 lines.' })
  const written = await runNode(writeFileTool, {
    params: { folder, path: 'out/new/a.txt', text: 'é' },
    folder: access,
  })
  expect(written.outputs.out).toEqual({ path: 'out/new/a.txt', bytes: 2 })
  expect(readFileSync(join(folder, 'out/new/a.txt'), 'utf8')).toBe('é')
})

test('what may be done twice, and what changes something, is said by each tool', () => {
  expect(httpTool.changesOutside?.({})).toBe(false)
  expect(httpTool.changesOutside?.({ method: 'POST' })).toBe(true)
  expect(httpTool.isRepeatable?.({ method: 'POST' })).toBe(false)
  expect(httpTool.isRepeatable?.({ method: 'PUT' })).toBe(true)
  expect(writeFileTool.changesOutside?.({})).toBe(true)
  expect(writeFileTool.isRepeatable?.({})).toBe(false)
  expect(writeFileTool.isRepeatable?.({ mode: 'overwrite' })).toBe(true)
  expect(mcpTool.changesOutside?.({})).toBe(true)
  expect(mcpTool.isRepeatable?.({})).toBe(false)
  expect([listFolder, readFileTool, codeTool].map(({ changesOutside }) => changesOutside)).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('a tool of a server is asked with an object, or with JSON text of one', async () => {
  const asked: unknown[] = []
  const mcp = async (call: unknown) => {
    asked.push(call)
    return 'answer'
  }
  const params = { serverId: 'mcp_1', tool: 'search', input: '{"q":"tea"}' }
  const { outputs } = await runNode(mcpTool, { params, mcp })
  expect(outputs).toEqual({ out: 'answer' })
  expect(asked).toEqual([{ serverId: 'mcp_1', tool: 'search', input: { q: 'tea' } }])
  const refused = (more: JsonObject) => runNode(mcpTool, { params: { ...params, ...more } })
  await expect(refused({ input: '[1]' })).rejects.toMatchObject({ info: { field: 'params.input' } })
  await expect(refused({ input: '{' })).rejects.toMatchObject({ info: { field: 'params.input' } })
  await expect(refused({ serverId: '' })).rejects.toMatchObject({ info: { code: 'mcp-tool.no-server' } })
  await expect(refused({ tool: ' ' })).rejects.toMatchObject({ info: { code: 'mcp-tool.no-tool' } })
})

test('in the engine: hosts outside the list and private addresses are refused, code reaches nothing, folders are real', async () => {
  const engine = await openTestEngine()
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'a.txt'), 'a')
  const run = async (type: string, params: JsonObject) => {
    const view = await runWorkflow(engine, drawWorkflow('tool', { tool: { type, params } }))
    return view.nodes.tool?.error?.code ?? view.nodes.tool?.outputs?.out
  }
  const near = 'http://127.0.0.1:65001/'
  expect(await run('http-tool', { url: near, hosts: ['example.com'] })).toBe('http.host-not-allowed')
  expect(await run('http-tool', { url: near, hosts: ['127.0.0.1:65001'] })).toBe('http.private-address')
  expect(await run('http-tool', { url: 'file:///etc/passwd' })).toBe('http.bad-url')
  const code = "console.log('seen', input.a); return [input.a + 1, typeof fetch, typeof process, typeof inputs]"
  expect(await run('code-tool', { code, input: { a: 1 } })).toEqual({
    ...{ value: [2, 'undefined', 'undefined', 'undefined'], lines: ['seen 1'] },
  })
  expect(await run('code-tool', { code: "throw new Error('no')" })).toBe('code.failed')
  expect(await run('list-folder', { folder })).toEqual({ entries: [{ path: 'a.txt', kind: 'file', bytes: 1 }] })
  expect(await run('read-file-tool', { folder, path: '../a.txt' })).toBe('files.outside')
  expect(await run('read-file-tool', { folder: engine.dataDir, path: 'niti.db' })).toBe('files.own')
  expect(await run('write-file-tool', { folder, path: 'b/c.txt', text: 'c' })).toEqual({ path: 'b/c.txt', bytes: 1 })
})
