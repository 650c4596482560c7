import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { createSandbox, type Sandbox } from '../../electron/engine/sandbox/sandbox.ts'
import { failureOf } from './failure-of.ts'

const open: Sandbox[] = []
function create(workers?: number) {
  const warnings: string[] = []
  const note = (message: string) => void warnings.push(message)
  const sandbox = createSandbox({ workers, log: { info: note, warn: note, error: note } })
  open.push(sandbox)
  return { sandbox, warnings }
}
afterEach(() => Promise.all(open.splice(0).map((sandbox) => sandbox.close())))

const threadCount = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length
/** One native call, which only ending its thread can stop. */
const stuck = '[].indexOf.call({ length: 1e15 }, 1)'
const endless = '(() => { for (;;); })()'

test('many evaluations at once each get their own answer', async () => {
  const { sandbox } = create()
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => sandbox.evaluate({ source: 'index * 2', scope: { index } })),
  )
  expect(answers).toEqual(Array.from({ length: 200 }, (_, index) => index * 2))
})

test('a job that takes long holds up its own thread only', async () => {
  const { sandbox } = create(2)
  const slow = failureOf(() => sandbox.evaluate({ source: endless, scope: {}, timeoutMs: 3000 }))
  const order: string[] = []
  const quick = Array.from({ length: 20 }, () => sandbox.evaluate({ source: '1 + 1', scope: {} }))
  await Promise.all([
    slow.then(() => order.push('slow')),
    Promise.all(quick).then((answers) => {
      expect(new Set(answers)).toEqual(new Set([2]))
      order.push('quick')
    }),
  ])
  expect(order).toEqual(['quick', 'slow'])
})

test('a stuck thread is replaced, and what waits behind it is answered in order', async () => {
  const { sandbox, warnings } = create(1)
  const order: number[] = []
  const first = failureOf(() => sandbox.evaluate({ source: stuck, scope: {}, timeoutMs: 100 }))
  const waiting = [1, 2, 3].map(async (index) => {
    const answer = await sandbox.evaluate({ source: 'index', scope: { index } })
    order.push(index)
    return answer
  })
  expect((await first).code).toBe('expression.timeout')
  expect(await Promise.all(waiting)).toEqual([1, 2, 3])
  expect(order).toEqual([1, 2, 3])
  expect(warnings).toEqual(['A sandbox thread was ended and replaced'])
})

test.each([
  ['a loop', endless, 0],
  ['a stuck call', stuck, 1],
])('cancelling %s answers at once and frees the thread', async (_, source, replaced) => {
  const { sandbox, warnings } = create(1)
  await sandbox.evaluate({ source: '1', scope: {} })
  const cancel = new AbortController()
  const running = failureOf(() => sandbox.evaluate({ source, scope: {}, timeoutMs: 60_000, signal: cancel.signal }))
  const queued = failureOf(() => sandbox.evaluate({ source: '1', scope: {}, signal: cancel.signal }))
  const other = sandbox.evaluate({ source: '2', scope: {} })
  setTimeout(() => cancel.abort(), 50)
  expect((await running).kind).toBe('cancelled')
  expect((await queued).kind).toBe('cancelled')
  expect(await other).toBe(2)
  expect(warnings).toHaveLength(replaced)
})

test('what is cancelled already never starts', async () => {
  const { sandbox } = create()
  const before = threadCount()
  const run = () => sandbox.run({ code: 'return 1', scope: {}, signal: AbortSignal.abort() })
  expect((await failureOf(run)).kind).toBe('cancelled')
  expect(threadCount()).toBe(before)
})

test('threads start with the first job, are kept, and end with close', async () => {
  const before = threadCount()
  const { sandbox } = create(2)
  expect(threadCount()).toBe(before)
  await sandbox.evaluate({ source: '1', scope: {} })
  const running = failureOf(() => sandbox.evaluate({ source: endless, scope: {}, timeoutMs: 60_000 }))
  const queued = Array.from({ length: 3 }, () =>
    failureOf(() => sandbox.evaluate({ source: stuck, scope: {}, timeoutMs: 60_000 })),
  )
  expect(threadCount()).toBeGreaterThan(before)
  await sandbox.close()
  expect((await running).kind).toBe('cancelled')
  expect((await Promise.all(queued)).map((info) => info.kind)).toEqual(['cancelled', 'cancelled', 'cancelled'])
  expect(threadCount()).toBe(before)
  expect((await failureOf(() => sandbox.evaluate({ source: '1', scope: {} }))).kind).toBe('cancelled')
  await sandbox.close()
})

test('runs from source under plain Node, and an idle thread does not keep the process alive', async () => {
  const file = new URL('../../electron/engine/sandbox/sandbox.ts', import.meta.url)
  const script = `import { createSandbox } from ${JSON.stringify(file.href)}
    const sandbox = createSandbox()
    console.log(await sandbox.evaluate({ source: 'a + 1', scope: { a: 1 } }))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 15_000,
  })
  expect(stdout).toBe('2\n')
})
