import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stableStringify } from '../../shared/json.ts'
import { diffWorkflows, isEmptyDiff, isSameDocument, summariseDiff } from '../../shared/workflow/diff.ts'
import { applyEdits, type Edit } from '../../shared/workflow/edit.ts'
import { type JournalEntry, rebuildDocument } from '../../shared/workflow/rebuild.ts'
import { edgeId, type Graph, type Workflow, walkNodes } from '../../shared/workflow/workflow.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { anyEdit, editChoices } from '../support/random-edits.ts'

const nested = () =>
  drawWorkflow('a -> loop -> b', {
    loop: { type: 'each', params: { items: '{{ [a] }}' }, graph: drawGraph('x -> y') },
  })

function edited(before: Workflow, ...edits: Edit[]) {
  return diffWorkflows(before, applyEdits(before, edits).document)
}

describe('a diff', () => {
  test('of a node that is renamed is the new name, and not all that leads to it', () => {
    const diff = edited(nested(), { kind: 'rename-node', at: [], id: 'a', to: 'first' })
    expect(diff.nodes.map(({ id, change, was }) => [id, change, was])).toEqual([
      ['loop', 'changed', null],
      ['first', 'changed', 'a'],
    ])
    expect(diff.nodes[0]?.fields).toEqual([{ path: ['params', 'items'], before: '{{ [a] }}', after: '{{ [first] }}' }])
    expect(diff.wires).toEqual([])
  })

  test('goes into containers, and takes one that came or went as a whole', () => {
    const inside = edited(
      nested(),
      { kind: 'set-title', at: ['loop'], id: 'x', title: 'Ex' },
      { kind: 'remove-edge', at: ['loop'], edge: { from: 'x', fromPort: 'out', to: 'y', toPort: 'in' } },
    )
    expect(inside.nodes).toMatchObject([{ at: ['loop'], id: 'x', fields: [{ path: ['title'], after: 'Ex' }] }])
    expect(inside.nodes[0]?.fields[0]).not.toHaveProperty('before')
    expect(inside.wires).toMatchObject([{ at: ['loop'], change: 'removed', wire: { from: 'x', to: 'y' } }])
    const gone = edited(nested(), { kind: 'remove-node', at: [], id: 'loop' })
    expect(gone.nodes).toMatchObject([{ id: 'loop', change: 'removed' }])
    expect(gone.wires).toHaveLength(2)
  })

  test('tells moves apart from what changes a run', () => {
    const diff = edited(nested(), { kind: 'move-nodes', at: [], positions: { b: { x: 1, y: 2 } } })
    expect(diff).toMatchObject({ workflow: [], nodes: [], wires: [], moved: [{ id: 'b', after: { x: 1, y: 2 } }] })
  })

  test('names what changed of the workflow itself, and each field of its settings', () => {
    const before = { ...nested(), settings: { concurrency: 2 } }
    const settings = { concurrency: 4, defaultModel: 'demo/demo' }
    const diff = edited(before, { kind: 'set-workflow', name: 'Other', description: 'Words', settings })
    expect(diff.workflow).toEqual([
      { path: ['name'], before: 'Test', after: 'Other' },
      { path: ['description'], after: 'Words' },
      { path: ['settings', 'concurrency'], before: 2, after: 4 },
      { path: ['settings', 'defaultModel'], after: 'demo/demo' },
    ])
    expect(summariseDiff(diff)).toMatchObject({ workflow: true, nodes: [] })
  })

  test('compares lists entry by entry while they are as long, and as a whole when not', () => {
    const set = (headers: string[]): Edit => ({ kind: 'set-params', at: [], id: 'a', params: { headers } })
    const before = applyEdits(nested(), [set(['one', 'two'])]).document
    expect(edited(before, set(['one', '2'])).nodes[0]?.fields).toEqual([
      { path: ['params', 'headers', '1'], before: 'two', after: '2' },
    ])
    expect(edited(before, set(['one'])).nodes[0]?.fields).toEqual([
      { path: ['params', 'headers'], before: ['one', 'two'], after: ['one'] },
    ])
  })

  test('finds nothing in what means the same', () => {
    const before = nested()
    const node = before.nodes.a
    if (!node) throw new Error('it was drawn')
    const { loop, b } = before.nodes
    const same = {
      ...before,
      description: '',
      settings: {},
      nodes: { b, loop, a: { ...node, disabled: false } },
      edges: [...before.edges].reverse(),
    } as Workflow // `loop` and `b` were drawn
    expect(isSameDocument(before, same)).toBe(true)
  })
})

