import { expect, test } from 'vitest'
import { emptyAgent } from '../../shared/agents/agent.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { indexNow, writeFiles } from '../support/knowledge-kit.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'

async function open() {
  const folder = temporaryFolder()
  writeFiles(folder, { 'a.md': '# Tea\n\nTea is drunk at four.', 'b.md': '# Coffee\n\nCoffee is drunk all day.' })
  const engine = await openTestEngine()
  const wish = { name: 'Drinks', paths: [folder], embeddingModel: 'demo/words' }
  const { knowledgeId } = await engine.client.knowledge.create(wish)
  await indexNow(engine, knowledgeId)
  const params = { knowledgeId, query: 'When is tea drunk?', limit: 1 }
  return { engine, knowledgeId, document: drawWorkflow('find', { find: { type: 'search-knowledge', params } }) }
}

test('a workflow finds passages with their sources, and the question’s vector is the node’s cost', async () => {
  const { engine, document } = await open()
  const view = await runWorkflow(engine, document)
  expect(view.status).toBe('succeeded')
  expect(view.nodes.find?.outputs?.out).toMatchObject([
    { title: 'Tea', heading: 'Tea', line: 3, text: 'Tea is drunk at four.', by: ['words', 'meaning'] },
  ])
  expect(view.nodes.find?.cost.calls).toBe(1)
})

test('a dry run asks no model and searches for words', async () => {
  const { engine, document } = await open()
  const { finished } = await engine.startFile({ text: writeWorkflowFile(document), inputs: {}, dryRun: true })
  const view = await finished
  expect(view.status).toBe('succeeded')
  expect(view.nodes.find?.outputs?.out).toMatchObject([{ title: 'Tea' }])
  expect(view.nodes.find?.status).toBe('succeeded')
})

test('a base that is not there, and none chosen, say what to do', async () => {
  const { engine } = await open()
  for (const [knowledgeId, code] of [
    ['knowledge_gone', 'knowledge.not-found'],
    ['', 'knowledge.none-chosen'],
  ] as const) {
    const params = { knowledgeId, query: 'tea' }
    const view = await runWorkflow(engine, drawWorkflow('find', { find: { type: 'search-knowledge', params } }))
    expect(view.error).toMatchObject({ kind: 'user', code, hint: expect.stringContaining('hoose') })
  }
})

test('a base in use says where, and goes only if that is wanted all the same', async () => {
  const { engine, knowledgeId } = await open()
  const { client } = engine
  const document = { ...emptyAgent('Waiter'), tools: [{ kind: 'knowledge' as const, knowledgeId }] }
  const { agentId } = await client.agents.create({ document })
  expect(await client.knowledge.uses({ knowledgeId })).toEqual([{ kind: 'agent', id: agentId, name: 'Waiter' }])
  await expect(client.knowledge.remove({ knowledgeId })).rejects.toMatchObject({
    data: { code: 'knowledge.in-use', message: '“Drinks” is used by “Waiter”.' },
  })
  await client.knowledge.remove({ knowledgeId, even: true })
  expect(await client.knowledge.list()).toEqual([])
})
