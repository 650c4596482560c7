import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Engine } from '../../electron/engine/engine.ts'
import type { Clock } from '../../shared/clock.ts'
import { answerAtLimit, openBudgetCheck } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { createHandClock } from '../support/hand-clock.ts'
import { createHurriedClock } from '../support/hurried-clock.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { openTestEngine, runWorkflow, temporaryFolder } from '../support/test-engine.ts'
import { createNoticeHost, startRun, untilOver, untilWaiting } from '../support/waiting-runs.ts'

const utc = (text: string) => Date.parse(text)
const ask = { type: 'prompt', params: { model: 'openai/gpt-4o', prompt: 'Hi', maxOutputTokens: 900 } }
const daily = { scope: { kind: 'workspace' as const }, period: 'day' as const, thresholds: [] }

async function open(clock: Clock) {
  const server = await startOpenAiServer({ respond: (body) => answerAtLimit(body, 900) })
  onTestFinished(() => server.close())
  const dataDir = temporaryFolder()
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  const another = () => openTestEngine({ dataDir, env, clock, host: createNoticeHost() })
  const engine = await another()
  const check = openBudgetCheck(dataDir)
  onTestFinished(() => check.close())
  return { engine, another, server, check }
}

async function statusOf(engine: Engine, budgetId: string) {
  const status = (await engine.client.budgets.status()).find(({ budget }) => budget.budgetId === budgetId)
  if (!status) throw new Error('the budget is there')
  return status
}

const inZone = (engine: Engine, timeZone: string | null) => engine.client.settings.change({ timeZone })

test('a budget’s day begins where the settings say', async () => {
  const { engine } = await open(createHandClock(utc('2027-03-10T02:00:00Z')))
  const { budgetId } = await engine.client.budgets.create({ ...daily, limitMicroUsd: 50_000 })
  await inZone(engine, 'America/New_York')
  expect(await statusOf(engine, budgetId)).toMatchObject({
    periodStart: utc('2027-03-09T05:00:00Z'),
    periodEnd: utc('2027-03-10T05:00:00Z'),
  })
  await inZone(engine, 'Asia/Tokyo')
  expect(await statusOf(engine, budgetId)).toMatchObject({
    periodStart: utc('2027-03-09T15:00:00Z'),
    periodEnd: utc('2027-03-10T15:00:00Z'),
  })
})

test('a change of the zone forgets nothing that was spent in the day that holds now', async () => {
  const clock = createHandClock(utc('2027-03-09T20:00:00Z'))
  const { engine, server, check } = await open(clock)
  await inZone(engine, 'UTC')
  const { budgetId } = await engine.client.budgets.create({ ...daily, limitMicroUsd: 15_000, onExceed: 'fail' })
  expect((await runWorkflow(engine, drawWorkflow('ask', { ask }))).status).toBe('succeeded')
  const spent = check.ledger().micro_usd
  expect(spent).toBeGreaterThan(8_000)

  // Past midnight of UTC, before that of New York.
  clock.set(utc('2027-03-10T01:00:00Z'))
  expect(await statusOf(engine, budgetId)).toMatchObject({ settledMicroUsd: 0 })
  await inZone(engine, 'America/New_York')
  expect(await statusOf(engine, budgetId)).toMatchObject({ settledMicroUsd: spent, usedPercent: 60 })
  const refused = await runWorkflow(engine, drawWorkflow('ask', { ask }))
  expect(refused.error).toMatchObject({ code: 'budget.exceeded' })
  expect(server.requests).toHaveLength(1)

  await inZone(engine, 'UTC')
  expect((await runWorkflow(engine, drawWorkflow('ask', { ask }))).status).toBe('succeeded')
  expect(await statusOf(engine, budgetId)).toMatchObject({ settledMicroUsd: spent })
  // Both lie in New York's day: more than its limit was spent before it became the day that counts, and no more is.
  await inZone(engine, 'America/New_York')
  expect(await statusOf(engine, budgetId)).toMatchObject({ settledMicroUsd: 2 * spent, leftMicroUsd: 0 })
  await expect(runWorkflow(engine, drawWorkflow('ask', { ask }))).rejects.toMatchObject({
    info: { code: 'budget.spent' },
  })
  expect(server.requests).toHaveLength(2)
})

