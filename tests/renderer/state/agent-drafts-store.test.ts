import { expect, test, vi } from 'vitest'
import { createAgentDrafts } from '../../../renderer/state/agent-drafts-store.ts'
import { freshAgent } from '../../../renderer/state/agents-store.ts'
import { type AgentDocument, emptyAgent } from '../../../shared/agents/agent.ts'
import type { AgentDetail } from '../../../shared/contract/agents.ts'
import { externalError, userError } from '../../../shared/errors.ts'

const agentId = 'agent_1'

/** An engine with one agent, as it answers over the contract. */
function openEngine() {
  let revision = 1
  let draft: AgentDocument = emptyAgent('Scout')
  let trouble: Error | null = null
  const detail = (): AgentDetail => ({
    ...{ agentId, draft, revision, updatedAt: 0, publishedVersion: null, hasChanges: false, usedBy: [] },
  })
  const save = vi.fn(async (asked: { revision: number; document: AgentDocument }) => {
    if (trouble) throw trouble
    if (asked.revision !== revision) throw userError('agent.changed-elsewhere', 'Changed elsewhere.')
    revision++
    draft = asked.document
    return detail()
  })
  const unused = () => Promise.reject(new Error('not asked for here'))
  return {
    agents: { get: async () => detail(), save, publish: unused, restore: unused },
    save,
    changeElsewhere(next: Partial<AgentDocument>) {
      revision++
      draft = { ...draft, ...next }
    },
    fail(error: Error | null) {
      trouble = error
    },
    draft: () => draft,
  }
}

async function open() {
  const engine = openEngine()
  const drafts = createAgentDrafts({ agents: engine.agents, debounceMs: 60_000 })
  await drafts.open(agentId)
  const now = () => {
    const draft = drafts.store.getState().drafts[agentId]
    if (!draft) throw new Error('The draft is not open.')
    return draft
  }
  return { engine, drafts, now }
}

test('several changes are one save, and what is typed meanwhile is another', async () => {
  const { engine, drafts, now } = await open()
  drafts.change(agentId, { name: 'A' })
  drafts.change(agentId, { description: 'Finds.' })
  expect(now().save.state).toBe('waiting')
  const flushing = drafts.flush(agentId)
  drafts.change(agentId, { name: 'B' })
  expect(await flushing).toBe(true)
  expect(engine.save).toHaveBeenCalledTimes(2)
  expect(engine.draft()).toMatchObject({ name: 'B', description: 'Finds.' })
  expect(now()).toMatchObject({ save: { state: 'saved' }, detail: { revision: 3 } })
})

test('changed elsewhere: nothing is thrown away until one or the other is chosen', async () => {
  const { engine, drafts, now } = await open()
  drafts.change(agentId, { name: 'Mine' })
  engine.changeElsewhere({ name: 'Theirs', description: 'New' })
  expect(await drafts.flush(agentId)).toBe(false)
  expect(now()).toMatchObject({ save: { state: 'conflict' }, document: { name: 'Mine' } })
  drafts.change(agentId, { name: 'Mine still' })
  expect(now().save.state).toBe('conflict')
  await drafts.refresh()
  expect(now().document.name).toBe('Mine still')
  await drafts.keepMine(agentId)
  expect(now().save.state).toBe('saved')
  expect(engine.draft()).toMatchObject({ name: 'Mine still', description: '' })

  drafts.change(agentId, { name: 'Mine again' })
  engine.changeElsewhere({ name: 'Theirs' })
  await drafts.flush(agentId)
  await drafts.reload(agentId)
  expect(now()).toMatchObject({ save: { state: 'saved' }, document: { name: 'Theirs' } })
})

test('what is not stored is told, and tried again', async () => {
  const { engine, drafts, now } = await open()
  engine.fail(externalError('link.lost', 'The link is lost.'))
  drafts.change(agentId, { name: 'A' })
  expect(await drafts.flush(agentId)).toBe(false)
  expect(now()).toMatchObject({ save: { state: 'error', error: { code: 'link.lost' } }, document: { name: 'A' } })
  engine.fail(null)
  expect(await drafts.flush(agentId)).toBe(true)
  expect(engine.draft().name).toBe('A')
})

test('an agent without a name is not sent', async () => {
  const { engine, drafts, now } = await open()
  drafts.change(agentId, { name: '' })
  expect(await drafts.flush(agentId)).toBe(false)
  expect(engine.save).not.toHaveBeenCalled()
  expect(now().save).toMatchObject({ state: 'error', error: { code: 'agent.unfinished', field: 'name' } })
})

test('news from elsewhere are taken over where nobody types', async () => {
  const { engine, drafts, now } = await open()
  const before = now().document
  await drafts.refresh()
  expect(now().document).toBe(before)
  engine.changeElsewhere({ name: 'Theirs' })
  await drafts.refresh()
  expect(now()).toMatchObject({ document: { name: 'Theirs' }, detail: { revision: 2 } })
})

test('a new agent has a name of its own', () => {
  expect(freshAgent('Untitled agent', ['Untitled agent', 'Untitled agent 2']).name).toBe('Untitled agent 3')
})
