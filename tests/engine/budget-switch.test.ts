import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { OpenWait } from '../../shared/contract/waits.ts'
import type { WaitAsk } from '../../shared/run/wait.ts'
import { answerAtLimit, openBudgetCheck } from '../support/budget-check.ts'
import { drawGraph, drawWorkflow } from '../support/draw-workflow.ts'
import { httpOnlyTo } from '../support/http-only-to.ts'
import type { ModelServerOptions } from '../support/model-server.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { cutPower } from '../support/power-cut.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { createNoticeHost, eventsOf, startRun, untilEvent, untilOver, untilWaiting } from '../support/waiting-runs.ts'

const ask = { type: 'prompt', params: { model: 'openai/gpt-4o', prompt: 'Hi {{ item }}', maxOutputTokens: 1_000 } }
const once = drawWorkflow('', { ask: { ...ask, params: { ...ask.params, prompt: 'Hi' } } })
const rounds = (concurrency: number, items = ['a', 'b', 'c', 'd']) =>
  drawWorkflow('', { loop: { type: 'each', params: { items, concurrency }, graph: drawGraph('', { ask }) } })
const everything = { scope: { kind: 'workspace' as const }, period: 'total' as const, thresholds: [] }
const mini = 'openai/gpt-4o-mini'

async function open(respond: ModelServerOptions['respond'] = (body) => answerAtLimit(body, 900)) {
  const server = await startOpenAiServer({ respond })
  onTestFinished(() => server.close().catch(() => {}))
  const reopen = (options: { dataDir?: string; resumeRuns?: boolean } = {}) =>
    openTestEngine({
      env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url },
      host: createNoticeHost(),
      http: httpOnlyTo(server.url),
      ...options,
    })
  const engine = await reopen()
  return { engine, reopen, server, models: () => server.requests.map(({ body }) => body.model) }
}

type PersonAsk = Extract<WaitAsk, { kind: 'person' }>
function questionOf(wait: OpenWait | undefined): PersonAsk {
  if (wait?.ask.kind !== 'person') throw new Error('a person is asked')
  return wait.ask
}
const answer = (engine: Engine, wait: OpenWait | undefined, model: string) =>
  engine.client.waits.answer({ waitId: wait?.waitId ?? '', choice: 'switch', values: { model } })

test('a call that does not fit can be made with another model, the cheapest first in the list', async () => {
  const { engine, models } = await open()
  await engine.client.budgets.create({ ...everything, limitMicroUsd: 5_000 })
  const { runId } = await startRun(engine, once)
  const [wait] = await untilWaiting(engine, runId)
  const { choices, fields } = questionOf(wait)
  expect(choices.map(({ id, title }) => [id, title])).toEqual([
    ['raise', 'Raise the budget by $0.010 (to $0.015) and go on'],
    ['switch', 'Use another model'],
    ['again', 'Try again'],
    ['stop', 'Stop the run'],
  ])
  const [field] = fields
  expect(field).toMatchObject({ name: 'model', type: 'choice', required: true, default: field?.choices[0] })
  expect(field?.choices).toContain(mini)
  expect(field?.choices).not.toContain('openai/gpt-4o')
  expect(field?.choices.filter((ref) => !ref.startsWith('openai/'))).toEqual([])
  expect(field?.notes?.[mini]).toBe('at most $0.00061')
  const most = field?.choices.map((ref) => Number(/\$(.*)/.exec(field.notes?.[ref] ?? '')?.[1])) ?? []
  expect(most).toEqual(most.toSorted((a, b) => a - b))
  expect(most.every((usd) => usd > 0 && usd <= 0.005)).toBe(true)

  await answer(engine, wait, mini)
  const view = await untilOver(engine, runId)
  expect(view.status).toBe('succeeded')
  expect(models()).toEqual(['gpt-4o-mini'])
  expect(view.nodes.ask?.logs).toMatchObject([
    { text: `${mini} is asked instead, as was chosen when a budget did not suffice.` },
  ])
})

