import { expect, test } from 'vitest'
import { createNodeTypes } from '../../electron/engine/nodes/node-types.ts'
import { nodeTypes } from '../../electron/engine/nodes/registry.ts'
import { checkWorkflow } from '../../shared/workflow/check.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine } from '../support/test-engine.ts'

type Asked = { startNode?: string; payload?: string; upTo?: string }

async function tryOut(document: Workflow, asked: Asked = {}) {
  const engine = await openTestEngine()
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(document) })
  const { runId } = await engine.client.runs.start({ workflowId, ...asked })
  for await (const _ of engine.watch(runId, 0)) void _
  return { engine, runId, view: engine.viewOf(runId) }
}

const hook = { type: 'webhook' }
const tick = { type: 'schedule' }
const begin = { type: 'manual' }
const say = (text: string) => ({ type: 'template', params: { text } })

test('by hand, a run begins with the start by hand, and what else could begin it is left out', async () => {
  const { view } = await tryOut(drawWorkflow('begin -> a -> both, hook -> b -> both', { begin, hook }))
  expect(view.status).toBe('succeeded')
  expect(view.nodes.hook).toMatchObject({ status: 'skipped', reason: 'The run was started by hand.' })
  expect(view.nodes.b).toMatchObject({ status: 'skipped', reason: 'The run was started by hand.' })
  expect(view.outputs).toEqual({ both: 'both' })
})

test('the only trigger is tried with its example, or with what is given', async () => {
  const document = drawWorkflow('hook -> a', { hook, a: say('{{ hook.body.message }}') })
  expect((await tryOut(document)).view.outputs).toEqual({ a: 'Hello' })
  const own = { ...hook, params: { sample: { body: { message: 'Mine' } } } }
  expect(
    (await tryOut(drawWorkflow('hook -> a', { hook: own, a: say('{{ hook.body.message }}') }))).view.outputs,
  ).toEqual({
    a: 'Mine',
  })
  const echo = drawWorkflow('hook -> a', { hook, a: say('{{ hook }}') })
  expect((await tryOut(echo, { payload: 'given' })).view.outputs).toEqual({ a: 'given' })
})

test('of several triggers one is asked for, or the one that leads to the node that is wanted', async () => {
  const document = drawWorkflow('hook -> a, tick -> b', { hook, tick, a: say('A'), b: say('B') })
  await expect(tryOut(document)).rejects.toMatchObject({
    data: {
      ...{ code: 'run.which-start', kind: 'user' },
      details: {
        startNodes: [
          { id: 'hook', title: 'Webhook' },
          { id: 'tick', title: 'Schedule' },
        ],
      },
    },
  })
  const { view } = await tryOut(document, { startNode: 'tick' })
  expect(view.outputs).toEqual({ b: 'B' })
  expect(view.nodes.a).toMatchObject({ status: 'skipped', reason: 'The run was started by `tick`.' })
  expect((await tryOut(document, { upTo: 'a' })).view.outputs).toEqual({ a: 'A' })
  await expect(tryOut(document, { startNode: 'a' })).rejects.toMatchObject({ data: { code: 'run.no-such-start' } })
  const off = drawWorkflow('hook -> a', { hook: { ...hook, disabled: true }, a: say('A') })
  await expect(tryOut(off, { startNode: 'hook' })).rejects.toMatchObject({ data: { code: 'run.start-off' } })
  const plain = drawWorkflow('begin -> a', { begin })
  await expect(tryOut(plain, { payload: 'x' })).rejects.toMatchObject({ data: { code: 'run.no-start-for-payload' } })
})

test('what a form requires is not asked of a trigger that leads to nothing which reads it', async () => {
  const form = { ...begin, params: { inputs: [{ name: 'folder', required: true }] } }
  const apart = drawWorkflow('begin -> a, hook -> b', { begin: form, hook, a: say('{{ inputs.folder }}'), b: say('B') })
  expect((await tryOut(apart, { startNode: 'hook' })).view.outputs).toEqual({ b: 'B' })
  const joined = drawWorkflow('begin -> a, hook -> a', { begin: form, hook, a: say('{{ inputs.folder }}') })
  await expect(tryOut(joined, { startNode: 'hook' })).rejects.toMatchObject({ data: { code: 'inputs.missing' } })
})

test('a run that is run again begins where it began, with what it was given', async () => {
  const document = drawWorkflow('hook -> a, tick -> b', { hook, tick, a: say('{{ hook }}'), b: say('B') })
  const { engine, runId } = await tryOut(document, { startNode: 'hook', payload: 'given' })
  const again = await engine.client.runs.rerun({ runId, from: { kind: 'node', nodeId: 'hook' } })
  for await (const _ of engine.watch(again.runId, 0)) void _
  expect(engine.viewOf(again.runId).outputs).toEqual({ a: 'given' })
})

test('a trigger inside a container is an error, several in a workflow are not', () => {
  const types = createNodeTypes(nodeTypes)
  const inside = drawWorkflow('loop', { loop: { type: 'each', graph: drawGraph('hook -> a', { hook }) } })
  expect(checkWorkflow(inside, types.find)).toMatchObject([
    { severity: 'error', code: 'node.trigger-inside', at: ['loop'], nodeId: 'hook' },
  ])
  expect(checkWorkflow(drawWorkflow('hook -> a, tick -> a', { hook, tick }), types.find)).toEqual([])
})
