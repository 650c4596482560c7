import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openRunDisplay } from '../../electron/cli/live-table.ts'
import type { RunEvent, RunEventBody } from '../../shared/run/events.ts'
import { emptyRunView, reduceRun } from '../../shared/run/view.ts'
import { openScreen } from './screen.ts'
import { chain, nodeFinished, nodeStarted, started } from './views.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000 }))
afterEach(() => void vi.useRealTimers())

/** A run of `count` nodes in a row, shown on a screen; `happen` appends events. */
function show(options: { columns: number; rows: number; isTty: boolean; count: number }) {
  const screen = openScreen(options)
  const ids = Array.from({ length: options.count }, (_, index) => `n${index}`)
  const display = openRunDisplay({ terminal: screen.terminal, document: chain(ids), runId: 'run_1' })
  let view = emptyRunView('run_1')
  function eventsOf(bodies: RunEventBody[]): RunEvent[] {
    const events = bodies.map((body, index): RunEvent => {
      return { ...body, runId: 'run_1', seq: view.lastSeq + index + 1, at: Date.now() }
    })
    view = reduceRun(view, events)
    return events
  }
  return {
    ids,
    screen,
    /** Shows these events as the feed would. */
    happen: (...bodies: RunEventBody[]) => display.add({ events: eventsOf(bodies), live: [] }),
    /** Ends the run, with events the feed had not come to yet. */
    end(...bodies: RunEventBody[]) {
      eventsOf(bodies)
      return display.end(view)
    },
  }
}

const succeeded: RunEventBody = { type: 'run-finished', status: 'succeeded', outputs: {} }

describe('on a terminal', () => {
  test('the table is drawn over itself, time goes on, and the last state stays', async () => {
    const { screen, happen, end } = show({ columns: 60, rows: 20, isTty: true, count: 2 })
    expect(screen.isCursorShown()).toBe(false)
    await happen(started, nodeStarted('n0'))
    await vi.advanceTimersByTimeAsync(1_500)
    expect(screen.lines()).toEqual([
      '  node  state    model  in  out  cost   time',
      '● n0    running                        1.5 s',
      '· n1    to come',
      '',
      'Running for 1.5 s · no model calls · $0',
    ])
    await happen(nodeFinished('n0'), nodeStarted('n1'))
    await end(nodeFinished('n1', '', 5), succeeded)
    expect(screen.lines()).toEqual([
      '  node  state  model  in  out  cost   time',
      '✓ n0    done                         1.2 s',
      '✓ n1    done                          5 ms',
    ])
    expect(screen.isCursorShown()).toBe(true)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(screen.lines()).toHaveLength(3)
  })

  test('a run longer than the screen never scrolls while it is drawn', async () => {
    const { ids, screen, happen, end } = show({ columns: 40, rows: 12, isTty: true, count: 500 })
    await happen(started)
    for (const id of ids) {
      await happen(nodeStarted(id))
      await vi.advanceTimersByTimeAsync(100)
      expect(screen.lines().length).toBeLessThan(12)
      expect(screen.lines().some((line) => line.startsWith(`● ${id} `))).toBe(true)
      await happen(nodeFinished(id))
    }
    await end(succeeded)
    expect(screen.lines()).toHaveLength(200)
    expect(screen.lines().at(-1)).toBe('  and 302 more: 302 done')
  })

  test('a narrow one is enough', async () => {
    const { screen, happen, end } = show({ columns: 24, rows: 8, isTty: true, count: 3 })
    await happen(started, nodeStarted('n0'))
    await vi.advanceTimersByTimeAsync(200)
    expect(screen.lines().at(-1)).toBe('Running for 200 ms · n…')
    await end(succeeded)
    expect(screen.lines()).toHaveLength(4)
  })
})

describe('into a file or a pipe', () => {
  test('a line comes as each node ends, under one header', async () => {
    const { screen, happen, end } = show({ columns: 100, rows: 40, isTty: false, count: 2 })
    await happen(started, nodeStarted('n0'))
    expect(screen.lines()).toEqual([])
    await happen(nodeFinished('n0'), nodeStarted('n1'))
    expect(screen.lines().map((line) => line.split(/\s+/).slice(0, 3))).toEqual([
      ['', 'node', 'state'],
      ['✓', 'n0', 'done'],
    ])
    await end({ type: 'node-cancelled', node: 'n1', scope: '', attempt: 1, durationMs: 3 }, succeeded)
    expect(screen.lines()).toHaveLength(3)
    expect(screen.lines()[2]).toMatch(/^■ n1 +cancelled/)
  })

  test('a container says every two seconds how far it is', async () => {
    const screen = openScreen({ columns: 100, rows: 40, isTty: false })
    const document = chain(['perFile'], { perFile: chain(['ask']) })
    const display = openRunDisplay({ terminal: screen.terminal, document, runId: 'run_1' })
    const bodies: RunEventBody[] = [
      started,
      nodeStarted('perFile', '', 'each'),
      { type: 'iterations-counted', node: 'perFile', scope: '', total: 100 },
    ]
    for (let index = 0; index < 100; index++) {
      bodies.push({ type: 'iteration-finished', node: 'perFile', scope: '', index, status: 'succeeded' })
    }
    for (const [index, body] of bodies.entries()) {
      await vi.advanceTimersByTimeAsync(100)
      await display.add({ events: [{ ...body, runId: 'run_1', seq: index + 1, at: Date.now() }], live: [] })
    }
    const progress = screen
      .lines()
      .slice(1)
      .map((line) => line.split(/\s+/)[2])
    expect(progress).toEqual(['18/100', '38/100', '58/100', '78/100', '98/100'])
  })
})