test('the choice holds for all rounds of a loop: those that wait at the same time, and those that come later', async () => {
  const { engine, models } = await open()
  await engine.client.budgets.create({ ...everything, limitMicroUsd: 5_000 })
  const { runId } = await startRun(engine, rounds(3, ['a', 'b', 'c', 'd', 'e']))
  const waits = await untilWaiting(engine, runId, 3)
  await answer(engine, waits[1], mini)
  const view = await untilOver(engine, runId)
  expect(view.status).toBe('succeeded')
  expect(models()).toEqual(Array.from({ length: 5 }, () => 'gpt-4o-mini'))
  // Nobody was asked again, and all three questions have the same answer.
  const ended = eventsOf(engine.dataDir, 'wait-ended')
  expect(ended).toHaveLength(3)
  expect(ended).toEqual(ended.map(() => expect.objectContaining({ end: 'answered' })))
  const answers = ended.map((event) => (event.type === 'wait-ended' ? event.answer : null))
  expect(answers).toEqual(answers.map(() => ({ choice: 'switch', values: { model: mini }, comment: '' })))
  const asked = Object.values(view.nodes).filter(({ node }) => node === 'ask')
  expect(asked.map(({ logs }) => logs.length)).toEqual([1, 1, 1, 1, 1])
})

test('a budget that is raised while the models are looked for is not asked about', async () => {
  const looking = Promise.withResolvers<void>()
  const raised = Promise.withResolvers<void>()
  const server = await startOpenAiServer({ respond: (body) => answerAtLimit(body, 900) })
  onTestFinished(() => server.close())
  const engine = await openTestEngine({
    env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url },
    http: httpOnlyTo(server.url, () => {
      looking.resolve()
      return raised.promise
    }),
  })
  const { budgetId } = await engine.client.budgets.create({ ...everything, limitMicroUsd: 5_000 })
  const { runId } = await startRun(engine, once)
  await looking.promise
  await engine.client.budgets.change({ budgetId, limitMicroUsd: 50_000 })
  raised.resolve()
  expect((await untilOver(engine, runId)).status).toBe('succeeded')
  expect(server.requests.map(({ body }) => body.model)).toEqual(['gpt-4o'])
  expect(eventsOf(engine.dataDir, 'wait-started')).toEqual([])
})

test('another node of the run is asked about on its own', async () => {
  const { engine, models } = await open()
  const { budgetId } = await engine.client.budgets.create({ ...everything, limitMicroUsd: 5_000 })
  const node = { ...ask, params: { ...ask.params, prompt: 'Hi' } }
  const { runId } = await startRun(engine, drawWorkflow('one -> two', { one: node, two: node }))
  await answer(engine, (await untilWaiting(engine, runId))[0], mini)
  await untilEvent(engine, runId, (event) => event.type === 'wait-started' && event.node === 'two')
  const [wait] = await untilWaiting(engine, runId)
  expect(wait?.node).toBe('two')
  await engine.client.budgets.change({ budgetId, limitMicroUsd: 100_000 })
  expect((await untilOver(engine, runId)).status).toBe('succeeded')
  expect(models()).toEqual(['gpt-4o-mini', 'gpt-4o'])
})

test('where the chosen model does not fit any more, it is asked again; where none fits, none is offered', async () => {
  const { engine, models } = await open()
  const { budgetId } = await engine.client.budgets.create({ ...everything, limitMicroUsd: 1_200 })
  const { runId } = await startRun(engine, rounds(1, ['a', 'b', 'c']))
  const [first] = await untilWaiting(engine, runId)
  await answer(engine, first, mini)
  // Two calls of 0.00054 leave 0.00012.
  await untilEvent(engine, runId, (event) => event.type === 'wait-started' && event.scope === 'loop#2')
  const [second] = await untilWaiting(engine, runId)
  expect(questionOf(second)).toMatchObject({ fields: [], choices: [{ id: 'raise' }, { id: 'again' }, { id: 'stop' }] })
  expect(models()).toEqual(['gpt-4o-mini', 'gpt-4o-mini'])
  await engine.client.budgets.change({ budgetId, limitMicroUsd: 50_000 })
  expect((await untilOver(engine, runId)).status).toBe('succeeded')
  // What was chosen holds, although the node's own model would fit now.
  expect(models()).toEqual(['gpt-4o-mini', 'gpt-4o-mini', 'gpt-4o-mini'])
})

