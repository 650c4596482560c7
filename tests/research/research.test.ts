import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import { createHttp } from '../../electron/engine/http/http.ts'
import { researchRequest } from '../../shared/contract/research.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { RunEvent } from '../../shared/run/events.ts'
import type { ModelAnswer } from '../support/model-server.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { answerAsResearcher, sentences, startSmallWeb, taskOf } from '../support/research-world.ts'
import { openTestEngine } from '../support/test-engine.ts'

const question = 'What does the year of a white stork look like?'
const asked = (more: object = {}) =>
  researchRequest.parse({ question, depth: 'quick', source: 'wikipedia', model: 'openai/gpt-4o-mini', ...more })

type Answer = (body: JsonObject, index: number) => ModelAnswer | Promise<ModelAnswer>

async function open(respond: Answer = answerAsResearcher) {
  const web = await startSmallWeb()
  const model = await startOpenAiServer({ respond })
  const http = createHttp({ standIns: web.standIns })
  onTestFinished(async () => {
    await http.close()
    await web.close()
    await model.close()
  })
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url }
  const engine = await openTestEngine({ http, env })
  return { engine, web, model, research: engine.client.research }
}

async function untilOver(engine: Engine, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for await (const push of engine.watch(runId, 0)) events.push(...push.events)
  return events
}

test('a question becomes a report whose citations all stand in their sources', async () => {
  const { engine, web, model, research } = await open()
  const started = await research.start(asked())
  expect(started).toMatchObject({ title: question, request: { depth: 'quick' } })
  const events = await untilOver(engine, started.runId)

  const { research: done, report, citations } = await research.get({ researchId: started.researchId })
  expect(done).toMatchObject({
    status: 'succeeded',
    title: 'The year of the white stork',
    error: null,
    unknownCalls: 0,
  })
  expect(citations.map(({ number, quote, url, publishedAt }) => ({ number, quote, url, publishedAt }))).toEqual([
    { number: 1, quote: 'White storks return to their nests in March', url: page('Storks'), publishedAt: '2025-06-01' },
    { number: 2, quote: sentences.route, url: page('Storks'), publishedAt: '2025-06-01' },
    { number: 3, quote: sentences.food, url: page('Nests'), publishedAt: '2025-06-01' },
  ])
  expect(citations[0]?.passage).toBe(sentences.return)
  expect(report).toBe('## In short\n\nFact 1 [1]. Fact 2 [2]. Fact 3 [3]. Storks live on the moon.\n')

  // The page that is gone was told and left out, and the run went on.
  const failed = events.filter((event) => event.type === 'node-failed')
  expect(failed).toMatchObject([{ node: 'page', error: { message: 'en.wikipedia.org answered with status 404.' } }])
  // What was made up, and what a page ordered to be said, was told and dropped.
  const told = events.flatMap((event) => (event.type === 'node-logged' ? [event.text] : []))
  expect(told).toEqual(
    expect.arrayContaining([
      '1 of 4 notes were left out: their quotes do not stand in the source.',
      '1 of 1 notes were left out: their quotes do not stand in the source.',
      '1 claims were left out: their sources do not say that.',
      expect.stringContaining('n99'),
    ]),
  )
  // Only what the search found was ever opened.
  expect(web.asked.filter((line) => line.includes('/wiki/')).sort()).toEqual(
    ['Gone', 'Moon', 'Nests', 'Storks'].map((key) => `GET /wiki/${key}`),
  )
  expect(model.requests.map(({ body }) => taskOf(body)).sort()).toEqual(
    ['plan', 'choose', 'choose', 'notes', 'notes', 'notes', 'check', 'check', 'write'].sort(),
  )
  expect(done.microUsd).toBe(9 * (400 * 0.15 + 100 * 0.6))
})

const page = (key: string) => `https://en.wikipedia.org/wiki/${key}`

