import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stableStringify } from '../../shared/json.ts'
import { applyEdits, type Edit, freeNodeId } from '../../shared/workflow/edit.ts'
import { renameNodeEdits } from '../../shared/workflow/rename-node-edits.ts'
import { edgeId, emptyWorkflow, graphAt, type Workflow, type WorkflowNode } from '../../shared/workflow/workflow.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'

const node: WorkflowNode = { type: 'template', version: 1, params: { text: '{{ a }}' }, position: { x: 0, y: 0 } }

/** Equal but for the order wires and keys stand in, which means nothing. */
function meaningOf(document: Workflow): string {
  const sorted = (edges: Workflow['edges']) => [...edges].map(edgeId).sort()
  return stableStringify({ ...document, edges: sorted(document.edges) })
}

test('renaming a node follows it into wires, expressions, inner graphs and code', () => {
  const before = drawWorkflow('first -> second -> loop', {
    second: { type: 'template', params: { text: 'Say {{ first.length }} and first' } },
    loop: {
      type: 'each',
      params: { items: '{{ [first] }}' },
      graph: drawGraph('inner', { inner: { type: 'code', params: { code: "return first + 'first' + item.first" } } }),
    },
  })
  const edits = renameNodeEdits(before, { at: [], id: 'first', to: 'intro' }, (type) => type === 'code')
  const { document, inverse } = applyEdits(before, edits)
  expect(document.edges[0]).toMatchObject({ from: 'intro', to: 'second' })
  expect(document.nodes.second?.params.text).toBe('Say {{ intro.length }} and first')
  expect(document.nodes.loop?.params.items).toBe('{{ [intro] }}')
  expect(graphAt(document, ['loop'])?.nodes.inner?.params.code).toBe("return intro + 'first' + item.first")
  expect(applyEdits(document, inverse).document).toEqual(before)
})

test('an id is free, readable and never reserved', () => {
  const document = drawWorkflow('prompt -> prompt2')
  expect(freeNodeId(document, [], 'prompt')).toBe('prompt3')
  expect(freeNodeId(document, [], 'read-files')).toBe('readFiles')
  expect(freeNodeId(document, [], 'if')).toBe('node')
})

/** Edits that fit the document they are made for, from a list of random choices. */
function edit(document: Workflow, [kind, a, b]: [number, number, number]): Edit {
  const ids = Object.keys(document.nodes)
  const pick = (n: number) => ids[n % ids.length]
  const id = pick(a)
  const other = pick(b)
  const at: string[] = []
  const wire = document.edges[a % Math.max(1, document.edges.length)]
  if (id === undefined || other === undefined || kind === 0) {
    return { kind: 'add-node', at, id: freeNodeId(document, at, 'made'), node }
  }
  if (kind === 1) return { kind: 'remove-node', at, id }
  if (kind === 2) return { kind: 'set-params', at, id, params: { text: String(b) } }
  if (kind === 3) return { kind: 'move-nodes', at, positions: { [id]: { x: a, y: b } } }
  if (kind === 4) return { kind: 'set-title', at, id, title: b % 2 ? `Title ${b}` : null }
  if (kind === 5) return { kind: 'set-disabled', at, id, disabled: b % 2 === 0 }
  if (kind === 6) return { kind: 'rename-node', at, id, to: freeNodeId(document, at, `renamed${b}`) }
  if (kind === 7 && wire) return { kind: 'remove-edge', at, edge: wire }
  const edge = { from: id, fromPort: 'out', to: other, toPort: `in${b}` }
  if (kind === 8 && !document.edges.some((one) => edgeId(one) === edgeId(edge))) return { kind: 'add-edge', at, edge }
  return { kind: 'set-workflow', name: `Name ${b}`, description: `About ${a}` }
}

test('whatever is edited can be taken back, step by step', () => {
  const choices = fc.array(fc.tuple(fc.nat(9), fc.nat(50), fc.nat(50)), { maxLength: 40 })
  fc.assert(
    fc.property(choices, (list) => {
      const start: Workflow = { ...emptyWorkflow('Test'), description: '', settings: {} }
      let document = start
      let back: Edit[] = []
      for (const choice of list) {
        const result = applyEdits(document, [edit(document, choice)])
        document = result.document
        back = [...result.inverse, ...back]
      }
      expect(meaningOf(applyEdits(document, back).document)).toBe(meaningOf(start))
    }),
    { numRuns: 300 },
  )
})