test('of several choices for one node the last one holds', async () => {
  const { engine, models } = await open()
  const { budgets } = engine.client
  await budgets.create({ ...everything, limitMicroUsd: 15_000 })
  await budgets.create({ scope: { kind: 'model', model: 'openai/gpt-4o' }, period: 'total', limitMicroUsd: 100 })
  await budgets.create({ scope: { kind: 'model', model: mini }, period: 'total', limitMicroUsd: 700 })
  const { runId } = await startRun(engine, rounds(1, ['a', 'b', 'c']))
  await answer(engine, (await untilWaiting(engine, runId))[0], mini)
  await untilEvent(engine, runId, (event) => event.type === 'wait-started' && event.scope === 'loop#1')
  const [second] = await untilWaiting(engine, runId)
  expect(questionOf(second).title).toBe(`The budget “${mini}, in total” does not suffice`)
  expect(questionOf(second).fields[0]?.choices).not.toContain(mini)
  await answer(engine, second, 'openai/gpt-4.1-mini')
  expect((await untilOver(engine, runId)).status).toBe('succeeded')
  expect(models()).toEqual(['gpt-4o-mini', 'gpt-4.1-mini', 'gpt-4.1-mini'])
})

test('a budget’s own cheaper model goes first', async () => {
  const { engine, models } = await open()
  await engine.client.budgets.create({ ...everything, limitMicroUsd: 5_000, cheaperModel: mini })
  const { runId } = await startRun(engine, once)
  expect((await untilOver(engine, runId)).status).toBe('succeeded')
  expect(models()).toEqual(['gpt-4o-mini'])
  expect(eventsOf(engine.dataDir, 'wait-started')).toEqual([])
})

test('an answer must name one of the models offered, and goes with no other choice', async () => {
  const { engine } = await open()
  await engine.client.budgets.create({ ...everything, limitMicroUsd: 5_000 })
  const { runId } = await startRun(engine, once)
  const [wait] = await untilWaiting(engine, runId)
  const { waits } = engine.client
  await expect(answer(engine, wait, 'openai/gpt-4o')).rejects.toMatchObject({ data: { code: 'inputs.wrong-type' } })
  const { waitId } = wait ?? { waitId: '' }
  await expect(waits.answer({ waitId, choice: 'raise', values: { model: mini } })).rejects.toMatchObject({
    data: { code: 'wait.no-such-field', message: 'The choice `raise` does not ask for `model`.' },
  })
  // Without a name it is the cheapest.
  await waits.answer({ waitId, choice: 'switch' })
  const view = await untilOver(engine, runId)
  const last = view.nodes.ask?.calls.at(-1)
  expect(`${last?.provider}/${last?.model}`).toBe(questionOf(wait).fields[0]?.default)
})

test('after a stop of the program the chosen model goes on, and what was paid is not paid again', async () => {
  let answered = 0
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  onTestFinished(letGo)
  let arrived = () => {}
  const third = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const { engine, reopen, models } = await open(async (body) => {
    if (++answered === 3) {
      arrived()
      await held
    }
    return answerAtLimit(body, 900)
  })
  const { budgetId } = await engine.client.budgets.create({ ...everything, limitMicroUsd: 5_000 })
  const { runId } = await startRun(engine, rounds(1))
  await answer(engine, (await untilWaiting(engine, runId))[0], mini)
  await third
  const left = cutPower(engine.dataDir)
  engine.cancel(runId)
  letGo()

  const second = await reopen({ dataDir: left })
  const view = await untilOver(second, runId)
  expect(view.status).toBe('succeeded')
  // Two rounds were paid, the third was cut off and is asked once more, and the fourth follows.
  expect(models()).toEqual(Array.from({ length: 5 }, () => 'gpt-4o-mini'))
  expect(eventsOf(left, 'wait-started')).toHaveLength(1)
  const check = openBudgetCheck(left)
  expect(check.problems()).toEqual([])
  expect(check.settled(budgetId)).toBe(check.ledger().micro_usd)
  check.close()
})

