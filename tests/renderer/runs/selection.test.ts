import { expect, test } from 'vitest'
import { listedFilter, without } from '../../../renderer/runs/filter-words.ts'
import { choiceOf, isSelected, noRuns, type Selection, sizeOf, withRuns } from '../../../renderer/runs/use-selection.ts'

const all: Selection = { kind: 'all', ids: new Set() }

test('single runs are selected and left again', () => {
  const two = withRuns(noRuns, ['a', 'b'], true)
  expect([isSelected(two, 'a'), isSelected(two, 'c'), sizeOf(two, 10)]).toEqual([true, false, 2])
  const one = withRuns(two, ['a'], false)
  expect(choiceOf(one, {}, 'z')).toEqual({ kind: 'these', runIds: ['b'] })
  expect(choiceOf(withRuns(one, ['b'], false), {}, 'z')).toBeNull()
})

test('of all that fit some are left out, and taken in again', () => {
  const most = withRuns(all, ['a', 'b'], false)
  expect([isSelected(most, 'a'), isSelected(most, 'c'), sizeOf(most, 10)]).toEqual([false, true, 8])
  const filter = { status: 'failed' } as const
  expect(choiceOf(withRuns(most, ['a'], true), filter, 'z')).toEqual({ kind: 'all', filter, upTo: 'z', except: ['b'] })
  expect(choiceOf(most, filter, null)).toBeNull()
})

test('those that wait for their turn stand in the queue alone, unless one looks for them', () => {
  expect(listedFilter({})).toEqual({ isBegun: true })
  expect(listedFilter({ workflowId: 'wf' })).toEqual({ workflowId: 'wf', isBegun: true })
  expect(listedFilter({ status: 'queued' })).toEqual({ status: 'queued' })
  expect(listedFilter({ words: 'a' })).toEqual({ words: 'a' })
  expect(without({ words: 'a', status: 'failed' }, 'words')).toEqual({ status: 'failed' })
})
