import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RunReport } from '../../electron/cli/run-report.ts'
import type { Trigger } from '../../shared/contract/triggers.ts'
import type { VersionSummary } from '../../shared/contract/versions.ts'
import type { RunEvent } from '../../shared/run/events.ts'
import { isFresh, openMachine, stale } from './built-niti.ts'

type Nodes = Record<string, { type: string; params: object; graph?: object }>

/** The text of a workflow file, its nodes wired in a row. */
function fileOf(nodes: Nodes): string {
  const ids = Object.keys(nodes)
  const placed = Object.entries(nodes).map(([id, node], index) => {
    return [id, { version: 1, position: { x: index * 200, y: 0 }, ...node }]
  })
  const edges = ids.slice(1).map((to, index) => ({ from: ids[index], fromPort: 'out', to, toPort: 'in' }))
  return JSON.stringify({ format: 1, name: 'Greetings', nodes: Object.fromEntries(placed), edges })
}

const one = fileOf({ hello: { type: 'template', params: { text: 'Hello' } } })
const asking = fileOf({
  start: {
    type: 'manual',
    params: {
      inputs: [
        { name: 'names', type: 'list', required: true },
        { name: 'times', type: 'number', default: 1 },
      ],
    },
  },
  greet: {
    type: 'each',
    params: { items: '{{ inputs.names }}' },
    graph: {
      nodes: {
        ask: {
          type: 'prompt',
          version: 1,
          params: { prompt: 'Greet {{ item }} {{ inputs.times }} times.' },
          position: { x: 0, y: 0 },
        },
      },
      edges: [],
    },
  },
})

function parse<T>(text: string): T {
  return JSON.parse(text) as T // what the program promises to print; the tests are about just that
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a listening TCP server has one
  server.close()
  await once(server, 'close')
  return port
}