/** Every node's own content by its place, the wires beside; apart from the diff's own reading. */
function contentOf(document: Workflow) {
  const nodes = new Map<string, string>()
  for (const { at, id, node } of walkNodes(document)) {
    const { position: _, graph: __, disabled, ...content } = node
    nodes.set([...at, id].join('/'), stableStringify({ ...content, disabled: disabled || undefined }))
  }
  const wires = new Set<string>()
  const addWires = (graph: Graph, at: string[]) => {
    for (const wire of graph.edges) wires.add([...at, edgeId(wire)].join('/'))
    for (const [id, inner] of Object.entries(graph.nodes)) if (inner.graph) addWires(inner.graph, [...at, id])
  }
  addWires(document, [])
  return { nodes, wires }
}

function after(start: Workflow, choices: Parameters<typeof anyEdit>[1][]): { document: Workflow; edits: Edit[] } {
  let document = start
  const edits: Edit[] = []
  for (const choice of choices) {
    const edit = anyEdit(document, choice)
    document = applyEdits(document, [edit]).document
    edits.push(edit)
  }
  return { document, edits }
}

test('the diff of a document with itself is empty, whatever it is', () => {
  fc.assert(
    fc.property(fc.array(editChoices, { maxLength: 40 }), (choices) => {
      const { document } = after(nested(), choices)
      expect(isEmptyDiff(diffWorkflows(document, structuredClone(document)))).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('after random edits the diff names exactly the nodes and wires that are different', () => {
  fc.assert(
    fc.property(fc.array(editChoices, { maxLength: 25 }), (choices) => {
      const start = nested()
      const { document } = after(start, choices)
      const diff = diffWorkflows(start, document)
      const old = contentOf(start)
      const now = contentOf(document)
      // Names are followed back, so that a renamed node is compared with itself.
      const named = new Set<string>()
      const renamed = new Map<string, string>()
      for (const { at, id, change, was } of diff.nodes) {
        const path = [...at, id].join('/')
        named.add(path)
        if (was !== null) renamed.set([...at, was].join('/'), path)
        if (change === 'added') expect(old.nodes.has(path)).toBe(false)
        if (change === 'removed') expect(now.nodes.has(path)).toBe(false)
      }
      const whole = diff.nodes.filter(({ change }) => change !== 'changed').map(({ at, id }) => [...at, id].join('/'))
      const isInside = (path: string, paths: string[]) => paths.some((outer) => path.startsWith(`${outer}/`))
      const containers = [...renamed.values(), ...renamed.keys(), ...whole]
      for (const path of new Set([...old.nodes.keys(), ...now.nodes.keys()])) {
        if (isInside(path, containers) || renamed.has(path)) continue
        const isDifferent = old.nodes.get(path) !== now.nodes.get(path)
        expect([path, named.has(path)]).toEqual([path, isDifferent])
      }
      if (renamed.size === 0 && !diff.nodes.some(({ change }) => change !== 'changed')) {
        const different = [...old.wires, ...now.wires].filter((wire) => !old.wires.has(wire) || !now.wires.has(wire))
        expect(diff.wires.map(({ at, wire }) => [...at, edgeId(wire)].join('/')).sort()).toEqual(different.sort())
      }
    }),
    { numRuns: 400 },
  )
})

test('any revision is rebuilt exactly from a version before it and the journal', () => {
  const some = fc.array(editChoices, { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(some, fc.nat(), fc.nat(), (choices, from, to) => {
      const documents = [nested()]
      const journal: JournalEntry[] = []
      for (const choice of choices) {
        const before = documents.at(-1) ?? nested()
        const edits = [anyEdit(before, choice)]
        documents.push(applyEdits(before, edits).document)
        // As the database keeps them.
        journal.push({ revision: documents.length, edits: JSON.parse(JSON.stringify(edits)) })
      }
      const wanted = 1 + (to % documents.length)
      const kept = 1 + (from % wanted)
      const entries = journal.filter(({ revision }) => revision > kept && revision <= wanted)
      const start = { revision: kept, document: documents[kept - 1] ?? nested() }
      expect(rebuildDocument(start, entries, wanted)).toEqual(documents[wanted - 1])
    }),
    { numRuns: 300 },
  )
})

test('a journal with a hole rebuilds nothing', () => {
  const entry = (revision: number): JournalEntry => ({ revision, edits: [{ kind: 'set-workflow', name: 'x' }] })
  const kept = { revision: 4, document: nested() }
  expect(() => rebuildDocument(kept, [entry(6)], 6)).toThrow(/goes on from revision 4/)
  expect(() => rebuildDocument(kept, [entry(5)], 6)).toThrow(/reaches revision 6/)
})

test('another document in place of this one can be taken back', () => {
  const before = nested()
  const replace: Edit = { kind: 'replace-document', document: drawWorkflow('only') }
  const { document, inverse } = applyEdits(before, [replace, { kind: 'remove-node', at: [], id: 'only' }])
  expect(document.nodes).toEqual({})
  expect(applyEdits(document, inverse).document).toEqual(before)
})
