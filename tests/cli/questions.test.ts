import { PassThrough } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { askPerson } from '../../electron/cli/ask-person.ts'
import { type LineReader, openLineReader } from '../../electron/cli/line-reader.ts'
import { openRunDisplay } from '../../electron/cli/live-table.ts'
import { type PersonAsk, printQuestion } from '../../electron/cli/print-question.ts'
import { runFile } from '../../electron/cli/run-file.ts'
import { makeRunRows } from '../../electron/cli/run-rows.ts'
import { makePaint } from '../../electron/cli/terminal.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { ask, createNoticeHost } from '../support/waiting-runs.ts'
import { openScreen } from './screen.ts'
import { chain, nodeFinished, nodeStarted, started, viewOf } from './views.ts'

const question: PersonAsk = {
  kind: 'person',
  title: 'Send it?',
  message: 'Dear all,\nhello',
  fields: [
    { name: 'amount', type: 'number', required: true, choices: [] },
    { name: 'size', type: 'choice', title: 'Size', required: false, default: 'M', choices: ['S', 'M'] },
  ],
  choices: [
    { id: 'approve', title: 'Send', tone: 'ok' },
    { id: 'reject', title: 'Reject', tone: 'bad' },
  ],
  dueAt: null,
}

/** Somebody at a terminal who types these lines, each once something is asked. */
function sit(lines: string[]) {
  const input = new PassThrough()
  const output = new PassThrough()
  let shown = ''
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text
  })
  const opened = openLineReader({ input, output })
  onTestFinished(() => opened.close())
  const left = [...lines]
  function type(): void {
    const line = left.shift()
    if (line === '<end>') input.end()
    else if (line !== undefined) input.write(`${line}\n`)
  }
  const reader: LineReader = {
    ...opened,
    ask(question, signal) {
      const asked = opened.ask(question, signal)
      setImmediate(type)
      return asked
    },
  }
  return { reader, shown: () => shown }
}

const means = (reader: LineReader, signal = new AbortController().signal) => ({
  reader,
  signal,
  paint: makePaint(false),
})

test('asks for the choice, then field by field until each fits, then for a word about it', async () => {
  const { reader, shown } = sit(['maybe', 'send', 'many', '', '7', '', 'fine'])
  const answer = await askPerson(question, means(reader))
  expect(answer).toEqual({ choice: 'approve', values: { amount: '7' }, comment: 'fine' })
  expect(shown()).toContain('Send it?\nDear all,\nhello\n  1  Send\n  2  Reject\n')
  expect(shown()).toContain('amount (a number, required): ')
  expect(shown()).toContain('The input `amount` must be a number, but it is “many”.')
  expect(shown()).toContain('The input `amount` is required.')
  expect(shown()).toContain('Size (S / M, [M]): ')
})

test('a no needs no form', async () => {
  const { reader } = sit(['2', ''])
  expect(await askPerson(question, means(reader))).toEqual({ choice: 'reject', values: {}, comment: '' })
})

const budgetQuestion: PersonAsk = {
  kind: 'person',
  title: 'The budget “Each run” does not suffice',
  message: '',
  fields: [
    {
      ...{ name: 'model', title: 'Another model', type: 'choice', required: true, default: 'openai/gpt-4o-mini' },
      choices: ['openai/gpt-4o-mini', 'openai/gpt-4.1-mini'],
      notes: { 'openai/gpt-4o-mini': 'at most $0.0006', 'openai/gpt-4.1-mini': 'at most $0.0016' },
    },
  ],
  choices: [
    { id: 'raise', title: 'Raise it', tone: 'ok', fields: [] },
    { id: 'switch', title: 'Use another model', tone: 'plain', fields: ['model'] },
    { id: 'stop', title: 'Stop the run', tone: 'bad', fields: [] },
  ],
  dueAt: null,
}

test('only the fields of the choice are asked for', async () => {
  const { reader, shown } = sit(['raise', ''])
  expect(await askPerson(budgetQuestion, means(reader))).toEqual({ choice: 'raise', values: {}, comment: '' })
  expect(shown()).not.toContain('Another model')
})

test('choices with a word to each are listed, and chosen by their number, by name, or by leaving the line empty', async () => {
  const { reader, shown } = sit(['switch', '3', '2', ''])
  const second = { choice: 'switch', values: { model: 'openai/gpt-4.1-mini' }, comment: '' }
  expect(await askPerson(budgetQuestion, means(reader))).toEqual(second)
  expect(shown()).toContain('  1  openai/gpt-4o-mini (at most $0.0006)\n  2  openai/gpt-4.1-mini (at most $0.0016)\n')
  expect(shown()).toContain('Another model (1-2, [openai/gpt-4o-mini]): ')
  expect(shown()).toContain('must be one of “openai/gpt-4o-mini”, “openai/gpt-4.1-mini”, but it is “3”')
  const named = await askPerson(budgetQuestion, means(sit(['2', 'openai/gpt-4.1-mini', '']).reader))
  expect(named).toEqual(second)
  const empty = await askPerson(budgetQuestion, means(sit(['2', '', '']).reader))
  expect(empty).toEqual({ choice: 'switch', values: {}, comment: '' })
})

