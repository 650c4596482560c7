import { describe, expect, it } from 'vitest'
import { addNodeEdits, freePlace } from '../../../renderer/canvas/edit/new-node.ts'
import { removeEdits, toggleDisabledEdits } from '../../../renderer/canvas/edit/selection-edits.ts'
import { applyEdits } from '../../../shared/workflow/edit.ts'
import { graphAt } from '../../../shared/workflow/workflow.ts'
import { drawGraph, drawWorkflow } from '../../support/draw-workflow.ts'
import { catalogue, entryOf } from '../support/catalogue.ts'

const place = { at: [], types: catalogue, position: null, fallback: { x: 13, y: 7 } }

describe('addNodeEdits', () => {
  it('adds a node with a free id and its type’s defaults, on the grid', () => {
    const document = drawWorkflow('', { template: { type: 'template' } })
    const { edits, id } = addNodeEdits({ ...place, document, entry: entryOf('template'), position: { x: 501, y: 99 } })
    const after = applyEdits(document, edits).document
    expect(id).toBe('template2')
    expect(after.nodes.template2).toMatchObject({ params: { text: '{{ input }}' }, position: { x: 504, y: 96 } })
  })

  it('puts it beside the chosen node and draws the wire', () => {
    const document = drawWorkflow('', { check: { type: 'if' } })
    const wired = { nodeId: 'check', side: 'source' as const }
    const first = applyEdits(document, addNodeEdits({ ...place, document, entry: entryOf('template'), wired }).edits)
    const second = addNodeEdits({ ...place, document: first.document, entry: entryOf('template'), wired })
    const after = applyEdits(first.document, second.edits).document
    expect(after.edges.map((wire) => wire.fromPort)).toEqual(['true', 'false'])
    expect(after.nodes.template?.position.x).toBe(280)
    // Not on top of the first one.
    expect(after.nodes.template2?.position.y).toBeGreaterThan(100)
  })

  it('works on the entry of the round where nothing arrives inside a container', () => {
    const document = drawWorkflow('', { each: { type: 'each', graph: drawGraph('') } })
    const inside = { ...place, at: ['each'], entry: entryOf('template') }
    const first = applyEdits(document, addNodeEdits({ ...inside, document }).edits).document
    expect(graphAt(first, ['each'])?.nodes.template?.params).toEqual({ text: '{{ item }}' })
    const wired = { nodeId: 'template', side: 'source' as const }
    const second = applyEdits(first, addNodeEdits({ ...inside, document: first, wired }).edits).document
    expect(graphAt(second, ['each'])?.nodes.template2?.params).toEqual({ text: '{{ input }}' })
  })

  it('gives a container an inner graph', () => {
    const document = drawWorkflow('')
    const { edits } = addNodeEdits({ ...place, document, entry: entryOf('each') })
    expect(applyEdits(document, edits).document.nodes.each?.graph).toEqual({ nodes: {}, edges: [] })
  })
})

describe('freePlace', () => {
  it('is the place itself where nothing lies, else below', () => {
    const { nodes, edges } = drawWorkflow('a')
    expect(freePlace({ nodes, edges }, { x: 1000, y: 1000 })).toEqual({ x: 1000, y: 1000 })
    expect(freePlace({ nodes, edges }, { x: 0, y: 0 }).y).toBeGreaterThan(100)
  })
})

describe('removing and switching off', () => {
  it('deletes nodes and other wires in one step that can be taken back', () => {
    const document = drawWorkflow('a -> b -> c -> d')
    const edits = removeEdits(document, [], ['a'], ['a:out->b:in', 'c:out->d:in'])
    const { document: after, inverse } = applyEdits(document, edits)
    expect(Object.keys(after.nodes)).toEqual(['b', 'c', 'd'])
    expect(after.edges).toEqual([{ from: 'b', fromPort: 'out', to: 'c', toPort: 'in' }])
    const back = applyEdits(after, inverse).document
    expect(back.nodes).toEqual(document.nodes)
    expect(back.edges).toHaveLength(3)
  })

  it('switches all off, and on again once all are off', () => {
    const document = drawWorkflow('a -> b', { a: { type: 'template', disabled: true } })
    const off = applyEdits(document, toggleDisabledEdits(document, [], ['a', 'b'])).document
    expect([off.nodes.a?.disabled, off.nodes.b?.disabled]).toEqual([true, true])
    const on = applyEdits(off, toggleDisabledEdits(off, [], ['a', 'b'])).document
    expect([on.nodes.a?.disabled, on.nodes.b?.disabled]).toEqual([undefined, undefined])
  })
})
