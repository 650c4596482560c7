import { expect, test } from 'vitest'
import type { RunEvent } from '../../shared/run/events.ts'
import { emptyRunView, reduceRun } from '../../shared/run/view.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

const names = Array.from({ length: 700 }, (_, index) => `n${index}`)

test('who comes late gets every event once and in order, then the end', async () => {
  const engine = await openTestEngine()
  const { runId } = await engine.startFile({ text: writeWorkflowFile(drawWorkflow(names.join(' -> '))), inputs: {} })
  const events: RunEvent[] = []
  for await (const push of await engine.client.runs.watch({ runId })) events.push(...push.events)
  expect(events.map((event) => event.seq)).toEqual(
    Array.from({ length: 3 + 2 * names.length }, (_, index) => index + 1),
  )
  const later: RunEvent[] = []
  for await (const push of await engine.client.runs.watch({ runId, afterSeq: 1_000 })) later.push(...push.events)
  expect(later[0]?.seq).toBe(1_001)
  expect(later.at(-1)?.type).toBe('run-finished')
})

test('watching a finished run from its last event ends at once', async () => {
  const engine = await openTestEngine()
  const view = await runWorkflow(engine, drawWorkflow('a -> b'))
  const pushes = []
  for await (const push of await engine.client.runs.watch({ runId: view.runId, afterSeq: view.lastSeq }))
    pushes.push(push)
  expect(pushes).toEqual([])
})

test('overlapping batches fold to the same view', async () => {
  const engine = await openTestEngine()
  const view = await runWorkflow(engine, drawWorkflow('a -> b -> c'))
  const events: RunEvent[] = []
  for await (const push of await engine.client.runs.watch({ runId: view.runId })) events.push(...push.events)
  let folded = emptyRunView(view.runId)
  for (let at = 0; at < events.length; at++) folded = reduceRun(folded, events.slice(Math.max(0, at - 2), at + 1))
  expect(folded).toEqual(view)
})

test('a long value is cut in the feed and whole on request', async () => {
  const engine = await openTestEngine()
  const code = "return Array.from({ length: 20000 }, (_, i) => 'entry ' + i)"
  const view = await runWorkflow(engine, drawWorkflow('long', { long: { type: 'code', params: { code } } }))
  const { runId } = view
  let pushed: unknown
  for await (const { events } of await engine.client.runs.watch({ runId })) {
    for (const event of events) if (event.type === 'node-finished') pushed = event.outputs.out
  }
  expect(pushed).toMatchObject({ $clipped: { kind: 'list', size: 20_000 } })
  expect(JSON.stringify(pushed).length).toBeLessThan(10_000)
  const { value } = await engine.client.runs.value({ runId, scope: '', node: 'long', port: 'out' })
  expect(value).toHaveLength(20_000)
})

test('the list of runs says when it changed', async () => {
  const engine = await openTestEngine()
  const changes = await engine.client.runs.changes()
  const first = changes.next()
  await runWorkflow(engine, drawWorkflow('a'))
  expect(await first).toMatchObject({ done: false, value: { workflowId: null } })
  await changes.return?.()
})