test('elsewhere, each form has a command of its own, with what can be chosen', () => {
  expect(printQuestion('wait_1', budgetQuestion, makePaint(false))).toBe(
    [
      'Waits for an answer: The budget “Each run” does not suffice',
      '  niti answer wait_1 raise|stop',
      '  niti answer wait_1 switch --set model=…',
      '  model: openai/gpt-4o-mini (at most $0.0006)',
      '         openai/gpt-4.1-mini (at most $0.0016)',
      '',
    ].join('\n'),
  )
  expect(printQuestion('wait_1', question, makePaint(false))).toBe(
    'Waits for an answer: Send it?\n  niti answer wait_1 approve|reject --set amount=… --set size=…\n',
  )
})

test('whoever ends the input gives no answer', async () => {
  const { reader } = sit(['1', '<end>'])
  expect(await askPerson(question, means(reader))).toBeNull()
})

test('a question that was answered elsewhere is not asked any longer', async () => {
  const { reader } = sit([])
  const elsewhere = new AbortController()
  const asking = askPerson(question, means(reader, elsewhere.signal))
  elsewhere.abort(new Error('answered elsewhere'))
  await expect(asking).rejects.toThrow('answered elsewhere')
})

test.each(['table', 'events', 'nothing'] as const)(
  'where nobody can be asked (%s), the command that answers is said once, and the run waits',
  async (show) => {
    const engine = await openTestEngine({ host: createNoticeHost() })
    const screen = openScreen({ columns: 100, rows: 40, isTty: false })
    const said: string[] = []
    const answered: Promise<void>[] = []
    const terminal = {
      ...screen.terminal,
      out: async () => {},
      error(text: string) {
        said.push(text)
        const waitId = /niti answer (\S+) approve\|reject --set amount=…/.exec(text)?.[1] ?? ''
        answered.push(engine.client.waits.answer({ waitId, choice: 'approve', values: { amount: '3' } }))
      },
    }
    const fields = [{ name: 'amount', type: 'number' }]
    const text = writeWorkflowFile(drawWorkflow('check', { check: ask('Go?', { fields }) }))
    const log = { info() {}, warn() {}, error() {}, hold() {}, release() {} }
    const { view } = await runFile({ terminal, engine, log, text, inputs: {}, show })
    await Promise.all(answered)
    expect(view).toMatchObject({ status: 'succeeded', outputs: { check: { values: { amount: 3 } } } })
    expect(said).toEqual([expect.stringMatching(/^Waits for an answer: Go\?\n {2}niti answer wait_/)])
  },
)

test('the table steps aside for a question, and goes on below it', async () => {
  const screen = openScreen({ columns: 60, rows: 20, isTty: true })
  const display = openRunDisplay({
    terminal: screen.terminal,
    document: chain(['n0']),
    runId: 'run_1',
    now: () => 1_500,
  })
  onTestFinished(() => display.end(ended))
  const event = (seq: number, body: typeof started) => ({ ...body, runId: 'run_1', seq, at: 1_000 })
  const ended = viewOf([started, nodeStarted('n0'), nodeFinished('n0')])
  await display.add({ events: [event(1, started), event(2, nodeStarted('n0'))], live: [] })
  await display.pause(viewOf([started, { type: 'run-started' }, nodeStarted('n0')]))
  expect(screen.isCursorShown()).toBe(true)
  screen.terminal.error('Go? yes\n')
  const before = screen.lines()
  expect(before.at(-1)).toBe('Go? yes')
  display.goOn()
  expect(screen.isCursorShown()).toBe(false)
  expect(screen.lines().slice(0, before.length)).toEqual(before)
  expect(screen.lines().length).toBeGreaterThan(before.length)
})

test('a node that waits is shown as waiting, in rounds too, with the time since it began', () => {
  const at = (node: string, scope = '') => ({ node, scope })
  const waits = (node: string, scope = '') =>
    ({ type: 'wait-started', ...at(node, scope), waitId: `w${scope}`, number: 0, ask: question }) as const
  const view = viewOf([
    started,
    { type: 'run-started' },
    nodeStarted('n0'),
    waits('n0'),
    nodeStarted('n1'),
    { type: 'iterations-counted', ...at('n1'), total: 2 },
    nodeStarted('in', 'n1#0'),
    waits('in', 'n1#0'),
  ])
  const document = chain(['n0', 'n1'])
  const loop = document.nodes.n1
  if (loop) loop.graph = chain(['in'])
  const rows = makeRunRows(document, view, 5_000)
  expect(rows.map(({ path, status, rounds }) => [path, status, rounds?.ended])).toEqual([
    ['n0', 'waiting', undefined],
    ['n1', 'running', 0],
    ['n1/in', 'waiting', 0],
  ])
  expect(rows[0]?.durationMs).toBeGreaterThan(3_000)
})
