import { describe, expect, it } from 'vitest'
import { wireBetween } from '../../../renderer/canvas/edit/connect-checks.ts'
import { policyEdits } from '../../../renderer/canvas/edit/policy-edits.ts'
import { fieldsOfPolicy, policyOfFields } from '../../../renderer/canvas/inspector/policy-fields.ts'
import { portsOfNode } from '../../../renderer/parts/graph/node-ports.ts'
import { policyWords } from '../../../renderer/parts/graph/policy-words.ts'
import { compactEdits } from '../../../renderer/state/compact-edits.ts'
import type { Edit } from '../../../shared/workflow/edit.ts'
import { type NodePolicy, nodePolicy } from '../../../shared/workflow/workflow.ts'
import { drawGraph } from '../../support/draw-workflow.ts'
import { catalogue, entryOf } from '../support/catalogue.ts'

const onPort: NodePolicy = { onError: 'port' }

describe('the form of a policy', () => {
  const whole: NodePolicy = {
    retry: { count: 4, firstWaitMs: 2_500, on: 'any' },
    timeoutMs: 90_000,
    onError: 'value',
    fallback: { n: 1 },
    whenInterrupted: 'again',
  }

  it('gives back the policy it was made from', () => {
    const some: NodePolicy[] = [whole, onPort, { timeoutMs: 500 }, { onError: 'value', fallback: null }]
    for (const policy of some) {
      expect(policyOfFields(fieldsOfPolicy(policy))).toEqual(policy)
      expect(nodePolicy.parse(policy)).toEqual(policy)
    }
  })

  it('is no policy while all answers hold anyway', () => {
    expect(policyOfFields(fieldsOfPolicy(undefined))).toBeNull()
    expect(policyOfFields({ ...fieldsOfPolicy(onPort), onError: 'fail' })).toBeNull()
  })

  it('says only what counts: no wait without a retry, no value without a failure that takes it', () => {
    const fields = { ...fieldsOfPolicy(whole), retry: 'no', onError: 'port' } as const
    expect(policyOfFields(fields)).toEqual({ timeoutMs: 90_000, onError: 'port', whenInterrupted: 'again' })
    expect(policyOfFields({ ...fieldsOfPolicy(undefined), retry: 'temporary' })).toEqual({
      retry: { count: 2, firstWaitMs: 1_000, on: 'temporary' },
    })
  })

  it('is told in sentences', () => {
    expect(policyWords(undefined)).toEqual([])
    expect(policyWords(whole)).toHaveLength(4)
    expect(policyWords({ retry: { count: 1, firstWaitMs: 0, on: 'any' } })).toEqual([
      'Tried again once, whatever failed.',
    ])
  })
})

describe('the output for errors', () => {
  const graph = drawGraph('work -> fine, work:error -> sorry', {
    work: { type: 'parse-json', policy: onPort },
    other: { type: 'template' },
  })
  const portsOf = (id: string) => {
    const node = graph.nodes[id]
    return node ? portsOfNode(node, entryOf(node.type)).outputs.map((port) => port.id) : []
  }

  it('is there while the policy says so', () => {
    expect(portsOf('work')).toEqual(['out', 'error'])
    expect(portsOf('other')).toEqual(['out'])
  })

  it('is taken by a wire only where it is asked for', () => {
    const wire = { from: 'work', fromPort: 'out', to: 'other', toPort: 'in' }
    expect(wireBetween(graph, catalogue, { nodeId: 'work' }, { nodeId: 'other' })).toEqual(wire)
    expect(wireBetween(graph, catalogue, { nodeId: 'work', portId: 'error' }, { nodeId: 'other' })).toEqual({
      ...wire,
      fromPort: 'error',
    })
    expect(wireBetween(graph, catalogue, { nodeId: 'work' }, { nodeId: 'fine' })).toBeNull()
  })

  it('takes its wires with it when it goes', () => {
    const kinds = (policy: NodePolicy | null) => policyEdits(graph, [], 'work', policy).map(({ kind }) => kind)
    expect(kinds(null)).toEqual(['remove-edge', 'set-policy'])
    expect(kinds({ ...onPort, timeoutMs: 5 })).toEqual(['set-policy'])
  })
})

it('many changes of a policy are one edit, the last', () => {
  const set = (timeoutMs: number): Edit => ({ kind: 'set-policy', at: [], id: 'a', policy: { timeoutMs } })
  expect(compactEdits([set(1), set(12), set(120)])).toEqual([set(120)])
  const other: Edit = { kind: 'set-policy', at: [], id: 'b', policy: null }
  expect(compactEdits([set(1), other])).toHaveLength(2)
})
