import { expect, it } from 'vitest'
import { type RunChoices, runItems } from '../../../renderer/canvas/run-items.ts'
import { text } from '../../../renderer/text.ts'

const say = text.canvas.menu

function choices(given: Partial<RunChoices> = {}): RunChoices & { done: string[] } {
  const done: string[] = []
  return {
    isOutermost: true,
    isInert: false,
    isRunning: false,
    earlierRunId: 'run_1',
    hasOutputs: true,
    runTo: () => void done.push('to'),
    runFrom: (runId) => void done.push(`from ${runId}`),
    pin: () => void done.push('pin'),
    unpin: () => void done.push('unpin'),
    ...given,
    done,
  }
}

/** The labels of the entries; those that cannot be chosen stand in brackets. */
function labels(node: Parameters<typeof runItems>[0], given?: Partial<RunChoices>): string[] {
  return runItems(node, choices(given)).flatMap((item) =>
    'onSelect' in item ? [item.isDisabled ? `(${item.label})` : item.label] : [],
  )
}

it('offers to run to the node, from it, and to pin what it gave', () => {
  expect(labels({})).toEqual([say.runTo, say.runFrom, say.pin])
})

it('cannot run from a node without an earlier run, nor pin what is not there', () => {
  expect(labels({}, { earlierRunId: null, hasOutputs: false })).toEqual([say.runTo, `(${say.runFrom})`, `(${say.pin})`])
  expect(labels({}, { isRunning: true })).toEqual([`(${say.runTo})`, `(${say.runFrom})`, say.pin])
})

it('inside a container and on a node that is off only pins', () => {
  expect(labels({}, { isOutermost: false })).toEqual([say.pin])
  expect(labels({ disabled: true })).toEqual([say.pin])
  expect(labels({ pinned: { out: 1 } }, { isOutermost: false })).toEqual([say.unpin])
  expect(labels({}, { isInert: true })).toEqual([])
})

it('does what it says, on the earlier run', () => {
  const given = choices()
  for (const item of runItems({}, given)) if ('onSelect' in item) item.onSelect()
  for (const item of runItems({ pinned: {} }, given)) if ('onSelect' in item) item.onSelect()
  expect(given.done).toEqual(['to', 'from run_1', 'pin', 'to', 'from run_1', 'unpin'])
})
