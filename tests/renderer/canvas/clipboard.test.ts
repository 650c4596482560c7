import { describe, expect, it } from 'vitest'
import { copyNodes, pasteEdits, readClipboard } from '../../../renderer/canvas/edit/clipboard.ts'
import { applyEdits } from '../../../shared/workflow/edit.ts'
import { emptyWorkflow, graphAt } from '../../../shared/workflow/workflow.ts'
import { drawGraph, drawWorkflow } from '../../support/draw-workflow.ts'

function copied(graph: Parameters<typeof copyNodes>[0], ids: string[]) {
  const text = copyNodes(graph, ids)
  const part = text === null ? null : readClipboard(text)
  if (!part) throw new Error('nothing was copied')
  return part
}

describe('copy and paste', () => {
  const document = drawWorkflow('a -> b -> c', {
    b: { type: 'template', params: { text: 'From {{ a }} and {{ nodes.a }}' } },
  })

  it('copies nodes with the wires between them, as text', () => {
    expect(copied(document, ['a', 'b'])).toEqual({
      nodes: { a: document.nodes.a, b: document.nodes.b },
      edges: [{ from: 'a', fromPort: 'out', to: 'b', toPort: 'in' }],
    })
    expect(copyNodes(document, [])).toBeNull()
    expect(copyNodes(document, ['gone'])).toBeNull()
  })

  it('gives the copies ids of their own, and wires and expressions follow', () => {
    const { edits, ids } = pasteEdits(document, [], copied(document, ['a', 'b']), { x: 32, y: 32 })
    const after = applyEdits(document, edits).document
    expect([...ids].sort()).toEqual(['a2', 'b2'])
    expect(after.nodes.b2?.params).toEqual({ text: 'From {{ a2 }} and {{ nodes.a2 }}' })
    expect(after.nodes.b2?.position).toEqual({ x: 32, y: 32 })
    expect(after.edges).toContainEqual({ from: 'a2', fromPort: 'out', to: 'b2', toPort: 'in' })
    expect(after.nodes.b).toBe(document.nodes.b)
  })

  it('keeps the ids where they are free: in another workflow', () => {
    const { edits } = pasteEdits(emptyWorkflow('Other'), [], copied(document, ['a', 'b']), { x: 0, y: 0 })
    const after = applyEdits(emptyWorkflow('Other'), edits).document
    expect(after.nodes).toEqual({ a: document.nodes.a, b: document.nodes.b })
  })

  it('does not mix up copies whose new ids are others’ old ones', () => {
    const numbered = drawWorkflow('a -> a2', { a2: { type: 'template', params: { text: '{{ a }}' } } })
    const { edits } = pasteEdits(numbered, [], copied(numbered, ['a', 'a2']), { x: 0, y: 50 })
    const after = applyEdits(numbered, edits).document
    expect(Object.keys(after.nodes).sort()).toEqual(['a', 'a2', 'a3', 'a4'])
    const [wire] = after.edges.filter(({ from }) => from !== 'a')
    expect(wire && after.nodes[wire.to]?.params).toEqual({ text: `{{ ${wire?.from} }}` })
  })

  it('puts them inside the container that is open, with everything inside them', () => {
    const nested = drawWorkflow('', {
      each: { type: 'each', params: {}, graph: drawGraph('x -> y') },
      other: { type: 'each', params: {}, graph: drawGraph('') },
    })
    const { edits } = pasteEdits(nested, ['other'], copied(nested, ['each']), { x: 0, y: 0 })
    const after = applyEdits(nested, edits).document
    expect(graphAt(after, ['other'])?.nodes.each?.graph?.edges).toHaveLength(1)
  })

  it('reads nothing else from the clipboard', () => {
    expect(readClipboard('hello')).toBeNull()
    expect(readClipboard('{"niti":"nodes","version":1,"graph":{"nodes":{"1x":{}},"edges":[]}}')).toBeNull()
    expect(readClipboard('{"niti":"nodes"')).toBeNull()
  })
})
