import { expect, test } from 'vitest'
import code from '../../electron/engine/nodes/code.node.ts'
import { userError } from '../../shared/errors.ts'
import { runNode } from '../support/node-harness.ts'

test('runs in the sandbox with the scope as variables', async () => {
  const scope = { input: [1, 2], now: 0 }
  const run = await runNode(code, { params: { code: 'return input.length', timeoutSeconds: 0.5 }, scope, code: [2] })
  expect(run.outputs).toEqual({ out: 2 })
  expect(run.code).toEqual([{ code: 'return input.length', scope, timeoutMs: 500 }])
})

test('code that returns nothing gives null', async () => {
  expect((await runNode(code, { scope: {}, code: [undefined] })).outputs).toEqual({ out: null })
})

test('passes on what the sandbox complains about, and refuses no code at all', async () => {
  const error = userError('code.failed', 'ReferenceError: x is not defined')
  await expect(runNode(code, { scope: {}, code: [error] })).rejects.toBe(error)
  await expect(runNode(code, { params: { code: '' } })).rejects.toThrow('must not be empty')
})
