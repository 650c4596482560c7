import { describe, expect, it } from 'vitest'
import { toFlowEdges, toFlowNodes } from '../../../renderer/parts/graph/flow-elements.ts'
import { applyEdit, type Edit } from '../../../shared/workflow/edit.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { catalogue } from '../support/catalogue.ts'

const none = new Set<string>()

describe('what React Flow is given', () => {
  const document = drawWorkflow('check:true -> a -> b', { check: { type: 'if' }, words: { type: 'note' } })
  const nodes = toFlowNodes(document, catalogue, none, [])
  const edges = toFlowEdges(document, nodes, none, [])
  const change = (edit: Edit) => applyEdit(document, edit).document

  it('says where every port lies without drawing a card', () => {
    const check = nodes.find(({ id }) => id === 'check')
    expect(check?.handles?.map(({ id, type, y }) => [id, type, y])).toEqual([
      ['in', 'target', 25.5],
      ['true', 'source', 25.5],
      ['false', 'source', 51.5],
    ])
    expect(nodes.find(({ id }) => id === 'words')?.type).toBe('note')
  })

  it('keeps the objects of nodes and wires that did not change', () => {
    const moved = change({ kind: 'move-nodes', at: [], positions: { a: { x: 1, y: 1 } } })
    const after = toFlowNodes(moved, catalogue, none, nodes)
    expect(after.filter((node, index) => node !== nodes[index]).map(({ id }) => id)).toEqual(['a'])
    expect(toFlowEdges(moved, after, none, edges)).toBe(edges)
    expect(toFlowNodes(document, catalogue, none, nodes)).toBe(nodes)
  })

  it('draws one node again when it is chosen, and keeps what was measured', () => {
    const measured = nodes.map((node) => ({ ...node, measured: { width: 208, height: 90 } }))
    const chosen = toFlowNodes(document, catalogue, new Set(['a']), measured)
    expect(chosen.filter((node, index) => node !== measured[index]).map(({ id }) => id)).toEqual(['a'])
    const typed = change({ kind: 'set-params', at: [], id: 'a', params: { text: 'x' } })
    const after = toFlowNodes(typed, catalogue, none, measured)
    expect(after.find(({ id }) => id === 'a')?.measured).toEqual({ width: 208, height: 90 })
  })

  it('leaves out a wire whose port is gone', () => {
    const broken = {
      ...document,
      edges: [...document.edges, { from: 'check', fromPort: 'maybe', to: 'b', toPort: 'in' }],
    }
    expect(toFlowEdges(broken, nodes, none, [])).toHaveLength(2)
  })
})