// The program as it is shipped, in processes of its own.
describe.skipIf(!isFresh)(`niti${isFresh ? '' : ` (${stale})`}`, () => {
  test('run --json prints one object with the promised keys', async () => {
    const { home, niti } = openMachine()
    writeFileSync(join(home, 'ask.niti.json'), asking)
    const args = ['run', 'ask.niti.json', '--input', 'names=Ada, Grace', '--model', 'demo/demo', '--json', 'times=2']
    const { code, stdout, stderr } = await niti(args)
    expect([code, stderr]).toEqual([0, ''])
    const report = parse<RunReport>(stdout)
    expect(Object.keys(report)).toEqual([
      'runId',
      'status',
      'microUsd',
      'inputTokens',
      'outputTokens',
      'durationMs',
      'outputs',
      'nodes',
    ])
    expect(report).toMatchObject({ status: 'succeeded', microUsd: 0 })
    expect(report.inputTokens).toBeGreaterThan(0)
    expect(report.durationMs).toBeGreaterThan(0)
    expect(report.nodes.map(({ id, type, status, attempts }) => [id, type, status, attempts])).toEqual([
      ['start', 'manual', 'succeeded', 1],
      ['greet', 'each', 'succeeded', 1],
      ['greet#0/ask', 'prompt', 'succeeded', 1],
      ['greet#1/ask', 'prompt', 'succeeded', 1],
    ])
    expect(report.nodes[2]).toMatchObject({ model: 'demo/demo', microUsd: 0 })
    expect(report.nodes.reduce((sum, node) => sum + (node.inputTokens ?? 0), 0)).toBe(report.inputTokens)
    expect(report.outputs.greet).toEqual([expect.stringContaining('Ada'), expect.stringContaining('Grace')])
  })

  test('run prints a line for each node, the total and what came out', async () => {
    const { niti } = openMachine()
    const { code, stdout, stderr } = await niti(['run', '-', '-i', 'names=Ada', '-m', 'demo/demo'], { stdin: asking })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^ {2}node .* model .* in .* out .* cost .* time\n✓ start +done/)
    expect(stdout).toMatch(/✓ greet +1\/1 .* \$0 .*\n✓ {3}ask +1\/1 +demo\/demo /)
    expect(stdout).toMatch(/\nSucceeded in .* 1 model call · .* tokens in, .* out · \$0\n/)
    expect(stdout).toMatch(/\ngreet: .*Ada/)
    expect(stdout).not.toContain('\x1b')
  })

  test('run --events prints each event on its line, and with --json the object last', async () => {
    const { niti } = openMachine()
    const { code, stdout } = await niti(['run', '-', '--events', '--json'], { stdin: one })
    expect(code).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    const report = parse<RunReport>(lines.at(-1) ?? '')
    const events = lines.slice(0, -1).map((line) => parse<RunEvent>(line))
    expect(events.map(({ seq, type }) => [seq, type])).toEqual([
      [1, 'run-queued'],
      [2, 'run-started'],
      [3, 'node-started'],
      [4, 'node-finished'],
      [5, 'run-finished'],
    ])
    expect(new Set(events.map(({ runId }) => runId))).toEqual(new Set([report.runId]))
    expect(report.outputs).toEqual({ hello: 'Hello' })
  })

  test('history, diff, publish and restore', async () => {
    const { home, niti } = openMachine()
    writeFileSync(join(home, 'one.niti.json'), one)
    const workflowId = (await niti(['import', 'one.niti.json'])).stdout.trim()
    expect((await niti(['publish', workflowId, '--note', 'First'])).stdout).toBe('Version 1 is published.\n')
    const listed = parse<VersionSummary[]>((await niti(['history', workflowId, '--json'])).stdout)
    expect(listed).toMatchObject([{ version: 1, kind: 'published', note: 'First', isPublished: true, changes: null }])
    const { stdout } = await niti(['history', workflowId])
    expect(stdout).toMatch(/version .*when .*kind .*changes .*note\n +1 .* published now .*the beginning +First\n/)
    expect((await niti(['diff', workflowId, '1'])).stdout).toBe('No difference.\n')
    const restored = await niti(['restore', workflowId, '1'])
    expect([restored.code, restored.stdout]).toEqual([0, 'The draft is what version 1 was.\n'])
    const missing = await niti(['restore', workflowId, '7'])
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('no version 7')])
    const senseless = await niti(['restore', workflowId, 'first'])
    expect([senseless.code, senseless.stderr]).toEqual([2, expect.stringContaining('is not a version')])
  })

  test('triggers are listed and switched, also in a program that serves', async () => {
    const { dataDir, niti, start } = openMachine()
    const called = fileOf({
      call: { type: 'webhook', params: { answer: 'result' } },
      say: { type: 'template', params: { text: 'Hello {{ call.body }}' } },
    })
    expect((await niti(['triggers'])).stdout).toMatch(/^No triggers yet/)
    const port = await freePort()
    const db = new Database(join(dataDir, 'niti.db'))
    db.prepare("INSERT INTO settings (workspace_id, name, value) VALUES ('default', 'webhookPort', ?)").run(
      String(port),
    )
    db.close()
    const workflowId = (await niti(['import', '-'], { stdin: called })).stdout.trim()
    const nothing = await niti(['on', workflowId])
    expect([nothing.code, nothing.stderr]).toEqual([
      2,
      expect.stringContaining('nothing of what is published begins runs'),
    ])
    await niti(['publish', workflowId])
    const [trigger] = parse<Trigger[]>((await niti(['triggers', '--json'])).stdout)
    expect(trigger).toMatchObject({ workflowId, kind: 'webhook', active: true, error: null })
    const url = trigger?.url ?? ''
    expect(url).toContain(`http://127.0.0.1:${port}/hooks/`)

    const serving = start(['serve', '--json'])
    await expect.poll(serving.stdout, { timeout: 10_000 }).toContain('\n')
    expect(parse<object>(serving.stdout())).toMatchObject({ webhooks: `http://127.0.0.1:${port}` })
    const call = () =>
      fetch(url, { method: 'POST', body: 'you' }).then(
        (reply) => reply.json(),
        () => null,
      )
    await expect.poll(call, { timeout: 10_000 }).toMatchObject({ outputs: { say: 'Hello you' } })
    expect((await niti(['off', workflowId])).stdout).toBe('Its triggers are off.\n')
    expect((await niti(['triggers'])).stdout).toMatch(/ off +http/)
    await expect.poll(call, { timeout: 10_000 }).toBeNull()
    expect((await niti(['on', workflowId])).stdout).toMatch(/^On: Webhook\. When its address is called with POST/)
    await expect.poll(call, { timeout: 10_000 }).toMatchObject({ status: 'succeeded' })
    serving.child.kill('SIGINT')
    expect(await serving.ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('run tries a workflow that begins by itself, and asks which of several', async () => {
    const { niti } = openMachine()
    const two = fileOf({ tick: { type: 'schedule', params: {} }, hook: { type: 'webhook', params: {} } })
    const apart = JSON.stringify({ ...JSON.parse(two), edges: [] })
    const which = await niti(['run', '-'], { stdin: apart })
    expect([which.code, which.stderr]).toEqual([2, expect.stringContaining('can begin in several ways: tick, hook')])
    const tried = await niti(['run', '-', '--start', 'hook', '--json'], { stdin: apart })
    expect(parse<RunReport>(tried.stdout)).toMatchObject({ status: 'succeeded', outputs: { hook: { method: 'POST' } } })
  })

  test('a node that fails ends with 1 and says which', async () => {
    const { niti } = openMachine()
    const stdin = fileOf({
      broken: { type: 'parse-json', params: { text: '{' } },
      after: { type: 'template', params: { text: 'never' } },
    })
    const human = await niti(['run', '-'], { stdin })
    expect(human.code).toBe(1)
    expect(human.stdout).toMatch(/✗ broken +failed/)
    expect(human.stdout).toMatch(/\nFailed in /)
    expect(human.stdout).toMatch(/\nbroken: /)
    const { code, stdout } = await niti(['run', '-', '--json'], { stdin })
    const report = parse<RunReport>(stdout)
    expect([code, report.status]).toEqual([1, 'failed'])
    expect(report.nodes.find(({ id }) => id === 'broken')?.error).toMatchObject({ kind: 'user' })
    expect(report.nodes.find(({ id }) => id === 'after')).toMatchObject({ type: 'template', status: 'skipped' })
  })

  test.each([
    ['is not there', ['run', 'missing.niti.json'], '', /There is no file missing\.niti\.json/],
    ['is a folder', ['run', '.'], '', /is a folder/],
    ['is no JSON', ['run', '-'], '{', /stdin: .*not valid JSON/],
    ['is no workflow', ['run', '-'], '{"a":1}', /stdin: .*`format` is missing/],
    ['is of a newer format', ['run', '-'], '{"format":99}', /stdin: .*newer version|stdin: .*format 99/],
    [
      'has a node nobody knows',
      ['run', '-'],
      fileOf({ what: { type: 'no-such-node', params: {} } }),
      /stdin: .*what.*no-such-node/,
    ],
    [
      'has a broken expression',
      ['run', '-'],
      fileOf({ say: { type: 'template', params: { text: 'Dear {{ nobody.name }}' } } }),
      /stdin: params\.text, character 9: `say`: There is no `nobody`/,
    ],
  ])('a file that %s ends with 2, names the place and starts nothing', async (_what, args, stdin, message) => {
    const { niti } = openMachine()
    const { code, stdout, stderr } = await niti(args, { stdin })
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^niti: /)
    expect([code, stdout]).toEqual([2, ''])
    const runs = await niti(['runs', '--json'])
    expect(parse(runs.stdout)).toEqual([])
  })

  test.each([
    ['is missing', [], /`names` is required/],
    ['has the wrong type', ['names=Ada', 'times=often'], /`times` must be a number/],
    ['is unknown', ['names=Ada', 'nmes=x'], /no input called `nmes`/],
    ['is no pair', ['names'], /"names" is not an input/],
  ])('an input that %s ends with 2 and starts nothing', async (_what, pairs, message) => {
    const { niti } = openMachine()
    const args = ['run', '-', '--json', ...pairs.flatMap((pair) => ['--input', pair])]
    const { code, stdout, stderr } = await niti(args, { stdin: asking })
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
    expect(parse(stdout)).toMatchObject({ error: { kind: 'user', file: 'stdin' } })
    const runs = await niti(['runs', '--json'])
    expect(parse(runs.stdout)).toEqual([])
  })

  test('inputs come from a file, and single ones win', async () => {
    const { home, niti } = openMachine()
    writeFileSync(join(home, 'inputs.json'), '{ "names": ["Ada", "Grace"], "times": 3 }')
    const args = ['run', '-', '--inputs', 'inputs.json', '--input', 'times=4', '-m', 'demo/demo', '--events']
    const { stdout } = await niti(args, { stdin: asking })
    expect(parse(stdout.split('\n')[0] ?? '')).toMatchObject({ inputs: { names: ['Ada', 'Grace'], times: 4 } })
    writeFileSync(join(home, 'list.json'), '[1]')
    expect(await niti(['run', '-', '--inputs', 'list.json'], { stdin: asking })).toMatchObject({ code: 2 })
  })

  test('relative paths start from --files-dir, else from the current folder', async () => {
    const { home, niti } = openMachine()
    const stdin = fileOf({ save: { type: 'write-file', params: { path: 'out.txt', text: 'Hello' } } })
    expect(await niti(['run', '-'], { stdin })).toMatchObject({ code: 0 })
    expect(readFileSync(join(home, 'out.txt'), 'utf8')).toBe('Hello')
    await niti(['run', '-', '--files-dir', 'data'], { stdin })
    expect(readFileSync(join(home, 'data', 'out.txt'), 'utf8')).toBe('Hello')
  })

  /** A server that takes requests and never answers; `asked` resolves with the first of them. */
  async function openSilentServer() {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    })
    const { port } = server.address() as AddressInfo // a listening TCP server has one
    return { url: `http://127.0.0.1:${port}/`, asked: once(server, 'request') }
  }

  const waiting = (url: string) =>
    fileOf({
      get: { type: 'http-request', params: { url, allowPrivate: true } },
      after: { type: 'template', params: { text: '{{ get }}' } },
    })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s cancels the run, which is recorded, and ends with 130',
    async (signal) => {
      const server = await openSilentServer()
      const { niti, start } = openMachine()
      const run = start(['run', '-', '--json'], { stdin: waiting(server.url) })
      await server.asked
      run.child.kill(signal)
      const { code, stdout, stderr } = await run.ended
      expect(code).toBe(130)
      expect(stderr).toContain('Cancelling')
      const report = parse<RunReport>(stdout)
      expect(report.status).toBe('cancelled')
      expect(report.nodes.map(({ id, status }) => [id, status])).toEqual([
        ['get', 'cancelled'],
        ['after', 'skipped'],
      ])
      const runs = await niti(['runs', '--json'])
      expect(parse(runs.stdout)).toMatchObject([{ runId: report.runId, status: 'cancelled' }])
    },
  )

  test('a reader that goes away cancels the run at the next word to it', async () => {
    const { niti, start } = openMachine()
    // Greetings enough for a minute, so that there is always one more event.
    const names = `names=${JSON.stringify(Array.from({ length: 5_000 }, (_, index) => `Ada ${index}`))}`
    const run = start(['run', '-', '--events', '-m', 'demo/demo', '-i', names], { stdin: asking })
    run.child.stdout?.once('data', () => run.child.stdout?.destroy())
    expect(await run.ended).toMatchObject({ code: 130 })
    const runs = await niti(['runs', '--json', '--limit', '1'])
    expect(parse(runs.stdout)).toMatchObject([{ status: 'cancelled' }])
  })

  test('validate says what is wrong, and 0 or 2', async () => {
    const { home, niti } = openMachine()
    writeFileSync(join(home, 'one.niti.json'), one)
    expect(await niti(['validate', 'one.niti.json'])).toEqual({
      code: 0,
      signal: null,
      stdout: 'one.niti.json is valid.\n',
      stderr: '',
    })
    const stdin = fileOf({
      read: { type: 'read-files', params: { maxFiles: 0 } },
      say: { type: 'template', params: { text: '{{ nobody }}' } },
    })
    const { code, stdout } = await niti(['validate', '-', '--json'], { stdin })
    const verdict = parse<{ valid: boolean; issues: { nodeId: string }[] }>(stdout)
    expect([code, verdict.valid]).toEqual([2, false])
    expect(verdict.issues.map(({ nodeId }) => nodeId).sort()).toEqual(['read', 'say'])
    const broken = await niti(['validate', '-', '--json'], { stdin: '{' })
    expect([broken.code, parse(broken.stdout)]).toEqual([2, expect.objectContaining({ file: 'stdin', valid: false })])
    expect(await niti(['validate', 'missing.json'])).toMatchObject({ code: 2, stdout: '' })
  })

  test('nodes lists what there is', async () => {
    const { niti } = openMachine()
    const { code, stdout } = await niti(['nodes', '--json'])
    const entries = parse<{ type: string; params: object }[]>(stdout)
    expect(code).toBe(0)
    expect(entries.find(({ type }) => type === 'prompt')?.params).toMatchObject({ type: 'object' })
    const human = await niti(['nodes'])
    expect(human.stdout).toMatch(/^type +group +what it does\n/)
    expect(human.stdout.trimEnd().split('\n')).toHaveLength(entries.length + 1)
  })

  test('import, workflows and export give the same file back', async () => {
    const { home, niti } = openMachine()
    const imported = await niti(['import', '-'], { stdin: one })
    const id = imported.stdout.trim()
    expect([imported.code, id]).toEqual([0, expect.stringMatching(/^\w+$/)])
    const list = await niti(['workflows', '--json'])
    expect(parse(list.stdout)).toMatchObject([{ workflowId: id, name: 'Greetings', nodeCount: 1 }])
    const exported = await niti(['export', id])
    expect(parse(exported.stdout)).toMatchObject({ ...JSON.parse(one) })
    await niti(['export', id, '-o', 'copy.niti.json'])
    expect(readFileSync(join(home, 'copy.niti.json'), 'utf8')).toBe(exported.stdout)
    expect(await niti(['export', id, '-o', 'copy.niti.json'])).toMatchObject({ code: 2, stdout: '' })
    const missing = await niti(['export', 'no_such'])
    expect([missing.code, missing.stdout]).toEqual([2, ''])
  })

  test('the demo runs without key and network, estimates, and leaves only the digest', async () => {
    const { home, niti } = openMachine({ NITI_HOME: '' })
    const { code, stdout, stderr } = await niti(['demo'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/✓ perFile +\d+\/\d+ /)
    expect(stdout).toMatch(/\nSucceeded in .* · \$0\n/)
    expect(stdout).toMatch(/\nEstimate: with gpt-4o-mini .* tokens in and .* out would have cost about \$0\.\d+/)
    const output = /Written to (.*)\n/.exec(stdout)?.[1] ?? ''
    expect(readFileSync(output, 'utf8')).toMatch(/^# Digest\n/)
    expect(readdirSync(join(output, '..'))).toEqual(['digest.md'])
    expect(existsSync(join(home, '.local', 'share', 'niti'))).toBe(false)
  })

  test('the demo keeps its run where NITI_HOME says', async () => {
    const { dataDir, niti } = openMachine()
    const { stdout } = await niti(['demo'])
    expect(stdout).toContain(`Written to ${join(dataDir, 'demo', 'digest.md')}`)
    const runs = await niti(['runs'])
    expect(runs.stdout).toMatch(/Digest of a folder +succeeded/)
  })

  test.each([
    [['fly'], /unknown command 'fly'/],
    [['valdate', 'x'], /Did you mean validate\?/],
    [['run', '-', '--nope'], /unknown option '--nope'/],
    [['run'], /missing required argument 'file'/],
    [['runs', '--limit', '0'], /from 1 to 200/],
    [['serve', '--port', '70000'], /from 0 to 65535/],
  ])('%j makes no sense: 2, and stdout stays empty', async (args, message) => {
    const { niti } = openMachine()
    const { code, stdout, stderr } = await niti(args)
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^niti: /)
    expect([code, stdout]).toEqual([2, ''])
  })

  test('--help shows examples, --version the version', async () => {
    const { niti } = openMachine()
    const help = await niti(['--help'])
    expect([help.code, help.stderr]).toEqual([0, ''])
    expect(help.stdout).toContain('niti run digest.niti.json --input folder=docs')
    const version = await niti(['--version'])
    const { version: expected } = parse<{ version: string }>(readFileSync('package.json', 'utf8'))
    expect(version.stdout).toBe(`${expected}\n`)
    expect(await niti([])).toMatchObject({ code: 2, stdout: '' })
  })

  test('colours come only when they are forced, and NO_COLOR wins', async () => {
    const { niti } = openMachine()
    const forced = await niti(['run', '-'], { stdin: one, env: { FORCE_COLOR: '1' } })
    expect(forced.stdout).toContain('\x1b[32m')
    const without = await niti(['run', '-'], { stdin: one, env: { FORCE_COLOR: '1', NO_COLOR: '1' } })
    expect(without.stdout).not.toContain('\x1b')
  })

  test('serve says where it is, and ends with Ctrl+C', async () => {
    const { dataDir, start } = openMachine()
    const serving = start(['serve', '--json'])
    await expect.poll(serving.stdout, { timeout: 10_000 }).toContain('\n')
    const { url, port, pid, dataDir: served } = parse<Record<string, unknown>>(serving.stdout())
    expect([pid, served]).toEqual([serving.child.pid, dataDir])
    expect(await fetch(String(url)).then((reply) => reply.status)).toBe(200)
    expect(String(url)).toContain(`http://127.0.0.1:${port}/`)
    serving.child.kill('SIGINT')
    expect(await serving.ended).toMatchObject({ code: 0, stderr: '' })
  })
})
