import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isWorthKeeping, mostEdits, quietMs } from '../../electron/engine/workflows/worth-keeping.ts'
import type { Edit } from '../../shared/workflow/edit.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { anyEdit, editChoices } from '../support/random-edits.ts'
import { openTestEngine } from '../support/test-engine.ts'

/** Time that passes when a test says so. */
function createHandClock(startMs = 1_700_000_000_000) {
  let nowMs = startMs
  return {
    now: () => nowMs,
    sleep: () => Promise.reject(new Error('nothing here should wait')),
    pass(ms: number) {
      nowMs += ms
    },
  }
}

const say = (id: string, text: string): Edit => ({ kind: 'set-params', at: [], id, params: { text } })

/** A workflow `a -> b` in an engine whose time is the test's. */
async function openWorkflow(document: Workflow = drawWorkflow('a -> b')) {
  const clock = createHandClock()
  const engine = await openTestEngine({ clock })
  const { workflowId } = await engine.client.workflows.import({ text: writeWorkflowFile(document) })
  const { workflows, versions } = engine.client
  const draft = () => workflows.get({ workflowId })
  return {
    engine,
    clock,
    workflowId,
    workflows,
    versions,
    draft,
    edit: async (...edits: Edit[]) => workflows.edit({ workflowId, revision: (await draft()).revision, edits }),
    list: async () => {
      const listed = await versions.list({ workflowId })
      return listed.map(({ version, revision, kind, note, isPublished }) => ({
        version,
        revision,
        kind,
        note,
        isPublished,
      }))
    },
    documentOf: async (version: number) => (await versions.get({ workflowId, version })).document,
  }
}

test('a workflow begins with a version, and each pause in editing makes one of how it was before', async () => {
  const { edit, list, clock, documentOf, versions, workflowId } = await openWorkflow()
  expect(await list()).toEqual([{ version: 1, revision: 1, kind: 'automatic', note: '', isPublished: false }])
  await edit(say('a', 'one'))
  const pausedAt = clock.now()
  await edit(say('a', 'two'))
  expect(await list()).toHaveLength(1)
  clock.pass(quietMs)
  await edit(say('b', 'after the pause'))
  expect(await list()).toMatchObject([{ version: 2, revision: 3, kind: 'automatic' }, { version: 1 }])
  const [newest] = await versions.list({ workflowId })
  expect(newest).toMatchObject({ at: pausedAt, changes: { changed: 1, nodes: ['a'], added: 0, workflow: false } })
  expect((await documentOf(2)).nodes.a?.params).toEqual({ text: 'two' })
  expect((await documentOf(2)).nodes.b?.params).toEqual({ text: 'b' })
})

test('a document that is kept already makes no second version', async () => {
  const { edit, list, clock, draft } = await openWorkflow()
  const before = await draft()
  await edit(say('a', 'tried'))
  await edit(say('a', 'a'))
  expect((await draft()).document).toEqual(before.document)
  clock.pass(quietMs)
  await edit(say('a', 'another day'))
  expect(await list()).toHaveLength(1)
})

test('when a version is worth keeping', () => {
  const calm = { nowMs: quietMs, lastEditAt: 1, editsSince: 5, edits: [say('a', 'x')] }
  const replace: Edit = { kind: 'replace-document', document: drawWorkflow('a') }
  expect(isWorthKeeping(calm)).toBe(false)
  expect(isWorthKeeping({ ...calm, lastEditAt: 0 })).toBe(true)
  expect(isWorthKeeping({ ...calm, lastEditAt: 0, editsSince: 0 })).toBe(false)
  expect(isWorthKeeping({ ...calm, editsSince: mostEdits })).toBe(true)
  expect(isWorthKeeping({ ...calm, edits: [replace] })).toBe(true)
  expect(isWorthKeeping({ ...calm, edits: [replace], editsSince: 0 })).toBe(false)
})

test('every single edit can be had again, whatever was edited, versions in between or not', async () => {
  const { versions, workflowId, clock, draft, edit } = await openWorkflow()
  const [choices] = fc.sample(fc.array(editChoices, { minLength: mostEdits + 60, maxLength: mostEdits + 60 }), {
    numRuns: 1,
    seed: 7,
  })
  const past = [await draft()]
  for (const [index, choice] of (choices ?? []).entries()) {
    if (index === 30) clock.pass(quietMs)
    await edit(anyEdit(past.at(-1)?.document ?? drawWorkflow('a'), choice))
    past.push(await draft())
  }
  expect((await versions.list({ workflowId })).length).toBeGreaterThanOrEqual(3)
  for (const { revision, document } of past) {
    const again = await versions.document({ workflowId, point: { kind: 'revision', revision } })
    expect(again.document).toEqual(document)
  }
  const never = versions.document({ workflowId, point: { kind: 'revision', revision: 9_999 } })
  await expect(never).rejects.toMatchObject({ data: { code: 'version.no-revision' } })
})

test('an older version comes back as one edit that can be taken back, and nothing after it is lost', async () => {
  const { versions, workflowId, draft, edit, list, documentOf } = await openWorkflow()
  const first = await draft()
  await edit({ kind: 'remove-node', at: [], id: 'b' }, { kind: 'set-workflow', settings: { concurrency: 3 } })
  const changed = await draft()
  const point = { kind: 'version', version: 1 } as const
  const stale = versions.restore({ workflowId, point, draftRevision: 1 })
  await expect(stale).rejects.toMatchObject({ data: { code: 'workflow.stale' } })
  const { revision } = await versions.restore({ workflowId, point, draftRevision: changed.revision })
  expect(revision).toBe(changed.revision + 1)
  expect((await draft()).document).toEqual(first.document)
  expect(await list()).toMatchObject([{ version: 2, revision: 2, kind: 'automatic' }, { version: 1 }])
  expect(await documentOf(2)).toEqual(changed.document)

  await edit({ kind: 'replace-document', document: changed.document })
  expect((await draft()).document).toEqual(changed.document)
  for (const { revision: at, document } of [first, changed]) {
    expect(await versions.document({ workflowId, point: { kind: 'revision', revision: at } })).toEqual({ document })
  }
  // Both were kept already.
  expect(await list()).toHaveLength(2)
})

