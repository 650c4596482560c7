import { expect, test } from 'vitest'
import type { RunEvent, RunEventBody } from '../../shared/run/events.ts'
import { emptyRunView, type RunView, reduceRun } from '../../shared/run/view.ts'

const at = (node: string, scope = '') => ({ node, scope })
const ask = { kind: 'time' as const, dueAt: 9_000 }
const begun = (node: string, attempt = 1, scope = ''): RunEventBody => {
  return { type: 'node-started', ...at(node, scope), attempt, nodeType: 'wait' }
}
const waits = (node: string, number = 0, scope = ''): RunEventBody => {
  return { type: 'wait-started', ...at(node, scope), waitId: `${node}${number}`, number, ask }
}
const waited = (node: string, number = 0): RunEventBody => {
  return { type: 'wait-ended', ...at(node), waitId: `${node}${number}`, end: 'due', answer: null, by: '' }
}
const error = { kind: 'external' as const, code: 'x.y', message: 'No.' }

function viewOf(...bodies: RunEventBody[]): RunView {
  const events = bodies.map((body, index): RunEvent => ({ ...body, runId: 'run', seq: index + 1, at: 1_000 + index }))
  return reduceRun(emptyRunView('run'), events)
}

test('a node waits from the one event to the other', () => {
  expect(viewOf(begun('a'), waits('a')).nodes.a).toMatchObject({
    status: 'waiting',
    wait: { waitId: 'a0', ask, since: 1_001 },
  })
  const after = viewOf(begun('a'), waits('a'), waited('a')).nodes.a
  expect([after?.status, after?.wait]).toEqual(['running', undefined])
  expect(viewOf(begun('a'), waits('a'), waited('a'), waits('a', 1)).nodes.a?.wait?.waitId).toBe('a1')
})

test('a node that is tried again may wait again', () => {
  const retried: RunEventBody = { type: 'node-retried', ...at('a'), attempt: 1, durationMs: 1, error, waitMs: 5 }
  const view = viewOf(begun('a'), waits('a'), waited('a'), retried, begun('a', 2), waits('a', 1))
  expect(view.nodes.a).toMatchObject({ status: 'waiting', attempt: 2, wait: { waitId: 'a1' } })
})

test('a wait goes on over a stop of the program', () => {
  expect(viewOf(begun('a'), waits('a'), { type: 'run-resumed' }).nodes.a?.status).toBe('waiting')
})

test('a node that was interrupted while something else of it was under way waits again', () => {
  const interrupted: RunEventBody = { type: 'node-interrupted', ...at('a'), attempt: 1 }
  const view = viewOf(begun('a'), waits('a'), { type: 'run-resumed' }, interrupted, begun('a', 2))
  expect(view.nodes.a).toMatchObject({ status: 'waiting', wait: { waitId: 'a0' } })
})

test('the question what is to become of a node after a stop', () => {
  const cut: RunEventBody[] = [
    begun('a'),
    { type: 'run-resumed' },
    { type: 'node-interrupted', ...at('a'), attempt: 1 },
  ]
  expect(viewOf(...cut, waits('a')).nodes.a).toMatchObject({ status: 'waiting' })
  expect(viewOf(...cut, waits('a'), waited('a'), begun('a', 2)).nodes.a).toMatchObject({
    status: 'running',
    attempt: 2,
  })
})

test('nothing waits in a run that is over, nor in a node that was passed over', () => {
  const cancelled: RunEventBody = { type: 'run-finished', status: 'cancelled', outputs: {} }
  const view = viewOf(begun('a'), waits('a'), begun('b', 1, 'loop#0'), waits('b', 0, 'loop#0'), cancelled)
  for (const node of Object.values(view.nodes)) expect([node.status, node.wait]).toEqual(['cancelled', undefined])
  const skipped = viewOf(begun('a'), waits('a'), { type: 'node-skipped', ...at('a'), reason: 'Why not.' })
  expect([skipped.nodes.a?.status, skipped.nodes.a?.wait]).toEqual(['skipped', undefined])
})

test('folding does not change the view of before', () => {
  const before = viewOf(begun('a'), waits('a'))
  const copy = structuredClone(before)
  const end: RunEvent = { type: 'run-finished', status: 'failed', outputs: {}, runId: 'run', seq: 3, at: 2_000 }
  expect(reduceRun(before, [end]).nodes.a?.wait).toBeUndefined()
  expect(before).toEqual(copy)
})