test('Tavily is asked with its connection; without one it says what to do and nothing is spent on reading', async () => {
  const { engine, web, model, research } = await open()
  const without = await research.start(asked({ source: 'tavily' }))
  const events = await untilOver(engine, without.runId)
  expect(events.filter((event) => event.type === 'node-failed')).toMatchObject([
    { node: 'search', error: { code: 'web-search.no-connection' } },
    { node: 'search', error: { code: 'web-search.no-connection' } },
  ])
  const nothing = await research.get({ researchId: without.researchId })
  expect(nothing).toMatchObject({ citations: [], report: expect.stringContaining('Nothing was found') })
  expect(model.requests.map(({ body }) => taskOf(body))).toEqual(['plan'])

  await engine.client.integrations.connect({
    integrationId: 'tavily',
    method: 'api-key',
    secrets: { key: 'tvly-test' },
  })
  const started = await research.start(asked({ source: 'tavily' }))
  await untilOver(engine, started.runId)
  expect((await research.get({ researchId: started.researchId })).citations).toHaveLength(3)
  expect(web.asked.filter((line) => line.startsWith('POST /search'))).toHaveLength(2)
})

test('one that was stopped goes on without paying for anything twice', async () => {
  let release = () => {}
  const { engine, model, web, research } = await open()
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  web.holdPages(held)
  const started = await research.start(asked())
  for await (const { events } of engine.watch(started.runId, 0)) {
    if (events.some((event) => event.type === 'node-started' && event.node === 'page')) break
  }
  // Both sub-questions have come as far as their pages.
  await expect.poll(() => web.asked.filter((line) => line.includes('/wiki/')).length).toBe(4)
  await research.stop({ researchId: started.researchId })
  await untilOver(engine, started.runId)
  release()
  web.holdPages(null)
  const stopped = await research.get({ researchId: started.researchId })
  expect(stopped).toMatchObject({ report: null, research: { status: 'cancelled' } })
  const paid = model.requests.length
  expect(paid).toBe(3)

  const again = await research.goOn({ researchId: started.researchId })
  expect(again.runId).not.toBe(started.runId)
  await untilOver(engine, again.runId)
  const { research: done, citations } = await research.get({ researchId: started.researchId })
  expect(done.status).toBe('succeeded')
  expect(citations).toHaveLength(3)
  expect(
    model.requests
      .slice(paid)
      .map(({ body }) => taskOf(body))
      .sort(),
  ).toEqual(['check', 'check', 'notes', 'notes', 'notes', 'write'])
  expect(done.microUsd).toBe(9 * 120)
  await expect(research.goOn({ researchId: started.researchId })).rejects.toThrow('written already')
})

test('its budget is never exceeded, and it goes on with a higher one', async () => {
  const { engine, model, research } = await open()
  const started = await research.start(asked({ maxMicroUsd: 500 }))
  await untilOver(engine, started.runId)
  const { research: short } = await research.get({ researchId: started.researchId })
  expect(short.status).toBe('failed')
  expect(short.error).toMatchObject({
    code: 'run.limit-reached',
    message: expect.stringContaining('“This run” ($0.00050)'),
  })
  expect(short.microUsd).toBeLessThanOrEqual(500)
  expect(short.microUsd).toBe(model.requests.length * 120)
  // No alert about a budget that nobody set up.
  expect(await engine.client.budgets.alerts({})).toEqual([])

  const more = await research.goOn({ researchId: started.researchId, maxMicroUsd: 500_000 })
  expect(more.request.maxMicroUsd).toBe(500_000)
  await untilOver(engine, more.runId)
  const { research: done } = await research.get({ researchId: started.researchId })
  expect(done.status).toBe('succeeded')
  expect(done.microUsd).toBe(model.requests.length * 120)
})

