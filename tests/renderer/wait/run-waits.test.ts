import { describe, expect, it } from 'vitest'
import { timelineRows } from '../../../renderer/parts/run/timeline-rows.ts'
import { onlyWaits, waitOfSummary, waitsOfRun } from '../../../renderer/parts/wait/run-waits.ts'
import { formatClock, formatLeft, pastWaitWords, waitWords } from '../../../renderer/parts/wait/wait-words.ts'
import type { RunEventBody } from '../../../shared/run/events.ts'
import { emptyRunView, reduceRun } from '../../../shared/run/view.ts'
import type { WaitAsk } from '../../../shared/run/wait.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { numbered } from '../support/run-engine.ts'
import { approval } from '../support/waits-engine.ts'

const started = (node: string, scope = ''): RunEventBody => {
  return { type: 'node-started', node, scope, attempt: 1, nodeType: 'wait' }
}
const waits = (node: string, waitId: string, ask: WaitAsk, scope = ''): RunEventBody => {
  return { type: 'wait-started', node, scope, waitId, number: 0, ask }
}
const answered = (node: string, waitId: string, scope = ''): RunEventBody => {
  const answer = { choice: 'yes', values: {}, comment: 'Go.' }
  return { type: 'wait-ended', node, scope, waitId, end: 'answered', answer, by: 'Ada' }
}
const viewOf = (...bodies: RunEventBody[]) => {
  return reduceRun(emptyRunView('run_1'), numbered([{ type: 'run-started' }, ...bodies]))
}
const timer: WaitAsk = { kind: 'time', dueAt: 60_000 }
const call: WaitAsk = { kind: 'call', url: 'http://127.0.0.1:7474/w/1', dueAt: null }

describe('what a run waits for', () => {
  it('comes with questions first, then what is due soonest', () => {
    const view = viewOf(
      started('c'),
      waits('c', 'w1', call),
      started('t'),
      waits('t', 'w2', timer),
      started('a'),
      waits('a', 'w3', approval),
    )
    expect(waitsOfRun(view).map(({ waitId }) => waitId)).toEqual(['w3', 'w2', 'w1'])
  })

  it('is all it does when no node works, containers around it left out', () => {
    const inside = [started('each'), started('a', 'each#0'), waits('a', 'w1', approval, 'each#0')]
    expect(onlyWaits(viewOf(...inside))?.map(({ waitId }) => waitId)).toEqual(['w1'])
    expect(onlyWaits(viewOf(...inside, started('b', 'each#1')))).toBeNull()
    expect(onlyWaits(viewOf(...inside, answered('a', 'w1', 'each#0')))).toBeNull()
  })

  it('is nothing once the run is over', () => {
    const end: RunEventBody = { type: 'run-finished', status: 'cancelled', outputs: {} }
    expect(onlyWaits(viewOf(started('a'), waits('a', 'w1', approval), end))).toBeNull()
  })

  it('is told of a run in a list by its counts', () => {
    expect(waitOfSummary({ status: 'running', openWaits: 2, asksYou: 1 })).toBe('person')
    expect(waitOfSummary({ status: 'running', openWaits: 1, asksYou: 0 })).toBe('some')
    expect(waitOfSummary({ status: 'running', openWaits: 0, asksYou: 0 })).toBeNull()
    expect(waitOfSummary({ status: 'cancelled', openWaits: 1, asksYou: 1 })).toBeNull()
  })
})

describe('a wait that is over', () => {
  it('stays with its node: who answered what, and when', () => {
    const view = viewOf(started('a'), waits('a', 'w1', approval), answered('a', 'w1'))
    const past = view.nodes.a?.pastWaits ?? []
    expect(past).toMatchObject([{ waitId: 'w1', since: 1002, endedAt: 1003, by: 'Ada' }])
    expect(past.map(pastWaitWords)).toEqual(['Answered by Ada: Approve'])
  })

  it('is a stretch of its own in the timeline, open while it lasts', () => {
    const view = viewOf(
      started('a'),
      waits('a', 'w1', timer),
      { type: 'wait-ended', node: 'a', scope: '', waitId: 'w1', end: 'due', answer: null, by: '' },
      waits('a', 'w2', approval),
    )
    const names = { titleOf: () => 'Ask', groupOf: () => 'logic' as const }
    const [row] = timelineRows(view, drawWorkflow('a'), new Set(), names)
    expect(row?.waits.map(({ key, start, end }) => ({ key, start, end }))).toEqual([
      { key: 'w1', start: 1002, end: 1003 },
      { key: 'w2', start: 1004, end: null },
    ])
  })

  it('leaves an earlier view of the run as it was', () => {
    const events = numbered([started('a'), waits('a', 'w1', approval), answered('a', 'w1')])
    const before = reduceRun(emptyRunView('run_1'), events.slice(0, 2))
    reduceRun(before, events)
    expect(before.nodes.a?.pastWaits).toBeUndefined()
    expect(before.nodes.a?.wait?.waitId).toBe('w1')
  })
})

describe('the words for it', () => {
  const noon = new Date(2026, 10, 22, 12, 0, 0).getTime()

  it('say the time of day, and the day where it is another one', () => {
    expect(formatClock(noon, noon)).toBe('12:00')
    expect(formatClock(noon + 26 * 3_600_000, noon)).toBe('23 Nov, 14:00')
  })

  it('say how long it still is', () => {
    expect(formatLeft(noon + 39_500, noon)).toBe('in 40 s')
    expect(formatLeft(noon + 180_000, noon)).toBe('in 3 min')
    expect(formatLeft(noon + 2 * 3_600_000, noon)).toContain('in 2')
    expect(formatLeft(noon - 1, noon)).toBe('any moment now')
  })

  it('differ by what is waited for', () => {
    expect(waitWords({ kind: 'time', dueAt: noon + 180_000 }, noon)).toBe('Waits until 12:03 (in 3 min)')
    expect(waitWords(call, noon)).toBe('Waits for a call')
    expect(waitWords({ ...call, dueAt: noon + 180_000 }, noon)).toBe('Waits for a call until 12:03 (in 3 min)')
    expect(waitWords(approval, noon)).toBe('Send the letter?')
  })
})