test('publishing keeps draft and published apart, and says when they differ', async () => {
  const { engine, workflows, workflowId, draft, edit, list, clock } = await openWorkflow()
  expect((await draft()).publication).toEqual({ version: null, publishedAt: null, hasUnpublishedChanges: false })
  clock.pass(1_000)
  const published = await workflows.publish({ workflowId, note: 'First' })
  // The draft is what version 1 is: no second one is made of it.
  expect(published).toEqual({ version: 1, publishedAt: clock.now(), hasUnpublishedChanges: false })
  expect(await list()).toEqual([{ version: 1, revision: 1, kind: 'published', note: 'First', isPublished: true }])

  expect((await edit(say('a', 'changed'))).publication.hasUnpublishedChanges).toBe(true)
  expect((await workflows.list())[0]?.publication).toMatchObject({ version: 1, hasUnpublishedChanges: true })
  // Back to what is published, though with another revision.
  expect((await edit(say('a', 'a'))).publication.hasUnpublishedChanges).toBe(false)
  expect((await edit({ kind: 'move-nodes', at: [], positions: { a: { x: 5, y: 5 } } })).publication).toMatchObject({
    hasUnpublishedChanges: true,
  })
  await edit(say('a', 'second'))
  expect(await workflows.publish({ workflowId })).toMatchObject({ version: 2, hasUnpublishedChanges: false })
  expect(await workflows.publish({ workflowId })).toMatchObject({ version: 2 })
  expect(await list()).toMatchObject([
    { version: 2, kind: 'published', isPublished: true },
    { version: 1, kind: 'published', isPublished: false },
  ])
  await engine.close()
  const again = await openTestEngine({ dataDir: engine.dataDir })
  const { publication } = await again.client.workflows.get({ workflowId })
  expect(publication).toMatchObject({ version: 2, hasUnpublishedChanges: false })
})

test('a run can be of what is published while the draft goes on', async () => {
  const engine = await openTestEngine()
  const { runs, workflows } = engine.client
  const { workflowId } = await workflows.import({ text: writeWorkflowFile(drawWorkflow('a')) })
  const early = runs.start({ workflowId, version: 'published' })
  await expect(early).rejects.toMatchObject({ data: { code: 'workflow.not-published' } })
  await workflows.publish({ workflowId })
  await workflows.edit({ workflowId, revision: 1, edits: [say('a', 'draft')] })
  const outputOf = async (version?: 'draft' | 'published') => {
    const { runId } = await runs.start({ workflowId, version })
    for await (const _ of await runs.watch({ runId })) void _
    return engine.viewOf(runId).outputs
  }
  expect(await outputOf('published')).toEqual({ a: 'a' })
  expect(await outputOf('draft')).toEqual({ a: 'draft' })
  expect(await outputOf()).toEqual({ a: 'draft' })
})

test('what could not run is not published', async () => {
  const { workflows, workflowId, edit, list, draft } = await openWorkflow()
  await edit({ kind: 'set-params', at: [], id: 'b', params: { text: '{{ nobody }}' } })
  const refused = workflows.publish({ workflowId })
  await expect(refused).rejects.toMatchObject({ data: { nodeId: 'b', message: /nobody/ } })
  expect((await draft()).publication.version).toBeNull()
  expect(await list()).toHaveLength(1)
})

test('versions can be kept by hand, noted, paged and compared', async () => {
  const { versions, workflowId, edit } = await openWorkflow()
  expect(await versions.save({ workflowId, note: 'Start' })).toMatchObject({ version: 1, kind: 'saved', note: 'Start' })
  await edit(say('a', '2'))
  expect(await versions.save({ workflowId })).toMatchObject({ version: 2, kind: 'saved', note: '' })
  await edit({ kind: 'add-node', at: [], id: 'c', node: made })
  await versions.save({ workflowId, note: 'Three' })
  expect(await versions.rename({ workflowId, version: 2, note: 'Two' })).toMatchObject({ kind: 'saved', note: 'Two' })
  const page = await versions.list({ workflowId, limit: 2 })
  expect(page.map(({ version, note }) => [version, note])).toEqual([
    [3, 'Three'],
    [2, 'Two'],
  ])
  const rest = await versions.list({ workflowId, limit: 2, before: 2 })
  expect(rest).toMatchObject([{ version: 1, changes: null }])

  const from = { kind: 'version', version: 1 } as const
  const diff = await versions.diff({ workflowId, from, to: { kind: 'draft' } })
  expect(diff).toEqual({
    workflow: [],
    nodes: [
      { at: [], id: 'a', change: 'changed', was: null, type: 'template', title: null, fields: expect.anything() },
      { at: [], id: 'c', change: 'added', was: null, type: 'template', title: null, fields: [] },
    ],
    wires: [],
    moved: [],
  })
  expect(diff.nodes[0]?.fields).toEqual([{ path: ['params', 'text'], before: 'a', after: '2' }])
  const none = versions.get({ workflowId, version: 9 })
  await expect(none).rejects.toMatchObject({ data: { code: 'version.not-found' } })
  const nobody = versions.list({ workflowId: 'wf_nobody' })
  await expect(nobody).rejects.toMatchObject({ data: { code: 'workflow.not-found' } })
})

const made = { type: 'template', version: 1, params: { text: 'c' }, position: { x: 0, y: 200 } }
