import { expect, test } from 'vitest'
import note from '../../electron/engine/nodes/note.node.ts'
import { runNode } from '../support/node-harness.ts'

test('does nothing, whatever is written on it', async () => {
  const trace = await runNode(note, { params: { text: 'Reads {{ everything }}' } })
  expect(trace.outputs).toEqual({})
  expect(note.inert).toBe(true)
  expect([...note.inputs, ...note.outputs]).toEqual([])
})