test('it ends when its time is over', async () => {
  const { engine, web, research } = await open()
  let release = () => {}
  web.holdPages(
    new Promise((resolve) => {
      release = resolve
    }),
  )
  const started = await research.start(asked({ maxMinutes: 1 }))
  const { document } = await engine.client.runs.get({ runId: started.runId })
  expect(document.settings?.timeoutMs).toBe(60_000)
  await research.stop({ researchId: started.researchId })
  release()
  await untilOver(engine, started.runId)
  // The person's own workflow knows nothing of it.
  const { workflowId } = await research.workflow()
  expect((await engine.client.workflows.get({ workflowId })).document.settings?.timeoutMs).toBeUndefined()
})

test('the workflow is the person’s own: it runs as it was changed, and says what it lacks', async () => {
  const { engine, research } = await open()
  expect(await engine.client.workflows.list()).toEqual([])
  await research.forecast(asked())
  expect(await engine.client.workflows.list()).toEqual([])
  const { workflowId } = await research.workflow()
  expect(await research.workflow()).toEqual({ workflowId })
  const { document, revision } = await engine.client.workflows.get({ workflowId })
  const report = document.nodes.report
  if (!report) throw new Error('the template has a node `report`')
  const changed = { ...report, params: { ...report.params, restTitle: 'What else there is' } }
  const edited = { ...document, nodes: { ...document.nodes, report: changed } }
  await engine.client.workflows.edit({ workflowId, revision, edits: [{ kind: 'replace-document', document: edited }] })
  const started = await research.start(asked())
  await untilOver(engine, started.runId)
  expect((await engine.client.runs.get({ runId: started.runId })).document.nodes.report?.params.restTitle).toBe(
    'What else there is',
  )

  const nodes = Object.fromEntries(Object.entries(edited.nodes).filter(([id]) => id !== 'result'))
  const broken = { ...edited, nodes, edges: edited.edges.filter(({ to }) => to !== 'result') }
  await engine.client.workflows.edit({
    ...{ workflowId, revision: revision + 1 },
    edits: [{ kind: 'replace-document', document: broken }],
  })
  await expect(research.start(asked())).rejects.toThrow('lacks the result `report`, the result `citations`')
  await engine.client.workflows.remove({ workflowId })
  const anew = await research.workflow()
  expect(anew.workflowId).not.toBe(workflowId)
})

test('several at once; a list with state and cost; removing one leaves its run in the history', async () => {
  const { engine, research } = await open()
  const both = await Promise.all([research.start(asked()), research.start(asked({ question: 'And another?' }))])
  await Promise.all(both.map(({ runId }) => untilOver(engine, runId)))
  const list = await research.list()
  expect(list.map(({ status, microUsd }) => [status, microUsd])).toEqual([
    ['succeeded', 1080],
    ['succeeded', 1080],
  ])
  const [first] = both
  await research.remove({ researchId: first.researchId })
  expect((await research.list()).map(({ researchId }) => researchId)).toEqual([both[1].researchId])
  await expect(research.get({ researchId: first.researchId })).rejects.toThrow('no research')
  expect((await engine.client.runs.get({ runId: first.runId })).run.status).toBe('succeeded')
})

test('a forecast says what a new one is expected to cost, and the most, within the limit it is given', async () => {
  const { engine, research } = await open()
  const rough = await research.forecast(asked())
  expect(rough).toMatchObject({ isRough: true, mostMicroUsd: 1_000_000 })
  expect(rough.expectedMicroUsd).toBeGreaterThan(2_000)
  expect(rough.expectedMicroUsd).toBeLessThan(20_000)
  const deep = await research.forecast(asked({ depth: 'deep' }))
  expect(deep.expectedMicroUsd).toBeGreaterThan(4 * (rough.expectedMicroUsd ?? 0))
  expect((await research.forecast(asked({ maxMicroUsd: 1_234 }))).mostMicroUsd).toBe(1_234)

  // After the first, its own figures are taken.
  const { runId } = await research.start(asked())
  await untilOver(engine, runId)
  expect(await research.forecast(asked())).toMatchObject({ isRough: false, expectedMicroUsd: expect.any(Number) })
})
