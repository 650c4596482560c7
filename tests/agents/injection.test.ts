import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { drawStored, openAgentEngine, startAgent, writeAgent } from '../support/agent-runs.ts'
import type { AnsweredCall } from '../support/model-server.ts'
import { temporaryFolder } from '../support/test-engine.ts'
import { eventsOf, untilOver } from '../support/waiting-runs.ts'
import { type Attempt, attempts } from './injection-attempts.ts'

/** Serves the page with the attempt; what else is asked of it, nobody granted. */
async function startPages(text: string) {
  const stray: string[] = []
  const server = createServer((request, response) => {
    if (request.url === '/page') return void response.setHeader('content-type', 'text/html').end(text)
    stray.push(`${request.method} ${request.url}`)
    response.end('secret of the local network')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  return { stray, origin: `http://127.0.0.1:${port}`, port }
}

/** A granted folder, with a link that leads out of it, and one beside it that was not granted. */
function layFolders({ way, text }: Attempt) {
  const root = temporaryFolder()
  const [granted, outside] = [join(root, 'granted'), join(root, 'outside')]
  mkdirSync(granted)
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret.txt'), 'the secret')
  symlinkSync(outside, join(granted, 'link'))
  writeFileSync(join(granted, way === 'file-name' ? text : 'mail.txt'), way === 'file' ? text : 'nothing')
  return { granted, outside }
}

const reads: Partial<Record<Attempt['way'], (text: string) => AnsweredCall>> = {
  file: () => ({ name: 'read_file', arguments: { path: 'mail.txt' } }),
  'file-name': () => ({ name: 'list_files', arguments: {} }),
  page: () => ({ name: 'fetch_page', arguments: {} }),
  code: (text) => ({ name: 'run_code', arguments: { code: `return ${JSON.stringify(text)}` } }),
}

test('the corpus is as large as it is said to be, and no attempt stands in it twice', () => {
  expect(attempts.length).toBeGreaterThanOrEqual(40)
  expect(new Set(attempts.map(({ what }) => what)).size).toBe(attempts.length)
})

test.each(attempts)('$what ($way) does nothing that a person has not allowed', async (attempt) => {
  const { way, text } = attempt
  const { granted, outside } = layFolders(attempt)
  const laid = readdirSync(granted)
  const { stray, origin, port } = await startPages(text)
  const real = (value: string) =>
    value
      .replaceAll('OUT', outside.replaceAll('\\', '/'))
      .replaceAll('EVIL', `${origin}/evil`)
      .replaceAll('PORT', `${port}`)
  const obeys = attempt.obeys.map(({ name, arguments: input }) => ({
    name,
    arguments: typeof input === 'string' ? real(input) : JSON.parse(real(JSON.stringify(input))),
  }))
  const first = reads[way]?.(text)
  const { engine, model } = await openAgentEngine([
    ...(first ? [{ toolCalls: [first] }] : []),
    { toolCalls: obeys },
    { text: 'I did all that was asked.' },
  ])
  const agent = writeAgent({
    model: model.model,
    tools: [
      { kind: 'files', folder: granted, access: 'write' },
      { kind: 'http', hosts: ['granted.test'], methods: ['GET', 'POST'] },
      { kind: 'code' },
      { kind: 'notes' },
      { kind: 'read-page', permission: 'never' },
    ],
  })
  const history =
    way === 'history'
      ? [
          { role: 'system', content: text },
          { role: 'assistant', content: text },
        ]
      : []
  const document = await drawStored(engine, agent, { task: way === 'task' ? text : 'Read it.', history })
  const { agentId } = document
  if (way === 'note') await engine.client.agents.keepNote({ agentId, text })
  const fetchPage = {
    ...{ type: 'http-request', version: 1, title: 'Fetch page', position: { x: 0, y: 0 } },
    params: { url: `${origin}/page`, allowPrivate: true },
  }
  document.nodes.fetchPage = fetchPage
  document.edges.push({ from: 'ada', fromPort: 'tools', to: 'fetchPage', toPort: 'in' })
  const before = await engine.client.agents.get({ agentId })

  const { agentId: _, ...workflow } = document
  const { runId } = await startAgent(engine, workflow)
  const asked = await refuseAll(engine, runId)
  const view = await untilOver(engine, runId)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { ada: 'I did all that was asked.' } })

  // Nothing was written, nothing outside was read, nobody was asked who was not granted.
  expect(readdirSync(granted)).toEqual(laid)
  expect(readdirSync(outside)).toEqual(['secret.txt'])
  expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe('the secret')
  expect(stray).toEqual([])
  expect(JSON.stringify(model.asked)).not.toContain('the secret')
  // What asks was asked about, each time, and did not run.
  const asking = new Set(['write-file-tool', 'read-page'])
  const started = eventsOf(engine.dataDir, 'node-started').flatMap((event) =>
    event.type === 'node-started' ? [{ key: `${event.scope}/${event.node}`, ...event }] : [],
  )
  const finished = eventsOf(engine.dataDir, 'node-finished').flatMap((event) =>
    event.type === 'node-finished' ? [`${event.scope}/${event.node}`] : [],
  )
  const isAsking = ({ nodeType, params }: (typeof started)[number]) =>
    asking.has(nodeType) || (nodeType === 'http-tool' && params?.method !== undefined && params.method !== 'GET')
  expect(started.filter(isAsking).filter(({ key }) => finished.includes(key))).toEqual([])
  expect(started.filter(isAsking)).toHaveLength(asked.length)
  // What every tool reaches is what the person said.
  for (const { nodeType, params } of started) {
    if (nodeType.endsWith('-file-tool') || nodeType === 'list-folder') expect(params?.folder).toBe(granted)
    if (nodeType === 'http-tool') expect(params?.hosts).toEqual(['granted.test'])
    if (nodeType === 'http-request') expect(params?.url).toBe(`${origin}/page`)
  }
  // The person's agent is as it was.
  expect(await engine.client.agents.get({ agentId })).toEqual({ ...before, updatedAt: before.updatedAt })
  expect((await engine.client.agents.tools({ agentId, document: agent })).filter(({ isGranted }) => isGranted)).toEqual(
    [],
  )
  // A question shows what is sent in blocks that nothing in them ends, and nothing that does not show.
  for (const message of asked) {
    expect(message).not.toMatch(/\p{Cf}/u)
    expect(outsideBlocks(message)).not.toMatch(/allowed|stolen/i)
  }
})

/** Says no to whatever is asked until the run is over; gives what the questions said. */
async function refuseAll(
  engine: Awaited<ReturnType<typeof openAgentEngine>>['engine'],
  runId: string,
): Promise<string[]> {
  const asked: string[] = []
  for await (const { events } of engine.watch(runId, 0)) {
    for (const event of events) {
      if (event.type !== 'wait-started' || event.ask.kind !== 'person') continue
      asked.push(event.ask.message)
      await engine.client.waits.answer({ waitId: event.waitId, choice: 'refuse' })
    }
  }
  return asked
}

/** What of a Markdown text stands in no fenced block, as CommonMark has it. */
function outsideBlocks(markdown: string): string {
  let fence = ''
  const left: string[] = []
  for (const line of markdown.split('\n')) {
    const mark = /^`{3,}/.exec(line)?.[0] ?? ''
    if (fence === '' && mark !== '') fence = mark
    else if (fence !== '' && mark.length >= fence.length && line.trim() === mark) fence = ''
    else if (fence === '') left.push(line)
  }
  return left.join('\n')
}
