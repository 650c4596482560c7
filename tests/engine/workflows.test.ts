import { expect, test } from 'vitest'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine } from '../support/test-engine.ts'

const node = { type: 'template', version: 1, params: { text: 'hi' }, position: { x: 0, y: 0 } }

test('edits are kept, in order, and a stale one is refused without a trace', async () => {
  const engine = await openTestEngine()
  const { workflowId } = await engine.client.workflows.create({ name: 'Mine' })
  const first = { kind: 'add-node' as const, at: [], id: 'a', node }
  const { revision, issues } = await engine.client.workflows.edit({ workflowId, revision: 1, edits: [first] })
  expect(revision).toBe(2)
  expect(issues).toEqual([])
  const again = engine.client.workflows.edit({ workflowId, revision: 1, edits: [{ ...first, id: 'b' }] })
  await expect(again).rejects.toMatchObject({ code: 'NITI', data: { code: 'workflow.stale' } })
  const open = await engine.client.workflows.get({ workflowId })
  expect(Object.keys(open.document.nodes)).toEqual(['a'])
})

test('an edit that does not fit changes nothing, however many came before it', async () => {
  const engine = await openTestEngine()
  const { workflowId } = await engine.client.workflows.create({ name: 'Mine' })
  const edits = [
    { kind: 'add-node' as const, at: [], id: 'a', node },
    { kind: 'remove-node' as const, at: [], id: 'nobody' },
  ]
  const attempt = engine.client.workflows.edit({ workflowId, revision: 1, edits })
  await expect(attempt).rejects.toMatchObject({ data: { code: 'workflow.edit-does-not-fit', message: /`nobody`/ } })
  const { document, revision } = await engine.client.workflows.get({ workflowId })
  expect(document.nodes).toEqual({})
  expect(revision).toBe(1)
})

test('a workflow survives a restart of the engine, and runs', async () => {
  const first = await openTestEngine()
  const text = writeWorkflowFile(drawWorkflow('a -> b'))
  const { workflowId } = await first.client.workflows.import({ text })
  const { runId } = await first.client.runs.start({ workflowId })
  for await (const _ of await first.client.runs.watch({ runId })) void _
  await first.close()
  const second = await openTestEngine({ dataDir: first.dataDir })
  const [listed] = await second.client.workflows.list()
  expect(listed).toMatchObject({ workflowId, name: 'Test', nodeCount: 2, lastRun: { runId, status: 'succeeded' } })
  expect((await second.client.workflows.export({ workflowId })).text).toBe(text)
  const { run, document } = await second.client.runs.get({ runId })
  expect(run.status).toBe('succeeded')
  expect(Object.keys(document.nodes)).toEqual(['a', 'b'])
})

test('a deleted workflow is gone from the list, its runs stay, and it can be brought back', async () => {
  const engine = await openTestEngine()
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(drawWorkflow('a')) })
  await engine.client.workflows.remove({ workflowId })
  expect(await engine.client.workflows.list()).toEqual([])
  await expect(engine.client.workflows.get({ workflowId })).rejects.toMatchObject({
    data: { code: 'workflow.not-found' },
  })
  await engine.client.workflows.restore({ workflowId })
  expect(await engine.client.workflows.list()).toHaveLength(1)
})

test('a run keeps the workflow as it was when it started', async () => {
  const engine = await openTestEngine()
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(drawWorkflow('a')) })
  const { runId } = await engine.client.runs.start({ workflowId })
  const change = { kind: 'set-params' as const, at: [], id: 'a', params: { text: 'changed' } }
  await engine.client.workflows.edit({ workflowId, revision: 1, edits: [change] })
  const { document } = await engine.client.runs.get({ runId })
  expect(document.nodes.a?.params).toEqual({ text: 'a' })
})

test.each([
  ['not JSON', '{', /not valid JSON/],
  ['another kind of file', '{"hello": 1}', /`format` is missing/],
  ['a newer format', '{"format": 9}', /format 9/],
  ['a bad node id', '{"format":1,"name":"x","edges":[],"nodes":{"1 a":{}}}', /letter/],
  [
    'a node without type',
    '{"format":1,"name":"x","edges":[],"nodes":{"a":{"version":1,"params":{},"position":{"x":0,"y":0}}}}',
    /nodes\.a\.type/,
  ],
  [
    'an unknown node type',
    JSON.stringify({ format: 1, name: 'x', edges: [], nodes: { a: { ...node, type: 'promt' } } }),
    /`promt`/,
  ],
  [
    'a newer node',
    JSON.stringify({ format: 1, name: 'x', edges: [], nodes: { a: { ...node, version: 99 } } }),
    /version 99/,
  ],
  [
    'a deep nest',
    `{"format":1,"name":"x","edges":[],"nodes":{"a":{"params":${'{"a":'.repeat(500)}1${'}'.repeat(500)}}}}`,
    /nested more than/,
  ],
  ['a prototype', '{"format":1,"name":"x","edges":[],"nodes":{"__proto__":{}}}', /nodes|letter/],
  ['too much', `{"x":"${'a'.repeat(17 * 1024 * 1024)}"}`, /characters; at most/],
])('a file with %s is refused in words and nothing is kept', async (_, text, message) => {
  const engine = await openTestEngine()
  await expect(engine.client.workflows.import({ text })).rejects.toMatchObject({ code: 'NITI', message })
  expect(await engine.client.workflows.list()).toEqual([])
})
