import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  drawAgent,
  drawStored,
  openAgentEngine,
  resultsIn,
  runAgent,
  startAgent,
  writeAgent,
} from '../support/agent-runs.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { createNoticeHost, eventsOf, onlyWait, untilOver, untilWaiting } from '../support/waiting-runs.ts'

const write = (path: string, text = path) => ({
  name: 'write_file',
  arguments: { path, text, mode: 'overwrite' },
})

function fileAgent(folder: string, model: string, more = {}) {
  return writeAgent({ tools: [{ kind: 'files', folder, access: 'write', ...more }], model })
}

test('what writes asks first; yes lets it, no is told the model', async () => {
  const folder = temporaryFolder()
  const { engine, model } = await openAgentEngine([
    { toolCalls: [write('yes.txt'), write('no.txt')] },
    { text: 'One of two.' },
  ])
  const { runId } = await startAgent(engine, drawAgent(fileAgent(folder, model.model)))
  const waits = await untilWaiting(engine, runId, 2)
  for (const { waitId, ask, scope } of waits) {
    if (ask.kind !== 'person') throw new Error('a person is asked')
    expect(ask.title).toBe('“Ada” wants to use “Write a file”')
    expect(ask.choices.map(({ id }) => id)).toEqual(['allow', 'refuse'])
    const answer = scope === 'ada#0' ? { choice: 'allow' } : { choice: 'refuse', comment: 'not that one' }
    expect(ask.message).toContain(scope === 'ada#0' ? '```text\nyes.txt\n```' : '```text\nno.txt\n```')
    expect(ask.message).toContain(`\`\`\`text\n${folder}\n\`\`\``)
    await engine.client.waits.answer({ waitId, ...answer })
  }
  const view = await untilOver(engine, runId)
  expect(view.outputs.ada).toBe('One of two.')
  expect(resultsIn(model, 1)[1]).toBe('Error: A person refused it: “not that one”')
  expect(existsSync(join(folder, 'no.txt'))).toBe(false)
  expect(readFileSync(join(folder, 'yes.txt'), 'utf8')).toBe('yes.txt')
  expect(view.nodes.ada?.toolCalls?.map(({ status }) => status)).toEqual(['succeeded', 'refused'])
})

test('always is kept for the agent, in this run and in the next, until it is taken back', async () => {
  const folder = temporaryFolder()
  const { engine, model } = await openAgentEngine([
    { toolCalls: [write('a.txt')] },
    { toolCalls: [write('b.txt')] },
    { text: 'Both.' },
    { toolCalls: [write('c.txt')] },
    { text: 'Again.' },
    { toolCalls: [write('d.txt')] },
    { text: 'Asked.' },
  ])
  const document = await drawStored(engine, fileAgent(folder, model.model))
  const { runId } = await startAgent(engine, document)
  const { waitId, ask } = await onlyWait(engine, runId)
  expect(ask.kind === 'person' && ask.choices.map(({ id }) => id)).toEqual(['allow', 'always', 'refuse'])
  await engine.client.waits.answer({ waitId, choice: 'always' })
  expect((await untilOver(engine, runId)).outputs.ada).toBe('Both.')
  const { agentId } = document
  const key = `files-write:${folder}`
  const tools = async () =>
    engine.client.agents.tools({ agentId, document: (await engine.client.agents.get({ agentId })).draft })
  expect((await tools()).find(({ name }) => name === 'write_file')).toMatchObject({
    key,
    isGranted: true,
    permission: 'ask',
  })
  expect((await runAgent(engine, document)).outputs.ada).toBe('Again.')
  await engine.client.agents.revoke({ agentId, key })
  const third = await startAgent(engine, document)
  const wait = await onlyWait(engine, third.runId)
  await engine.client.waits.answer({ waitId: wait.waitId, choice: 'allow' })
  expect((await untilOver(engine, third.runId)).outputs.ada).toBe('Asked.')
  expect(existsSync(join(folder, 'd.txt'))).toBe(true)
})

