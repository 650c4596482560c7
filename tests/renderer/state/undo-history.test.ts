import { describe, expect, it } from 'vitest'
import {
  type Coalesce,
  emptyHistory,
  recordStep,
  sealHistory,
  stepBack,
  stepForward,
} from '../../../renderer/state/undo-history.ts'
import type { Edit } from '../../../shared/workflow/edit.ts'

const params = (text: string): Edit => ({ kind: 'set-params', at: [], id: 'a', params: { text } })
const typed = (from: string, to: string) => ({ edits: [params(to)], inverse: [params(from)] })
const field: Coalesce = { key: 'params:a:text', withinMs: Number.POSITIVE_INFINITY }
const nudge: Coalesce = { key: 'nudge:a', withinMs: 1000 }

describe('undo history', () => {
  it('makes one step of what is typed in one field while it has the focus', () => {
    let history = recordStep(emptyHistory, typed('', 'H'), 0, field)
    history = recordStep(history, typed('H', 'He'), 60_000, field)
    expect(history.past).toEqual([{ edits: [params('He')], inverse: [params('')] }])
  })

  it('begins a new step after the field was left', () => {
    let history = recordStep(emptyHistory, typed('', 'H'), 0, field)
    history = sealHistory(history)
    history = recordStep(history, typed('H', 'He'), 10, field)
    expect(history.past).toHaveLength(2)
  })

  it('joins nudges only while they follow each other closely', () => {
    const at = (x: number): Edit => ({ kind: 'move-nodes', at: [], positions: { a: { x, y: 0 } } })
    const moved = (from: number, to: number) => ({ edits: [at(to)], inverse: [at(from)] })
    let history = recordStep(emptyHistory, moved(0, 8), 0, nudge)
    history = recordStep(history, moved(8, 16), 900, nudge)
    history = recordStep(history, moved(16, 24), 2_000, nudge)
    expect(history.past).toEqual([moved(0, 16), moved(16, 24)])
  })

  it('keeps fields and other changes apart', () => {
    let history = recordStep(emptyHistory, typed('', 'H'), 0, field)
    history = recordStep(history, typed('H', 'I'), 1, { ...field, key: 'params:a:other' })
    history = recordStep(history, typed('I', 'J'), 2)
    history = recordStep(history, typed('J', 'K'), 3, field)
    expect(history.past).toHaveLength(4)
  })

  it('walks back and forth, and forgets what was undone once something new is done', () => {
    const history = recordStep(recordStep(emptyHistory, typed('', 'A'), 0), typed('A', 'B'), 1)
    const back = stepBack(history)
    expect(back?.edits).toEqual([params('A')])
    expect(back && stepForward(back.history)?.edits).toEqual([params('B')])
    expect(back && recordStep(back.history, typed('A', 'C'), 2).future).toEqual([])
    expect(stepBack(emptyHistory)).toBeNull()
    expect(stepForward(history)).toBeNull()
  })

  it('does not grow without end', () => {
    let history = emptyHistory
    for (let n = 0; n < 600; n++) history = recordStep(history, typed(String(n), String(n + 1)), n)
    expect(history.past).toHaveLength(500)
    expect(history.past.at(-1)?.edits).toEqual([params('600')])
  })
})
