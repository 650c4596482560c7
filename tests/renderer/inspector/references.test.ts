import { describe, expect, it } from 'vitest'
import { inputFields } from '../../../renderer/parts/params/input-fields.ts'
import { withOwnNames } from '../../../renderer/parts/params/own-names.tsx'
import { flattenReferences, referencesFor } from '../../../renderer/parts/params/references.ts'
import type { Json } from '../../../shared/json.ts'
import type { Called } from '../../../shared/workflow/called-by.ts'
import { drawGraph, drawWorkflow } from '../../support/draw-workflow.ts'
import { catalogue } from '../support/catalogue.ts'

const document = drawWorkflow('start -> read -> each -> after', {
  start: { type: 'manual', params: { inputs: [{ name: 'folder', title: 'Which folder' }] } },
  read: { type: 'read-files' },
  each: {
    type: 'each',
    graph: drawGraph('details -> entry', {
      details: { type: 'extract', params: { schema: { type: 'object', properties: { title: { type: 'string' } } } } },
    }),
  },
})

function names(at: string[], nodeId: string, values: Record<string, Json> = {}) {
  const lookUp = (path: readonly string[], id: string) => values[[...path, id].join('/')]
  return flattenReferences(referencesFor({ document, at, nodeId, types: catalogue, lookUp })).map(
    ({ expression }) => expression,
  )
}

describe('what expressions can name', () => {
  it('is what arrives, the run’s inputs, the nodes before, and the time', () => {
    expect(names([], 'each')).toEqual(['input', 'inputs.folder', 'start', 'read', 'now'])
  })

  it('does not offer the node itself or what comes after it', () => {
    expect(names([], 'read')).not.toContain('each')
    expect(names([], 'read')).not.toContain('read')
  })

  it('is inside a container also its entry, its number, and the nodes before the container', () => {
    const found = names(['each'], 'entry')
    expect(found).toEqual(
      expect.arrayContaining(['item', 'index', 'details', 'details.title', 'read', 'inputs.folder']),
    )
    expect(found).not.toContain('after')
    expect(found).not.toContain('each')
  })

  it('offers the fields a value had in the run that is shown', () => {
    const values = { read: [{ path: 'a.md', 'file size': 3 }], 'each/details': { title: 'x', mood: 'good' } }
    expect(names(['each'], 'entry', values)).toEqual(
      expect.arrayContaining(['item.path', 'item["file size"]', 'details.mood', 'read.length']),
    )
  })

  it('looks into values that were cut', () => {
    const cut = { $clipped: { kind: 'list', size: 900, head: [{ path: 'a.md' }] } }
    expect(names(['each'], 'entry', { read: cut })).toContain('item.path')
  })
})

describe('a node that runs another workflow', () => {
  const inner = drawWorkflow('start -> give', {
    start: { type: 'manual', params: { inputs: [{ name: 'topic', title: 'Topic', required: true }] } },
    give: { type: 'output', params: { results: [{ name: 'summary' }, { name: 'score', type: 'number' }] } },
  })
  const outer = drawWorkflow('call -> after', { call: { type: 'workflow', params: { workflowId: 'wf_1' } } })
  const namesAfter = (document = outer) => {
    const asked: Called[] = []
    const groups = referencesFor({
      ...{ document, at: [], nodeId: 'after', types: catalogue, lookUp: () => undefined },
      lookUpWorkflow(called) {
        asked.push(called)
        return inner
      },
    })
    return { asked, names: flattenReferences(groups).map(({ expression }) => expression) }
  }

  it('gives the results of that workflow by name', () => {
    const { asked, names: found } = namesAfter()
    expect(asked[0]).toEqual({ workflowId: 'wf_1', version: 'published' })
    expect(found).toEqual(expect.arrayContaining(['call', 'call.summary', 'call.score', 'input.summary']))
  })

  it('asks for no workflow where none is chosen or an expression decides', () => {
    for (const workflowId of ['', '{{ input }}']) {
      const document = drawWorkflow('call -> after', { call: { type: 'workflow', params: { workflowId } } })
      expect(namesAfter(document).asked).toEqual([])
    }
  })

  it('asks for what that workflow’s start declares', () => {
    expect(inputFields(inner, catalogue)).toMatchObject([
      { name: 'topic', title: 'Topic', isRequired: true, control: 'text' },
    ])
  })
})

describe('the condition of a loop', () => {
  it('knows the state and the number of its round, which hide those of a loop around it', () => {
    const around = [
      { heading: 'Here', references: [{ label: 'Entry', expression: 'item', children: [] }] },
      { heading: 'Nodes before', references: [{ label: 'Read', expression: 'read', children: [] }] },
    ]
    const found = flattenReferences(withOwnNames(['item', 'index'], around)).map(({ expression }) => expression)
    expect(found).toEqual(['item', 'index', 'read'])
  })
})
