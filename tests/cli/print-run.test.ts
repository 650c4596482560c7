import { describe, expect, test } from 'vitest'
import {
  chooseRows,
  formatErrors,
  formatTable,
  formatTotal,
  formatWarnings,
  type TableStyle,
} from '../../electron/cli/print-run.ts'
import { makeRunRows, orderNodes, type RunRow } from '../../electron/cli/run-rows.ts'
import { makePaint } from '../../electron/cli/terminal.ts'
import { displayWidth } from '../../electron/cli/text-width.ts'
import type { RunView } from '../../shared/run/view.ts'
import { chain, modelCall, nodeFailed, nodeFinished, nodeStarted, runningDigest, started, viewOf } from './views.ts'

const plain: TableStyle = { columns: 100, unicode: true, paint: makePaint(false) }

function tableOf(style: Partial<TableStyle> = {}, height?: number): string[] {
  const { document, view } = runningDigest()
  return formatTable(makeRunRows(document, view, view.startedAt + 2_000), { ...plain, ...style }, height)
}

describe('the table', () => {
  test('shows each node in the order it can run, with rounds, model, tokens, cost and time', () => {
    expect(tableOf()).toEqual([
      '  node         state    model                  in  out      cost       time',
      '✓ read         done                                                  340 ms',
      '● perFile      2/3                          2,000  200  $0.00042      2.0 s',
      '●   summarise  2/3      openai/gpt-4o-mini  2,000  200  $0.00042  avg 2.0 s',
      '●   tidy       2/3                                                avg 10 ms',
      '· write        to come',
    ])
  })

  test('draws the states in letters where symbols would not show', () => {
    expect(tableOf({ unicode: false }).map((line) => line[0])).toEqual([' ', '+', '*', '*', '*', '.'])
  })

  test.each([120, 80, 64, 63, 50, 40, 30, 24])('fits into %i columns', (columns) => {
    const lines = tableOf({ columns })
    expect(lines).toHaveLength(6)
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns)
    expect(lines[1]).toMatch(/^✓ read /)
  })

  test('cuts names first, then leaves columns out: the model, tokens, time, and cost last', () => {
    const titlesAt = (columns: number) => tableOf({ columns })[0]?.trim().split(/\s+/)
    expect(titlesAt(70)).toEqual(['node', 'state', 'model', 'in', 'out', 'cost', 'time'])
    expect(titlesAt(60)).toEqual(['node', 'state', 'in', 'out', 'cost', 'time'])
    expect(titlesAt(42)).toEqual(['node', 'state', 'cost', 'time'])
    expect(titlesAt(32)).toEqual(['node', 'state', 'cost'])
    expect(titlesAt(22)).toEqual(['node', 'state'])
  })

  test('cuts long names with an ellipsis', () => {
    const id = 'a'.repeat(64)
    const view = viewOf([started, nodeStarted(id)])
    const [, line = ''] = formatTable(makeRunRows(chain([id]), view, 1_500), { ...plain, columns: 60 })
    expect(displayWidth(line)).toBeLessThanOrEqual(60)
    expect(line).toMatch(/a… {2}running/)
  })

  test('counts the lines that do not fit, and keeps those that say most', () => {
    const lines = tableOf({}, 5)
    expect(lines).toHaveLength(5)
    expect(lines.slice(1).map((line) => line.trim().split(/\s+/)[1])).toEqual(['perFile', 'summarise', 'tidy', '2'])
    expect(lines.at(-1)).toBe('  and 2 more: 1 done, 1 to come')
  })

  test('colours what it is told to and nothing else', () => {
    expect(tableOf().join('')).not.toContain('\x1b')
    expect(tableOf({ paint: makePaint(true) }).join('')).toContain('\x1b[32m✓')
  })
})

