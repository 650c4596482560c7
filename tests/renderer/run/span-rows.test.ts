import { describe, expect, it } from 'vitest'
import { fittingLines, nodesInLog } from '../../../renderer/parts/run/log-rows.ts'
import {
  around,
  axisTicks,
  moved,
  shownId,
  spanOfEvent,
  spanRows,
  spanTree,
  zoomed,
} from '../../../renderer/parts/run/spans/span-rows.ts'
import { foldSpans } from '../../../shared/run/spans.ts'
import { logOf, say } from '../../shared/spans-kit.ts'

const [agent, inner] = [{ node: 'clerk' }, { node: 'search', scope: 'clerk#0' }]
const log = logOf([
  ...[say.queued(), say.runStarted(), say.started(agent), say.agent(agent), say.called(agent, 'c1')],
  ...[say.replied(agent, 'c1'), say.tool(agent, 't1', 0), say.started(inner), say.asks(inner, 'w1')],
  ...[
    say.answered(inner, 'w1'),
    say.http(inner, 200),
    say.finished(inner),
    say.toolDone(agent, 't1'),
    say.retried(agent),
  ],
  ...[say.started(agent, 2), say.finished(agent, 2), say.over()],
])
const tree = spanTree(foldSpans(log))
const drawn = (flipped: string[] = []) =>
  spanRows(tree, new Set(flipped)).map(({ span, depth }) => `${'  '.repeat(depth)}${span.kind} ${span.title}`.trimEnd())

describe('the rows of a trace', () => {
  it('leave out levels that say nothing: the only try of a node, and the node that does the work of a tool', () => {
    expect(drawn()).toEqual([
      ...[
        'run Letters',
        '  queue',
        '  node clerk',
        '    attempt clerk',
        '      agent Clerk',
        '        model-call gpt-5',
      ],
      ...['        tool-call Search the web', '          wait May it?', '          http-call GET api.example.com'],
      ...['    wait', '    attempt clerk'],
    ])
    expect(drawn(['clerk'])).toEqual(['run Letters', '  queue', '  node clerk'])
  })

  it('know which row stands for a step that has none, and what is around it', () => {
    const hidden = tree.spans.find(({ kind, node }) => kind === 'attempt' && node === 'search')
    expect(hidden && shownId(tree, hidden.id)).toBe('clerk@1/agent/tool-0')
    expect(shownId(tree, 'of another run')).toBeNull()
    expect(around(tree, 'clerk@1/agent/tool-0')).toEqual(['clerk@1/agent', 'clerk@1', 'clerk', 'run'])
  })

  it('sum what is inside', () => {
    expect(tree.totals.get('clerk')).toMatchObject({ calls: 1, inputTokens: 100, microUsd: 250 })
    expect(tree.totals.get('run')).toMatchObject({ calls: 1, microUsd: 250 })
  })

  it('lead from a line of the log to the step it is about', () => {
    const at = (seq: number) => {
      const event = log[seq - 1]
      return event && spanOfEvent(tree, event)?.id
    }
    expect([at(1), at(6), at(13), at(11)]).toEqual([
      ...['run', 'clerk@1/agent/c1', 'clerk@1/agent/tool-0', tree.spans.find(({ kind }) => kind === 'http-call')?.id],
    ])
  })
})

describe('the scale of a timeline', () => {
  const all = { fromMs: 1_000, toMs: 11_000 }

  it('has round times', () => {
    expect(axisTicks(0, 10_000)).toEqual([0, 2_000, 4_000, 6_000, 8_000, 10_000])
    expect(axisTicks(3_300, 400)).toEqual([3_300, 3_400, 3_500, 3_600, 3_700])
    expect(axisTicks(0, 400_000_000).length).toBeLessThan(8)
  })

  it('zooms around a place, and never beyond what there is', () => {
    expect(zoomed(all, { atMs: 6_000, factor: 0.5 }, all)).toEqual({ fromMs: 3_500, toMs: 8_500 })
    expect(zoomed({ fromMs: 1_000, toMs: 2_000 }, { atMs: 1_000, factor: 4 }, all)).toEqual({
      fromMs: 1_000,
      toMs: 5_000,
    })
    expect(zoomed({ fromMs: 1_000, toMs: 9_000 }, { atMs: 5_000, factor: 9 }, all)).toEqual(all)
    expect(moved({ fromMs: 9_000, toMs: 10_000 }, 5_000, all)).toEqual({ fromMs: 10_000, toMs: 11_000 })
  })
})

describe('the lines of a log', () => {
  it('are all of them, or those that fit', () => {
    const fitting = (choice: Partial<Parameters<typeof fittingLines>[2]>) =>
      fittingLines(log, log.length, { level: 'debug', node: null, words: '', ...choice })
    expect(fitting({})).toBeNull()
    expect(fitting({ level: 'warn' })).toEqual([13])
    expect(fitting({ node: 'clerk/search', words: 'GET' })).toEqual([10])
    expect(nodesInLog(log, log.length)).toEqual(['clerk', 'clerk/search'])
  })
})
