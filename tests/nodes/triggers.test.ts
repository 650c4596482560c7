import { expect, test } from 'vitest'
import afterRun from '../../electron/engine/nodes/after-run.node.ts'
import fileWatch from '../../electron/engine/nodes/file-watch.node.ts'
import schedule from '../../electron/engine/nodes/schedule.node.ts'
import webhook from '../../electron/engine/nodes/webhook.node.ts'
import { runNode } from '../support/node-harness.ts'

const nowMs = Date.parse('2026-06-01T07:00:00Z')
const time = '2026-06-01T07:00:00.000Z'

test('hands on what the run began with', async () => {
  const payload = { anything: [1, 2] }
  for (const node of [schedule, fileWatch, webhook, afterRun]) {
    const { outputs } = await runNode(node as typeof schedule, { payload, now: nowMs }) // which of them makes no difference
    expect(outputs).toEqual({ out: payload })
  }
})

test('by hand, a schedule is as if its time had come', async () => {
  const { outputs } = await runNode(schedule, { now: nowMs, params: { timeZone: 'Europe/Berlin' } })
  expect(outputs).toEqual({
    out: { time, timeZone: 'Europe/Berlin', lateMs: 0, missed: 0, localTime: '2026-06-01 09:00:00' },
  })
})

test('by hand, the others give an example in the shape of what comes, or the one that is set up', async () => {
  const file = { event: 'added', path: 'in/example.txt', name: 'example.txt', bytes: 12, time }
  const folder = 'in'
  expect((await runNode(fileWatch, { now: nowMs, params: { folder } })).outputs.out).toEqual({ folder, ...file })
  expect((await runNode(fileWatch, { now: nowMs, params: { folder, together: true } })).outputs.out).toEqual({
    ...{ folder, files: [file], total: 1 },
  })
  expect((await runNode(webhook, { params: { method: 'GET' } })).outputs.out).toMatchObject({
    method: 'GET',
    path: '/',
  })
  expect((await runNode(afterRun, { params: { workflow: 'Digest' } })).outputs.out).toMatchObject({
    ...{ workflowName: 'Digest', status: 'succeeded', depth: 1 },
  })
  const sample = { mine: true }
  expect((await runNode(fileWatch, { now: nowMs, params: { sample } })).outputs.out).toEqual(sample)
  expect((await runNode(webhook, { params: { sample } })).outputs.out).toEqual(sample)
  expect((await runNode(afterRun, { params: { sample } })).outputs.out).toEqual(sample)
})

test('a set-up that looks for nothing, or names no header, is refused', () => {
  const fields = (parsed: { error?: { issues: { path: PropertyKey[] }[] } }) =>
    parsed.error?.issues.map(({ path }) => path[0])
  expect(fields(fileWatch.params.safeParse({ added: false, changed: false }))).toEqual(['added'])
  expect(fields(afterRun.params.safeParse({ succeeded: false }))).toEqual(['succeeded'])
  expect(fields(webhook.params.safeParse({ secretHeader: 'X Key' }))).toEqual(['secretHeader'])
})

test('a webhook of version 1 loses its secret to whoever seals it, and nothing else', () => {
  const params = { method: 'GET', secretHeader: 'X-Key', secret: 'x' }
  expect(webhook.upgrade?.[2]?.(params)).toEqual({ method: 'GET', secretHeader: 'X-Key' })
  expect(webhook.sealedParam).toBe('secret')
})