describe('rows', () => {
  test('of a container that has ended never say that more is to come', () => {
    const document = chain(['perFile'], { perFile: chain(['summarise', 'tidy']) })
    const view = viewOf([
      started,
      nodeStarted('perFile', '', 'each'),
      { type: 'iterations-counted', node: 'perFile', scope: '', total: 3 },
      nodeStarted('summarise', 'perFile#0'),
      nodeFailed('summarise', 'It broke.', 'perFile#0'),
      { type: 'iteration-finished', node: 'perFile', scope: '', index: 0, status: 'failed' },
      nodeFailed('perFile', 'It broke.'),
      { type: 'run-finished', status: 'failed', outputs: {} },
    ])
    expect(makeRunRows(document, view, 2_000).map(({ path, status }) => [path, status])).toEqual([
      ['perFile', 'failed'],
      ['perFile/summarise', 'failed'],
      ['perFile/tidy', 'skipped'],
    ])
  })

  test('of an empty list are skipped', () => {
    const document = chain(['perFile'], { perFile: chain(['summarise']) })
    const view = viewOf([
      started,
      nodeStarted('perFile', '', 'each'),
      { type: 'iterations-counted', node: 'perFile', scope: '', total: 0 },
      nodeFinished('perFile'),
    ])
    const [container, inner] = makeRunRows(document, view, 2_000)
    expect(container).toMatchObject({ status: 'succeeded', rounds: { ended: 0, total: 0 } })
    expect(inner).toMatchObject({ status: 'skipped' })
  })

  test('of nested containers count the rounds of all outer rounds', () => {
    const document = chain(['outer'], { outer: chain(['inner'], { inner: chain(['leaf']) }) })
    const view = viewOf([
      started,
      nodeStarted('outer', '', 'each'),
      { type: 'iterations-counted', node: 'outer', scope: '', total: 2 },
      ...[0, 1].flatMap((round) => [
        nodeStarted('inner', `outer#${round}`, 'each'),
        { type: 'iterations-counted' as const, node: 'inner', scope: `outer#${round}`, total: 4 },
      ]),
      nodeStarted('leaf', 'outer#0/inner#0'),
      nodeFinished('leaf', 'outer#0/inner#0'),
    ])
    const rows = makeRunRows(document, view, 2_000)
    expect(rows.map(({ path, depth, rounds }) => [path, depth, rounds])).toEqual([
      ['outer', 0, { ended: 0, total: 2 }],
      ['outer/inner', 1, { ended: 0, total: 2 }],
      ['outer/inner/leaf', 2, { ended: 1, total: 8 }],
    ])
  })

  test('stand in wire order, and side by side from left to right', () => {
    const graph = chain(['c', 'b', 'a'])
    expect(orderNodes(graph)).toEqual(['c', 'b', 'a'])
    expect(orderNodes({ ...graph, edges: [] })).toEqual(['c', 'b', 'a'])
    expect(
      orderNodes({ nodes: chain(['a', 'b']).nodes, edges: [...chain(['a', 'b']).edges, ...chain(['b', 'a']).edges] }),
    ).toEqual(['a', 'b'])
  })

  test('tell notes from nodes that wait', () => {
    const wired = chain(['a', 'b'])
    const document = { ...wired, nodes: { ...wired.nodes, ...chain(['note']).nodes } }
    const looseIn = (view: RunView) =>
      makeRunRows(document, view, 2_000)
        .filter((row) => row.isLoose)
        .map(({ id }) => id)
    expect(looseIn(viewOf([started, nodeStarted('a')]))).toEqual(['note'])
    expect(looseIn(viewOf([started, nodeStarted('a'), nodeStarted('note')]))).toEqual([])
  })

  test('are chosen so that failures are never hidden', () => {
    const row: RunRow = {
      path: '',
      id: '',
      depth: 0,
      status: 'succeeded',
      rounds: null,
      models: [],
      cost: { inputTokens: 0, outputTokens: 0, microUsd: 0, unknownCalls: 0, calls: 0 },
      durationMs: null,
      averaged: false,
      isLoose: false,
    }
    const rows = Array.from({ length: 1_000 }, (_, index): RunRow => {
      return { ...row, id: `n${index}`, status: index === 900 ? 'failed' : index === 500 ? 'running' : 'succeeded' }
    })
    const { shown, hidden } = chooseRows(rows, 3)
    expect(shown.map(({ id }) => id)).toEqual(['n500', 'n900'])
    expect(hidden).toHaveLength(998)
  })
})

describe('the total', () => {
  test('says outcome, time, calls, tokens and cost', () => {
    const view = viewOf([
      started,
      nodeStarted('ask', '', 'prompt'),
      ...modelCall('ask', '', { inputTokens: 12_345, outputTokens: 1, microUsd: 750 }),
      nodeFinished('ask'),
      { type: 'run-finished', status: 'succeeded', outputs: {} },
    ])
    expect(formatTotal(view, 9_999, plain)).toBe(
      'Succeeded in 5 ms · 1 model call · 12,345 tokens in, 1 out · $0.00075',
    )
  })

  test('never shows a price nobody knows as nothing', () => {
    const unknown = viewOf([started, ...modelCall('ask', '', { inputTokens: 1, outputTokens: 1, microUsd: null })])
    expect(formatTotal(unknown, 1_000, plain)).toMatch(/· unknown$/)
    const both = viewOf([
      started,
      ...modelCall('ask', '', { inputTokens: 1, outputTokens: 1, microUsd: null }),
      ...modelCall('tell', '', { inputTokens: 1, outputTokens: 1, microUsd: 40 }),
    ])
    expect(formatTotal(both, 1_000, plain)).toMatch(/· \$0\.000040 \+ unknown$/)
  })

  test('says that a run is being cancelled', () => {
    const view = viewOf([started, { type: 'run-cancel-requested' }])
    expect(formatTotal(view, 61_000, plain)).toBe(
      'Cancelling (Ctrl+C again leaves at once) for 1 min 00 s · no model calls · $0',
    )
  })
})

describe('errors and warnings', () => {
  test('name the node by its key and cannot write to the terminal by themselves', () => {
    const view = viewOf([
      started,
      nodeStarted('ask', 'perFile#3'),
      nodeFailed('ask', 'The service said: \x1b[2Jboo\nand more', 'perFile#3'),
    ])
    expect(formatErrors(view, plain)).toEqual([
      'perFile#3/ask: The service said:  [2Jboo and more',
      '  Try something else.',
    ])
  })

  test('are the run’s own where no node failed, and are counted when they are many', () => {
    const error = { kind: 'external', code: 'store.full', message: 'The disk is full.' } as const
    const view = viewOf([started, { type: 'run-finished', status: 'failed', outputs: {}, error }])
    expect(formatErrors(view, plain)).toEqual(['The disk is full.'])
    const many = viewOf([started, ...['a', 'b', 'c'].map((node) => nodeFailed(node, 'No.'))])
    expect(formatErrors(many, plain, 2).at(-1)).toBe('and 1 more error')
  })

  test('warnings are those of the nodes, infos are not', () => {
    const note = (level: 'info' | 'warn', text: string) =>
      ({ type: 'node-logged', node: 'read', scope: '', level, text }) as const
    const view = viewOf([started, nodeStarted('read'), note('info', 'ten files'), note('warn', 'No file matches *.md')])
    expect(formatWarnings(view, plain)).toEqual(['read: No file matches *.md'])
  })
})