test('who waits for a budget looks again when its periods become others', async () => {
  const clock = createHandClock(utc('2027-03-10T01:00:00Z'))
  const { engine, server } = await open(clock)
  await inZone(engine, 'America/New_York')
  await engine.client.budgets.create({ ...daily, limitMicroUsd: 15_000 })
  clock.set(utc('2027-03-09T20:00:00Z'))
  expect((await runWorkflow(engine, drawWorkflow('ask', { ask }))).status).toBe('succeeded')
  clock.set(utc('2027-03-10T01:00:00Z'))
  const { runId } = await startRun(engine, drawWorkflow('ask', { ask }))
  const [wait] = await untilWaiting(engine, runId)
  expect(wait?.ask).toMatchObject({ dueAt: utc('2027-03-10T05:00:00Z') })
  await inZone(engine, 'UTC')
  clock.pass(1_000)
  expect((await untilOver(engine, runId)).status).toBe('succeeded')
  expect(server.requests).toHaveLength(2)
})

test('a program that stays takes on the zone of the machine it is on, where none is chosen', async () => {
  const clock = createHandClock(utc('2027-03-10T02:00:00Z'))
  const zone = process.env.TZ
  onTestFinished(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })
  process.env.TZ = 'Asia/Tokyo'
  const { engine, another } = await open(clock)
  const { budgetId } = await engine.client.budgets.create({ ...daily, limitMicroUsd: 50_000, onExceed: 'fail' })
  expect((await statusOf(engine, budgetId)).periodStart).toBe(utc('2027-03-09T15:00:00Z'))
  await runWorkflow(engine, drawWorkflow('ask', { ask }))
  const { settledMicroUsd } = await statusOf(engine, budgetId)
  expect(settledMicroUsd).toBeGreaterThan(0)
  await engine.close()
  process.env.TZ = 'America/New_York'
  const moved = await another()
  const status = await statusOf(moved, budgetId)
  expect(status).toMatchObject({ periodStart: utc('2027-03-09T05:00:00Z'), settledMicroUsd })
})

test('whatever zone it becomes while calls are under way, by two programs: the limit holds', {
  timeout: 120_000,
}, async () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC', 'Pacific/Auckland', 'Pacific/Honolulu']
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...zones), { minLength: 1, maxLength: 8 }),
      fc.constantFrom('day' as const, 'week' as const, 'month' as const),
      fc.integer({ min: 10_000, max: 60_000 }),
      changeWhileCalling,
    ),
    { numRuns: 12, endOnFailure: true },
  )
})

async function changeWhileCalling(zones: string[], period: 'day' | 'week' | 'month', limitMicroUsd: number) {
  const problems: string[] = []
  const engines: Engine[] = []
  let look = (): string[] => []
  const server = await startOpenAiServer({
    async respond(body, index) {
      problems.push(...look())
      const zone = zones[index % zones.length]
      if (zone) await inZone(engines[index % 2] as Engine, zone) // two were opened before the first request
      problems.push(...look())
      return answerAtLimit(body, Number(body.max_completion_tokens))
    },
  })
  const dataDir = temporaryFolder()
  const env = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url }
  // Of all these zones' days, weeks and months this moment lies in the middle.
  const clock = createHurriedClock(() => utc('2027-03-17T10:30:00Z'))
  for (const _ of [1, 2]) engines.push(await openTestEngine({ dataDir, env, clock, host: createNoticeHost() }))
  const [first, second] = engines
  if (!first || !second) throw new Error('there are two engines')
  const check = openBudgetCheck(dataDir)
  look = check.problems
  const { budgetId } = await first.client.budgets.create({
    ...{ scope: { kind: 'workspace' }, period, limitMicroUsd, onExceed: 'fail', thresholds: [] },
  })
  const nodes = Array.from({ length: 8 }, (_, index) => [
    `n${index}`,
    { ...ask, params: { ...ask.params, maxOutputTokens: 300 + 90 * index }, policy: { onError: 'value' as const } },
  ])
  const document = drawWorkflow('', Object.fromEntries(nodes))
  await Promise.all(engines.map((engine) => runWorkflow(engine, document)))
  problems.push(...check.problems())
  expect(problems).toEqual([])
  expect(check.openReservations()).toBe(0)
  expect((await statusOf(first, budgetId)).settledMicroUsd).toBe(check.ledger().micro_usd)
  expect(check.ledger().micro_usd).toBeLessThanOrEqual(limitMicroUsd)
  check.close()
  for (const engine of engines) await engine.close()
  await server.close()
}
