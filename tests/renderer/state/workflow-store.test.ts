import { describe, expect, it, onTestFinished } from 'vitest'
import { createWorkflowStore } from '../../../renderer/state/workflow-store.ts'
import type { Edit } from '../../../shared/workflow/edit.ts'
import { drawWorkflow } from '../../support/draw-workflow.ts'
import { createDraftEngine } from '../support/draft-engine.ts'

const id = 'wf_1'
const text = (node: string, value: string): Edit => ({ kind: 'set-params', at: [], id: node, params: { text: value } })
const move = (node: string, x: number): Edit => ({ kind: 'move-nodes', at: [], positions: { [node]: { x, y: 0 } } })
const typing = { coalesce: { key: 'params:a:text', withinMs: Number.POSITIVE_INFINITY } }

async function openDraft() {
  const engine = createDraftEngine(drawWorkflow('a -> b'))
  const store = createWorkflowStore({ workflows: engine.workflows, debounceMs: 1, retryMs: 1 })
  onTestFinished(() => store.forget(id))
  await store.open(id)
  const draft = () => {
    const found = store.store.getState().drafts[id]
    if (!found) throw new Error('the draft is not open')
    return found
  }
  return { engine, store, draft }
}

describe('the drafts of a window', () => {
  it('applies an edit at once and stores it', async () => {
    const { engine, store, draft } = await openDraft()
    expect(store.edit(id, [text('a', 'Hello')])).toBe(true)
    expect(draft().document.nodes.a?.params).toEqual({ text: 'Hello' })
    expect(draft().save.state).toBe('waiting')
    expect(await store.flush(id)).toBe(true)
    expect(draft().save.state).toBe('saved')
    expect(draft().revision).toBe(2)
    expect(engine.state.document).toEqual(draft().document)
  })

  it('sends many small changes as few, in order, one batch at a time', async () => {
    const { engine, store, draft } = await openDraft()
    store.edit(id, [text('a', 'H')], typing)
    store.edit(id, [text('a', 'He')], typing)
    const first = store.flush(id)
    store.edit(id, [text('a', 'Hel')], typing)
    store.edit(id, [move('b', 40)])
    await first
    await store.flush(id)
    expect(engine.state.batches).toEqual([[text('a', 'He')], [text('a', 'Hel'), move('b', 40)]])
    expect(engine.state.most).toBe(1)
    expect(engine.state.document).toEqual(draft().document)
  })

  it('stores by itself after a moment', async () => {
    const { engine, store } = await openDraft()
    store.edit(id, [text('a', 'Hello')])
    await expect.poll(() => engine.state.batches).toEqual([[text('a', 'Hello')]])
  })

  it('takes back what was typed in a field in one step, and does it again', async () => {
    const { engine, store, draft } = await openDraft()
    const before = draft().document
    for (const value of ['H', 'He', 'Hel']) store.edit(id, [text('a', value)], typing)
    store.seal(id)
    store.edit(id, [move('b', 40)])
    store.undo(id)
    expect(draft().document.nodes.b?.position).toEqual(before.nodes.b?.position)
    store.undo(id)
    expect(draft().document).toEqual(before)
    expect(store.undo(id)).toBeNull()
    store.redo(id)
    expect(draft().document.nodes.a?.params).toEqual({ text: 'Hel' })
    await store.flush(id)
    expect(engine.state.document).toEqual(draft().document)
  })

  it('brings back a deleted node with its wires', async () => {
    const { engine, store, draft } = await openDraft()
    const before = draft().document
    store.edit(id, [{ kind: 'remove-node', at: [], id: 'a' }])
    expect(draft().document.edges).toEqual([])
    store.undo(id)
    expect(draft().document.nodes).toEqual(before.nodes)
    expect(draft().document.edges).toEqual(before.edges)
    await store.flush(id)
    expect(engine.state.document.edges).toEqual(before.edges)
  })

  it('leaves the document alone when an edit does not fit, and says so', async () => {
    const { engine, store, draft } = await openDraft()
    const before = draft().document
    expect(store.edit(id, [text('a', 'x'), text('gone', 'y')])).toBe(false)
    expect(draft().document).toBe(before)
    expect(draft().notice).toMatchObject({ kind: 'refused', error: { code: 'workflow.edit-does-not-fit' } })
    await store.flush(id)
    expect(engine.state.batches).toEqual([])
  })
})

