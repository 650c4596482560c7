import { describe, expect, it } from 'vitest'
import { whyNotConnect, wireBetween } from '../../../renderer/canvas/edit/connect-checks.ts'
import type { Edge } from '../../../shared/workflow/workflow.ts'
import { drawGraph } from '../../support/draw-workflow.ts'
import { catalogue } from '../support/catalogue.ts'

const wire = (from: string, to: string, fromPort = 'out', toPort = 'in'): Edge => ({ from, fromPort, to, toPort })
const node = (type: string, params = {}) => ({ type, params })

describe('whyNotConnect', () => {
  const graph = drawGraph('a -> b -> c', {
    d: node('template'),
    list: node('read-files'),
    check: node('if'),
    start: node('manual'),
  })
  const why = (edge: Edge) => whyNotConnect(graph, catalogue, edge)

  it('lets a wire be drawn where types fit', () => {
    expect(why(wire('c', 'd'))).toBeNull()
    expect(why(wire('check', 'd', 'true'))).toBeNull()
    expect(why(wire('a', 'c'))).toBeNull()
  })

  it('says in words what is in the way', () => {
    expect(why(wire('a', 'a'))).toContain('itself')
    expect(why(wire('a', 'b'))).toContain('already')
    expect(why(wire('c', 'a'))).toContain('circle')
    expect(why(wire('a', 'gone'))).toContain('no longer')
    expect(why(wire('check', 'd', 'maybe'))).toContain('no longer')
    // A start takes nothing.
    expect(why(wire('a', 'start'))).toContain('no longer')
  })

  it('compares what a port gives with what the other takes', () => {
    const strict = new Map(catalogue)
    const entry = catalogue.get('template')
    if (!entry) throw new Error('no template')
    strict.set('template', { ...entry, inputs: [{ id: 'in', type: 'list' }] })
    expect(whyNotConnect(graph, strict, wire('c', 'd'))).toBe(
      '“Text template” gives text; “Text template” takes a list.',
    )
    expect(whyNotConnect(graph, strict, wire('list', 'd'))).toBeNull()
  })
})

describe('wireBetween', () => {
  it('takes an output nothing hangs on yet first', () => {
    const graph = drawGraph('check:true -> a', { check: node('if'), b: node('template') })
    expect(wireBetween(graph, catalogue, { nodeId: 'check' }, { nodeId: 'b' })).toEqual(wire('check', 'b', 'false'))
  })

  it('keeps to the port a wire was pulled from', () => {
    const graph = drawGraph('check:true -> a', { check: node('if'), b: node('template') })
    expect(wireBetween(graph, catalogue, { nodeId: 'check', portId: 'true' }, { nodeId: 'b' })).toEqual(
      wire('check', 'b', 'true'),
    )
  })

  it('is null where nothing fits', () => {
    const graph = drawGraph('a -> b', { note: node('note', { text: '' }) })
    expect(wireBetween(graph, catalogue, { nodeId: 'a' }, { nodeId: 'note' })).toBeNull()
    expect(wireBetween(graph, catalogue, { nodeId: 'b' }, { nodeId: 'a' })).toBeNull()
  })
})
