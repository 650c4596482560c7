import { expect, test } from 'vitest'
import manual from '../../electron/engine/nodes/manual.node.ts'
import { runNode } from '../support/node-harness.ts'

test('passes on the inputs of the run', async () => {
  const inputs = { folder: 'docs', count: 3 }
  const { outputs } = await runNode(manual, { scope: { inputs, now: 0 } })
  expect(outputs).toEqual({ out: inputs })
})

test('refuses the same name twice, a bad name and a choice without choices', () => {
  const issuesOf = (inputs: unknown) => manual.params.safeParse({ inputs }).error?.issues.map((issue) => issue.message)
  expect(issuesOf([{ name: 'a' }, { name: 'a' }])).toEqual(['`a` is there twice'])
  expect(issuesOf([{ name: 'a b' }])).toEqual(['must be a letter followed by letters, digits or _ (64 at most)'])
  expect(issuesOf([{ name: 'size', type: 'choice' }])).toEqual(['`size` has no choices'])
  expect(issuesOf([{ name: 'size', type: 'choice', choices: ['S', 'M'] }])).toBeUndefined()
})
