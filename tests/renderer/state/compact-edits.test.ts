import { describe, expect, it } from 'vitest'
import { compactEdits } from '../../../renderer/state/compact-edits.ts'
import type { Edit } from '../../../shared/workflow/edit.ts'

const params = (id: string, text: string): Edit => ({ kind: 'set-params', at: [], id, params: { text } })

describe('compactEdits', () => {
  it('keeps the last of what says the same again', () => {
    expect(compactEdits([params('a', 'H'), params('a', 'He'), params('a', 'Hel')])).toEqual([params('a', 'Hel')])
  })

  it('leaves the order of everything else alone', () => {
    const edits = [params('a', '1'), params('b', '1'), params('a', '2')]
    expect(compactEdits(edits)).toEqual(edits)
    const inside: Edit[] = [params('a', '1'), { ...params('a', '2'), at: ['each'] } as Edit]
    expect(compactEdits(inside)).toEqual(inside)
  })

  it('joins moves and workflow settings', () => {
    const move = (positions: Record<string, { x: number; y: number }>): Edit => ({
      kind: 'move-nodes',
      at: [],
      positions,
    })
    expect(compactEdits([move({ a: { x: 1, y: 1 } }), move({ b: { x: 2, y: 2 }, a: { x: 3, y: 3 } })])).toEqual([
      move({ a: { x: 3, y: 3 }, b: { x: 2, y: 2 } }),
    ])
    expect(
      compactEdits([
        { kind: 'set-workflow', name: 'A' },
        { kind: 'set-workflow', name: 'AB', description: 'x' },
      ]),
    ).toEqual([{ kind: 'set-workflow', name: 'AB', description: 'x' }])
  })
})
