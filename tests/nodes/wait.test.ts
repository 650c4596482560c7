import { expect, test } from 'vitest'
import approval from '../../electron/engine/nodes/approval.node.ts'
import wait from '../../electron/engine/nodes/wait.node.ts'
import type { JsonObject } from '../../shared/json.ts'
import { emptyTrace, runNode } from '../support/node-harness.ts'

const now = Date.UTC(2027, 0, 1)
const due = { end: 'due' as const, at: now }

test.each([
  [{ amount: 90, unit: 'seconds' }, now + 90_000],
  [{ amount: 1.5, unit: 'days' }, now + 129_600_000],
  [{ mode: 'until', until: '2027-03-01T09:00:00Z' }, Date.UTC(2027, 2, 1, 9)],
  [{ mode: 'until', until: ' 2027-03-01 ' }, Date.UTC(2027, 2, 1)],
  [{ mode: 'until', until: now + 5 }, now + 5],
] as [JsonObject, number][])('%j waits until %i', async (params, dueAt) => {
  const { outputs, waits } = await runNode(wait, { params, now, waits: [due] })
  expect(waits).toEqual([{ kind: 'time', dueAt }])
  expect(outputs).toEqual({ out: '2027-01-01T00:00:00.000Z' })
})

test.each(['', 'tomorrow', null, {}, Number.MAX_VALUE])('%j is no time', async (until) => {
  const trace = emptyTrace()
  const failing = runNode(wait, { params: { mode: 'until', until }, now }, trace)
  await expect(failing).rejects.toMatchObject({ info: { code: 'wait.bad-time', field: 'params.until' } })
  expect(trace.waits).toEqual([])
})

test('gives what a call brought', async () => {
  const called = { end: 'called' as const, payload: { n: 1 }, at: now }
  const { outputs, waits } = await runNode(wait, { params: { mode: 'call' }, waits: [called] })
  expect(waits).toEqual([{ kind: 'call' }])
  expect(outputs).toEqual({ out: { n: 1 } })
})

test.each([
  ['approve', 'approved'],
  ['reject', 'rejected'],
])('%s leaves by %s', async (choice, port) => {
  const answer = { choice, values: { n: 1 }, comment: 'c', by: 'ada' }
  const { outputs } = await runNode(approval, {
    params: { title: 'Go?' },
    waits: [{ end: 'answered', at: now, ...answer }],
  })
  expect(outputs).toEqual({ [port]: { ...answer, at: '2027-01-01T00:00:00.000Z' } })
})

test.each([
  ['plain', 'Read this:\n\nplain'],
  [{ a: 1 }, 'Read this:\n\n```json\n{\n  "a": 1\n}\n```'],
  [null, 'Read this:'],
  ['x'.repeat(20_001), `Read this:\n\n${'x'.repeat(20_000)}… (20001 characters)`],
])('shows %j below the explanation', async (show, message) => {
  const params = { title: 'Go?', message: 'Read this:', show, onLimit: 'reject', limit: 1, limitUnit: 'minutes' }
  const { waits } = await runNode(approval, { params, now, waits: [due] })
  expect(waits).toMatchObject([{ kind: 'person', message, dueAt: now + 60_000 }])
})
