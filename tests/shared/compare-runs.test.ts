import { expect, test } from 'vitest'
import { type ComparedRun, compareRuns, isDifferent } from '../../shared/run/compare-runs.ts'
import type { RunEventBody } from '../../shared/run/events.ts'
import { foldRun } from '../../shared/run/view.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { logOf, say } from './spans-kit.ts'

const document = (prompt = 'Write.') =>
  drawWorkflow('ask -> each', {
    ask: { type: 'prompt', params: { prompt } },
    each: { type: 'each', graph: drawGraph('x', { x: { type: 'template' } }) },
  })

function compared(bodies: RunEventBody[], of = document()): ComparedRun {
  return { view: foldRun('run_1', logOf(bodies)), document: of, trigger: 'manual' }
}

const at = (index: number) => ({ node: 'x', scope: `each#${index}` })
const ask = { node: 'ask' }
const begun = [say.queued(), say.runStarted()]
const asked = (more = {}) => [say.started(ask), say.called(ask, 'c1'), say.replied(ask, 'c1', more), say.finished(ask)]
const rounds = (...ends: RunEventBody[]) => [
  ...[say.started({ node: 'each' }), say.rounds({ node: 'each' }, ends.length)],
  ...ends.flatMap((end, index) => [say.started(at(index)), end]),
  say.finished({ node: 'each' }),
]

test('a run compared with itself differs in nothing', () => {
  const run = compared([...begun, ...asked(), ...rounds(say.finished(at(0))), say.over()])
  const { nodes, a, b } = compareRuns(run, run)
  expect(nodes.filter(isDifferent)).toEqual([])
  expect(nodes.map(({ key, depth }) => `${depth} ${key}`)).toEqual(['0 ask', '0 each', '1 each#0/x'])
  expect(a).toEqual(b)
  expect(a).toMatchObject({ microUsd: 250, models: ['openai/gpt-5'], status: 'succeeded' })
})

test('each node says in what it differs, and those around it how many do', () => {
  const before = compared([...begun, ...asked(), ...rounds(say.finished(at(0)), say.finished(at(1))), say.over()])
  const paid = { text: 'Dear Bo', model: 'gpt-6', microUsd: 900 }
  const after = compared(
    [...begun, ...asked(paid), ...rounds(say.finished(at(0)), say.failed(at(1))), say.over('failed')],
    document('Write well.'),
  )
  const { nodes, documents } = compareRuns(before, after)
  const aspectsOf = (key: string) => nodes.find((node) => node.key === key)?.differences.map(({ aspect }) => aspect)
  expect(aspectsOf('ask')).toEqual(['cost', 'models', 'params', 'replies'])
  expect(aspectsOf('each#1/x')).toEqual(['state', 'error', 'outputs'])
  expect(nodes.find(({ key }) => key === 'each')).toMatchObject({ differInside: 1 })
  expect(nodes.find(({ key }) => key === 'each#0/x')?.differences).toEqual([])
  expect(documents.nodes).toMatchObject([{ id: 'ask', change: 'changed' }])
})

test('a node or a round that only one of them has is told of, and stands where it belongs', () => {
  const before = compared([...begun, ...asked(), ...rounds(say.finished(at(0)))])
  const after = compared([
    ...begun,
    ...asked(),
    ...rounds(say.finished(at(0)), say.finished(at(1))),
    say.skipped({ node: 'z' }),
  ])
  const { nodes } = compareRuns(before, after)
  expect(nodes.filter(isDifferent).map(({ key, a }) => `${key} ${a}`)).toEqual(['each#1/x null', 'z null'])
})

test('time is told where it is a fifth more or less', () => {
  const took = (durationMs: number) =>
    compared([...begun, say.started(ask), { ...say.finished(ask), durationMs } as RunEventBody, say.over()])
  const differs = (a: number, b: number) => compareRuns(took(a), took(b)).nodes.some(isDifferent)
  expect([differs(1_000, 1_100), differs(1_000, 1_300), differs(5, 90)]).toEqual([false, true, false])
})
