import { expect, it } from 'vitest'
import { marksOf } from '../../../renderer/canvas/versions/change-marks.ts'
import { diffWorkflows } from '../../../shared/workflow/diff.ts'
import { applyEdits } from '../../../shared/workflow/edit.ts'
import { drawGraph, drawWorkflow } from '../../support/draw-workflow.ts'

it('marks the nodes of the older document, each by what weighs most, and containers by what is inside', () => {
  const before = drawWorkflow('gone -> edited -> moved -> named -> loop', {
    loop: { type: 'each', graph: drawGraph('x -> y') },
  })
  const { document } = applyEdits(before, [
    { kind: 'remove-node', at: [], id: 'gone' },
    { kind: 'set-params', at: [], id: 'edited', params: { text: 'new' } },
    { kind: 'move-nodes', at: [], positions: { moved: { x: 1, y: 1 }, edited: { x: 2, y: 2 } } },
    { kind: 'rename-node', at: [], id: 'named', to: 'other' },
    { kind: 'set-title', at: ['loop'], id: 'x', title: 'Ex' },
    {
      kind: 'add-node',
      at: [],
      id: 'fresh',
      node: { type: 'template', version: 1, params: {}, position: { x: 0, y: 0 } },
    },
  ])
  const diff = diffWorkflows(before, document)
  expect(Object.fromEntries(marksOf(diff, []))).toEqual({
    gone: 'removed',
    edited: 'changed',
    moved: 'moved',
    named: 'changed',
    loop: 'inside',
  })
  expect(Object.fromEntries(marksOf(diff, ['loop']))).toEqual({ x: 'changed' })
})
