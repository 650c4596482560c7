import { expect, it } from 'vitest'
import { costTheSame } from '../../../renderer/canvas/forecast/same-costs.ts'
import { applyEdits, type Edit } from '../../../shared/workflow/edit.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'

const before = drawWorkflow('start -> ask', {
  start: { type: 'manual' },
  ask: { type: 'prompt', params: { prompt: 'Hello' } },
})
const after = (...edits: Edit[]) => applyEdits(before, edits).document

it('sees that moving and naming things changes no cost', () => {
  expect(costTheSame(before, before)).toBe(true)
  expect(costTheSame(before, after({ kind: 'move-nodes', at: [], positions: { ask: { x: 9, y: 9 } } }))).toBe(true)
  expect(costTheSame(before, after({ kind: 'set-title', at: [], id: 'ask', title: 'Question' }))).toBe(true)
  expect(costTheSame(before, after({ kind: 'set-workflow', name: 'Other' }))).toBe(true)
})

it('sees what may change it', () => {
  const changes: Edit[] = [
    { kind: 'set-params', at: [], id: 'ask', params: { prompt: 'Hello there' } },
    { kind: 'set-disabled', at: [], id: 'ask', disabled: true },
    { kind: 'set-pinned', at: [], id: 'ask', pinned: { out: 'x' } },
    { kind: 'set-policy', at: [], id: 'ask', policy: { retry: { count: 2, firstWaitMs: 1, on: 'any' } } },
    { kind: 'set-workflow', settings: { defaultModel: 'openai/gpt-4o' } },
    { kind: 'remove-node', at: [], id: 'ask' },
    { kind: 'remove-edge', at: [], edge: { from: 'start', fromPort: 'out', to: 'ask', toPort: 'in' } },
  ]
  for (const change of changes) expect([change.kind, costTheSame(before, after(change))]).toEqual([change.kind, false])
})

it('looks into containers', () => {
  const each = drawWorkflow('each', {
    each: { type: 'each', graph: drawWorkflow('ask', { ask: { type: 'prompt', params: { prompt: 'Hello' } } }) },
  })
  const change = (edit: Edit) => costTheSame(each, applyEdits(each, [edit]).document)
  expect(change({ kind: 'move-nodes', at: ['each'], positions: { ask: { x: 1, y: 1 } } })).toBe(true)
  expect(change({ kind: 'set-params', at: ['each'], id: 'ask', params: { prompt: 'Bye' } })).toBe(false)
})
