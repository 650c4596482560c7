import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { RerunFrom } from '../../shared/run/events.ts'
import type { RunView } from '../../shared/run/view.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine } from '../support/test-engine.ts'

type Request = { runId: string; from: RerunFrom; workflow?: 'same' | 'draft'; upTo?: string }

async function finish(engine: Engine, runId: string): Promise<RunView> {
  for await (const _ of await engine.client.runs.watch({ runId })) void _
  return engine.viewOf(runId)
}

/** Which nodes ran and which were taken over, by name. */
function fates(view: RunView): Record<string, string> {
  return Object.fromEntries(Object.values(view.nodes).map((node) => [node.key, node.reused ? 'reused' : node.status]))
}

async function importAndRun(engine: Engine, document: Workflow) {
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(document) })
  const { runId } = await engine.client.runs.start({ workflowId })
  return { workflowId, runId, view: await finish(engine, runId) }
}

async function rerun(engine: Engine, request: Request): Promise<RunView> {
  const { runId } = await engine.client.runs.rerun(request)
  return finish(engine, runId)
}

const template = (text: string) => ({ type: 'template', params: { text } })

test('a failed run goes on from the failed node, on the mended draft, with what came before it', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('a -> b -> c', {
    a: template('{"n": 1}'),
    b: { type: 'parse-json', params: { text: '{' } },
  })
  const { workflowId, runId, view } = await importAndRun(engine, workflow)
  expect(view.status).toBe('failed')
  const again = await rerun(engine, { runId, from: { kind: 'failed' }, workflow: 'same' })
  expect(fates(again)).toEqual({ a: 'reused', b: 'failed', c: 'skipped' })
  const edit = { kind: 'set-params' as const, at: [], id: 'b', params: { text: '{{ a }}' } }
  await engine.client.workflows.edit({ workflowId, revision: 1, edits: [edit] })
  const mended = await rerun(engine, { runId, from: { kind: 'failed' } })
  expect(mended).toMatchObject({ status: 'succeeded', rerunOf: runId, outputs: { c: 'c' } })
  expect(fates(mended)).toEqual({ a: 'reused', b: 'succeeded', c: 'succeeded' })
})

test('from a node: it and what comes after it run again', async () => {
  const engine = await openTestEngine()
  const { runId } = await importAndRun(engine, drawWorkflow('a -> b -> c, a -> d'))
  const view = await rerun(engine, { runId, from: { kind: 'node', nodeId: 'b' } })
  expect(fates(view)).toEqual({ a: 'reused', b: 'succeeded', c: 'succeeded', d: 'reused' })
})

test('to a node: only it and what leads to it', async () => {
  const engine = await openTestEngine()
  const { workflowId } = await importAndRun(engine, drawWorkflow('a -> b -> c, a -> d'))
  const { runId } = await engine.client.runs.start({ workflowId, upTo: 'b' })
  const view = await finish(engine, runId)
  expect(view.outputs).toEqual({ b: 'b' })
  expect(fates(view)).toEqual({ a: 'succeeded', b: 'succeeded', c: 'skipped', d: 'skipped' })
  expect(view.nodes.d?.reason).toBe('It is not needed for `b`.')
})

test('only what changed, what comes after it, and what reads the world outside', async () => {
  const engine = await openTestEngine()
  writeFileSync(join(engine.filesDir, 'one.md'), '# One')
  const workflow = drawWorkflow('a -> b -> c, files -> d, e', {
    files: { type: 'read-files', params: { folder: '.' } },
  })
  const { workflowId, runId } = await importAndRun(engine, workflow)
  const edits = [
    { kind: 'set-params' as const, at: [], id: 'b', params: { text: 'new' } },
    { kind: 'move-nodes' as const, at: [], positions: { a: { x: 9, y: 9 } } },
  ]
  await engine.client.workflows.edit({ workflowId, revision: 1, edits })
  const view = await rerun(engine, { runId, from: { kind: 'changed' } })
  expect(fates(view)).toEqual({
    ...{ a: 'reused', b: 'succeeded', c: 'succeeded' },
    ...{ files: 'succeeded', d: 'succeeded', e: 'reused' },
  })
})

test('rounds of a loop that came through are kept when the loop failed', async () => {
  const engine = await openTestEngine()
  const graph = drawGraph('check', {
    check: { type: 'code', params: { code: "if (item === 3) throw new Error('no'); return item" } },
  })
  const loop = { type: 'each', params: { items: '{{ [1, 2, 3] }}', concurrency: 1 }, graph }
  const { runId } = await importAndRun(engine, drawWorkflow('loop', { loop }))
  const view = await rerun(engine, { runId, from: { kind: 'failed' }, workflow: 'same' })
  expect(fates(view)).toEqual({
    ...{ loop: 'failed', 'loop#0/check': 'reused', 'loop#1/check': 'reused', 'loop#2/check': 'failed' },
  })
})

test('a pinned node is not run', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('a -> b', {
    a: { type: 'parse-json', params: { text: '{' }, pinned: { out: 'pinned' } },
    b: template('{{ a }}'),
  })
  const { view } = await importAndRun(engine, workflow)
  expect(view.outputs).toEqual({ b: 'pinned' })
  expect(view.nodes.a?.reused).toEqual({ fromRunId: null })
})

test('the whole of what was taken over or pinned can be asked for', async () => {
  const engine = await openTestEngine()
  const workflow = drawWorkflow('a -> b', { a: { type: 'template', params: { text: 'x' }, pinned: { out: 'pinned' } } })
  const { runId } = await importAndRun(engine, workflow)
  const at = { scope: '', port: 'out' }
  expect(await engine.client.runs.value({ ...at, runId, node: 'a' })).toMatchObject({ value: 'pinned' })
  const again = await engine.client.runs.rerun({ runId, from: { kind: 'changed' } })
  await finish(engine, again.runId)
  expect(await engine.client.runs.value({ ...at, runId: again.runId, node: 'b' })).toMatchObject({ value: 'b' })
})

test('a run or node that is not there is named', async () => {
  const engine = await openTestEngine()
  const { runId } = await importAndRun(engine, drawWorkflow('a'))
  const from = { kind: 'failed' as const }
  await expect(engine.client.runs.rerun({ runId: 'run_x', from })).rejects.toMatchObject({
    data: { code: 'run.not-found' },
  })
  const node = { kind: 'node' as const, nodeId: 'nobody' }
  await expect(engine.client.runs.rerun({ runId, from: node })).rejects.toMatchObject({
    data: { code: 'run.no-such-node' },
  })
})