describe('when storing goes wrong', () => {
  it('puts the changes on top of what somebody else did meanwhile', async () => {
    const { engine, store, draft } = await openDraft()
    engine.changeElsewhere([text('b', 'theirs')])
    store.edit(id, [text('a', 'mine')])
    expect(await store.flush(id)).toBe(true)
    expect(draft().document.nodes.a?.params).toEqual({ text: 'mine' })
    expect(draft().document.nodes.b?.params).toEqual({ text: 'theirs' })
    expect(engine.state.document).toEqual(draft().document)
    expect(draft().notice).toEqual({ kind: 'merged' })
    expect(draft().history.past).toEqual([])
  })

  it('counts what no longer fits', async () => {
    const { engine, store, draft } = await openDraft()
    engine.changeElsewhere([{ kind: 'remove-node', at: [], id: 'a' }])
    store.edit(id, [text('a', 'mine')])
    store.edit(id, [text('b', 'mine too')])
    await store.flush(id)
    expect(draft().notice).toEqual({ kind: 'partly-lost', lost: 1 })
    expect(draft().document.nodes.b?.params).toEqual({ text: 'mine too' })
    expect(engine.state.document).toEqual(draft().document)
  })

  it('does not repeat a batch of which only the answer was lost', async () => {
    const { engine, store, draft } = await openDraft()
    engine.state.mishaps.push('lost-after')
    store.edit(id, [
      {
        kind: 'add-node',
        at: [],
        id: 'c',
        node: { type: 'template', version: 1, params: {}, position: { x: 0, y: 0 } },
      },
    ])
    expect(await store.flush(id)).toBe(true)
    expect(engine.state.batches).toHaveLength(1)
    expect(engine.state.document).toEqual(draft().document)
    expect(draft().notice).toBeNull()
  })

  it('keeps everything while the engine is away, says so, and stores it once it is back', async () => {
    const { engine, store, draft } = await openDraft()
    engine.state.isAway = true
    store.edit(id, [text('a', 'kept')])
    expect(await store.flush(id)).toBe(false)
    expect(draft().save).toMatchObject({ state: 'error', error: { code: 'link.lost' } })
    store.edit(id, [text('b', 'kept too')])
    engine.state.isAway = false
    store.retryAll()
    await expect.poll(() => draft().save.state).toBe('saved')
    expect(engine.state.document).toEqual(draft().document)
    expect(draft().document.nodes.a?.params).toEqual({ text: 'kept' })
    expect(draft().notice).toBeNull()
    expect(draft().history.past).toHaveLength(2)
  })

  it('takes back what the engine refuses for good, with its reason, and goes on', async () => {
    const { engine, store, draft } = await openDraft()
    engine.state.mishaps.push('refuse')
    store.edit(id, [text('a', 'refused')])
    const first = store.flush(id)
    store.edit(id, [text('b', 'fine')])
    await first
    await store.flush(id)
    expect(draft().notice).toMatchObject({ kind: 'refused', error: { code: 'workflow.too-large' } })
    expect(draft().document.nodes.a?.params).toEqual({ text: 'a' })
    expect(draft().document.nodes.b?.params).toEqual({ text: 'fine' })
    expect(engine.state.document).toEqual(draft().document)
  })

  it('takes over a newer document when it is opened again, but never over unsaved work', async () => {
    const { engine, store, draft } = await openDraft()
    engine.changeElsewhere([{ kind: 'set-workflow', name: 'Renamed' }])
    await store.open(id)
    expect(draft().document.name).toBe('Renamed')
    engine.state.isAway = true
    store.edit(id, [text('a', 'unsaved')])
    await store.flush(id)
    await store.open(id)
    expect(draft().document.nodes.a?.params).toEqual({ text: 'unsaved' })
  })
})