test('a choice made while no program ran the run holds, also where its own model would fit by then', async () => {
  const { engine, reopen, models } = await open()
  const { budgetId } = await engine.client.budgets.create({ ...everything, limitMicroUsd: 5_000 })
  const { runId } = await startRun(engine, rounds(1))
  const [wait] = await untilWaiting(engine, runId)
  await engine.close()
  const terminal = await reopen({ dataDir: engine.dataDir, resumeRuns: false })
  await answer(terminal, wait, mini)
  await terminal.client.budgets.change({ budgetId, limitMicroUsd: 90_000 })
  await terminal.close()
  const second = await reopen({ dataDir: engine.dataDir })
  expect((await untilOver(second, runId)).status).toBe('succeeded')
  expect(models()).toEqual(Array.from({ length: 4 }, () => 'gpt-4o-mini'))
  expect(eventsOf(engine.dataDir, 'wait-started')).toHaveLength(1)
})

test('a run stopped by an answer while no program had it stays stopped, whatever the budget is by then', async () => {
  const { engine, reopen, server } = await open()
  await engine.client.budgets.create({ ...everything, limitMicroUsd: 5_000 })
  const { runId } = await startRun(engine, once)
  const [wait] = await untilWaiting(engine, runId)
  await engine.close()
  const terminal = await reopen({ dataDir: engine.dataDir, resumeRuns: false })
  await terminal.client.waits.answer({ waitId: wait?.waitId ?? '', choice: 'stop' })
  const [, budget] = await terminal.client.budgets.list()
  await terminal.client.budgets.change({ budgetId: budget?.budgetId ?? '', limitMicroUsd: 90_000 })
  await terminal.close()
  const second = await reopen({ dataDir: engine.dataDir })
  expect((await untilOver(second, runId)).status).toBe('cancelled')
  expect(server.requests).toHaveLength(0)
})

const said = fc.record({ choice: fc.constantFrom('switch', 'switch', 'raise', 'again'), pick: fc.nat(20) })

test('whatever is answered, in whatever order, by rounds side by side: no budget is ever exceeded', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 300, max: 20_000 }),
      fc.array(said, { minLength: 1, maxLength: 6 }),
      answerAsSaid,
    ),
    { numRuns: 12, endOnFailure: true },
  )
})

async function answerAsSaid(count: number, atOnce: number, limitMicroUsd: number, answers: Said[]): Promise<void> {
  const problems: string[] = []
  let look = (): string[] => []
  const { engine, server } = await open((body) => {
    problems.push(...look())
    return answerAtLimit(body)
  })
  const check = openBudgetCheck(engine.dataDir)
  look = check.problems
  const { budgets, waits } = engine.client
  const { budgetId } = await budgets.create({ ...everything, limitMicroUsd })
  const items = Array.from({ length: count }, (_, index) => `item ${index}`)
  const { runId } = await startRun(engine, rounds(atOnce, items))
  let next = 0
  for await (const { events } of engine.watch(runId, 0)) {
    if (!events.some(({ type }) => type === 'wait-started')) continue
    for (const wait of await waits.list({ runId })) {
      // Once all is said, more money ends what else would be asked for ever.
      const { choice, pick } = answers[next++] ?? { choice: 'raise', pick: 0 }
      const models = questionOf(wait).fields[0]?.choices ?? []
      const model = models[pick % models.length]
      const given = choice === 'switch' && model ? { choice, values: { model } } : { choice: 'raise', values: {} }
      // Another answer may have been given in its place already.
      const taken = waits.answer({ waitId: wait.waitId, ...(choice === 'again' ? { choice, values: {} } : given) })
      await taken.catch((thrown) => expect(thrown).toMatchObject({ data: { code: 'wait.over' } }))
      problems.push(...check.problems())
    }
  }
  expect(problems).toEqual([])
  expect(check.openReservations()).toBe(0)
  expect(engine.viewOf(runId).status).toBe('succeeded')
  expect(check.settled(budgetId)).toBe(check.ledger().micro_usd)
  expect(server.requests).toHaveLength(count)
  check.close()
  await engine.close()
  await server.close()
}
type Said = { choice: string; pick: number }
