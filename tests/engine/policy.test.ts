import { expect, test } from 'vitest'
import type { NodePolicy } from '../../shared/workflow/workflow.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const broken = (policy?: NodePolicy) => ({ type: 'parse-json', params: { text: '{ not json' }, policy })
const endless = (policy: NodePolicy) => ({
  type: 'code',
  params: { code: 'while (true) {}', timeoutSeconds: 60 },
  policy,
})

test('a node is tried again as often as its policy says, and each try is told', async () => {
  const engine = await openTestEngine()
  const retry = { count: 2, firstWaitMs: 1, on: 'any' as const }
  const view = await runWorkflow(engine, drawWorkflow('work', { work: broken({ retry }) }))
  expect(view.status).toBe('failed')
  expect(view.nodes.work).toMatchObject({ attempt: 3, status: 'failed' })
  expect(view.nodes.work?.retries.map(({ attempt }) => attempt)).toEqual([1, 2])
})

test('a value takes the place of an output that failed', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('work -> after', {
    work: broken({ onError: 'value', fallback: { n: 7 } }),
    after: { type: 'template', params: { text: '{{ work.n }}' } },
  })
  const view = await runWorkflow(engine, workflow)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { after: '7' } })
  expect(view.nodes.work).toMatchObject({ status: 'failed', outputs: { out: { n: 7 } } })
})

test('the error port is taken on failure alone, and carries what happened', async () => {
  const engine = await openTestEngine()
  const nodes = (text: string) => ({
    work: { type: 'parse-json', params: { text }, policy: { onError: 'port' as const } },
    sorry: { type: 'template', params: { text: 'Sorry: {{ input.code }}' } },
  })
  const wires = 'work -> fine, work:error -> sorry'
  const failed = await runWorkflow(engine, drawWorkflow(wires, nodes('{ not json')))
  expect(failed).toMatchObject({ status: 'succeeded', outputs: { sorry: 'Sorry: parse-json.broken' } })
  expect(failed.nodes.fine?.status).toBe('skipped')
  const fine = await runWorkflow(engine, drawWorkflow(wires, nodes('{}')))
  expect(fine.outputs).toEqual({ fine: 'fine' })
  expect(fine.nodes.sorry?.status).toBe('skipped')
})

test('a node that takes too long is stopped, also where it is a container', async () => {
  const engine = await openTestEngine()
  const timeoutMs = 200
  const alone = await runWorkflow(engine, drawWorkflow('work', { work: endless({ timeoutMs }) }))
  expect(alone.error).toMatchObject({ code: 'node.timeout', nodeId: 'work' })
  const loop = {
    type: 'each',
    params: { items: '{{ [1] }}' },
    graph: drawGraph('inner', { inner: endless({}) }),
    policy: { timeoutMs },
  }
  const within = await runWorkflow(engine, drawWorkflow('loop', { loop }))
  expect(within.error).toMatchObject({ code: 'node.timeout', nodeId: 'loop' })
})

test('a try that hangs is followed by another', async () => {
  const engine = await openTestEngine()
  const policy = { timeoutMs: 150, retry: { count: 1, firstWaitMs: 1, on: 'temporary' as const } }
  const view = await runWorkflow(engine, drawWorkflow('work', { work: endless(policy) }))
  expect(view.nodes.work?.retries).toMatchObject([{ attempt: 1, error: { code: 'node.timeout' } }])
  expect(view.nodes.work?.attempt).toBe(2)
})