test('a question is answered after a restart, and nothing is paid twice', async () => {
  const folder = temporaryFolder()
  const { engine, model } = await openAgentEngine([{ toolCalls: [write('a.txt')] }, { text: 'Written.' }])
  const { runId } = await startAgent(engine, drawAgent(fileAgent(folder, model.model)))
  const { waitId } = await onlyWait(engine, runId)
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  await untilOver(engine, runId)
  const next = await openTestEngine({ dataDir: left, host: createNoticeHost(), env: model.env })
  expect(existsSync(join(folder, 'a.txt'))).toBe(false)
  await next.client.waits.answer({ waitId, choice: 'allow' })
  const view = await untilOver(next, runId)
  expect(view.outputs.ada).toBe('Written.')
  expect(model.requests).toHaveLength(2)
  expect(eventsOf(left, 'agent-started')).toHaveLength(1)
  expect(eventsOf(left, 'tool-call-started')).toHaveLength(1)
  expect(eventsOf(left, 'tool-call-finished')).toHaveLength(1)
})

test('an agent whose tool was set to never since then is refused, also while it is under way', async () => {
  const folder = temporaryFolder()
  const { engine, model } = await openAgentEngine([
    { toolCalls: [write('a.txt')] },
    { toolCalls: [write('b.txt')] },
    { text: 'No more.' },
  ])
  const agent = fileAgent(folder, model.model)
  const document = await drawStored(engine, agent)
  const { agentId } = document
  const { runId } = await startAgent(engine, document)
  const { waitId } = await onlyWait(engine, runId)
  const never = writeAgent({ ...agent, tools: [{ kind: 'files', folder, access: 'write', permission: 'never' }] })
  const { revision } = await engine.client.agents.get({ agentId })
  await engine.client.agents.save({ agentId, revision, document: never })
  await engine.client.agents.publish({ agentId })
  await engine.client.waits.answer({ waitId, choice: 'always' })
  const view = await untilOver(engine, runId)
  expect(view.outputs.ada).toBe('No more.')
  expect(resultsIn(model, 2)).toEqual(['Error: The agent may not use this tool any more.'])
  expect(existsSync(join(folder, 'b.txt'))).toBe(false)
})

test('what is never allowed is not offered, and what is allowed is not asked about', async () => {
  const folder = temporaryFolder()
  const { engine, model } = await openAgentEngine([{ toolCalls: [write('a.txt')] }, { text: 'Ok.' }, { text: 'None.' }])
  const view = await runAgent(engine, drawAgent(fileAgent(folder, model.model, { permission: 'allow' })))
  expect(view.outputs.ada).toBe('Ok.')
  expect(existsSync(join(folder, 'a.txt'))).toBe(true)
  await runAgent(engine, drawAgent(fileAgent(folder, model.model, { permission: 'never' })))
  expect(model.asked[2]?.tools).toEqual([])
})

test('a dry run uses no tool that writes or asks, and tells the model so', async () => {
  const folder = temporaryFolder()
  const engine = await openTestEngine({ host: createNoticeHost() })
  const agent = fileAgent(folder, 'demo/demo', { permission: 'allow' })
  const view = await runAgent(engine, drawAgent(agent), { dryRun: true })
  expect(view.status).toBe('succeeded')
  expect(existsSync(join(folder, 'a.txt'))).toBe(false)
})

test('of a tool that is wired the question shows what a person wrote into it, too', async () => {
  const { engine, model } = await openAgentEngine([
    { toolCalls: [{ name: 'save', arguments: { text: 'the words' } }] },
    { text: 'Not saved.' },
  ])
  const { nodes } = drawAgent(writeAgent({ model: model.model }))
  const save = { type: 'write-file', title: 'Save', params: { path: 'report.md' } }
  const { runId } = await startAgent(engine, drawWorkflow('ada:tools -> save', { ...nodes, save }))
  const { waitId, ask } = await onlyWait(engine, runId)
  if (ask.kind !== 'person') throw new Error('a person is asked')
  expect(ask.message).toContain('```text\nreport.md\n```')
  expect(ask.message).toContain('```text\nthe words\n```')
  expect(ask.choices.map(({ id }) => id)).toEqual(['allow', 'refuse'])
  await engine.client.waits.answer({ waitId, choice: 'refuse' })
  expect((await untilOver(engine, runId)).outputs.ada).toBe('Not saved.')
  expect(existsSync(join(engine.filesDir, 'report.md'))).toBe(false)
})
