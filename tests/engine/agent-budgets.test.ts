import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import type { BudgetScope } from '../../shared/contract/budgets.ts'
import { withAsker } from '../support/asker-node.ts'
import { openBudgetCheck } from '../support/budget-check.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { httpOnlyTo } from '../support/http-only-to.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { cutPowerDuring } from '../support/power-cut.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'
import { createNoticeHost, eventsOf, startRun, untilOver, untilWaiting } from '../support/waiting-runs.ts'

const agent = (agentId: string): BudgetScope => ({ kind: 'agent', agentId })
const fails = { period: 'total' as const, onExceed: 'fail' as const }
const asker = (agentId: string | undefined, questions: string[]) => ({
  type: 'asker',
  params: { questions, ...(agentId && { agentId }) },
})

async function open() {
  const server = await startOpenAiServer()
  onTestFinished(() => server.close().catch(() => {}))
  const reopen = (options: { dataDir?: string } = {}) =>
    openTestEngine({
      env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: server.url },
      host: createNoticeHost(),
      http: httpOnlyTo(server.url),
      nodeTypes: withAsker,
      ...options,
    })
  const engine = await reopen()
  await engine.client.budgets.remove({ budgetId: 'budget_each_run' })
  return {
    engine,
    reopen,
    server,
    answer: () => server.answer({ text: 'Yes.', usage: { inputTokens: 10, outputTokens: 900 } }),
  }
}

/** Micro-dollars of an answer as `open` gives it, and the most that it could have been. */
const cost = 9_025
const most = 11_000

type Row = { agent_id: string | null; micro_usd: number; at_maximum: number }
function ledger(dataDir: string): Row[] {
  const db = new Database(join(dataDir, 'niti.db'), { readonly: true })
  const rows = db.prepare<[], Row>('SELECT agent_id, micro_usd, at_maximum FROM ledger ORDER BY ledger_id').all()
  db.close()
  return rows
}

test('calls of an agent are booked under it, and stopped by its budget alone', async () => {
  const { engine, answer } = await open()
  const { budgets } = engine.client
  const a = await budgets.create({ scope: agent('agent_a'), ...fails, limitMicroUsd: cost + most })
  const b = await budgets.create({ scope: agent('agent_b'), ...fails, limitMicroUsd: cost + most })
  for (let index = 0; index < 5; index++) answer()
  const before = await runWorkflow(engine, drawWorkflow('', { ask: asker('agent_a', ['1', '2']) }))
  expect(before.status).toBe('succeeded')

  // Two answers leave less than a third may cost: of this agent, and of no other.
  const failed = await runWorkflow(engine, drawWorkflow('', { ask: asker('agent_a', ['3']) }))
  expect(failed.error).toMatchObject({ code: 'budget.exceeded', details: { budgetId: a.budgetId } })
  const others = { b: asker('agent_b', ['4']), nobody: asker(undefined, ['5', '6']) }
  expect((await runWorkflow(engine, drawWorkflow('b -> nobody', others))).status).toBe('succeeded')

  const rows = ledger(engine.dataDir)
  expect(rows.map(({ agent_id }) => agent_id)).toEqual(['agent_a', 'agent_a', 'agent_b', null, null])
  expect(rows.map(({ micro_usd }) => micro_usd)).toEqual([cost, cost, cost, cost, cost])
  const status = await budgets.status()
  expect(
    status.map(({ budget, settledMicroUsd, reservedMicroUsd }) => [budget.budgetId, settledMicroUsd, reservedMicroUsd]),
  ).toEqual([
    [a.budgetId, 2 * cost, 0],
    [b.budgetId, cost, 0],
  ])
  const started = eventsOf(engine.dataDir, 'model-call-started')
  const agents = started.map((event) => (event.type === 'model-call-started' ? event.agentId : null))
  expect(agents).toEqual(['agent_a', 'agent_a', 'agent_a', 'agent_b', undefined, undefined])
})

test('a budget made later counts what the agent has spent, and what is held for it', async () => {
  const { engine, server, answer } = await open()
  const { budgets } = engine.client
  answer()
  answer()
  const both = { a: asker('agent_a', ['1']), b: asker('agent_b', ['2']) }
  await runWorkflow(engine, drawWorkflow('a -> b', both))
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const { runId } = await startRun(engine, drawWorkflow('', { ask: asker('agent_a', ['3']) }))
  await held.arrived
  const { budgetId } = await budgets.create({ scope: agent('agent_a'), period: 'month', limitMicroUsd: 100_000 })
  const [status] = await budgets.status()
  expect(status).toMatchObject({ budget: { budgetId }, settledMicroUsd: cost })
  expect(status?.reservedMicroUsd).toBeGreaterThan(10_000)
  const check = openBudgetCheck(engine.dataDir)
  expect(check.problems()).toEqual([])
  engine.cancel(runId)
  await untilOver(engine, runId)
  expect(check.openReservations()).toBe(0)
  expect(check.problems()).toEqual([])
  check.close()
})

test('a call that a stop of the program cut off is booked under its agent, at the most it may have cost', async () => {
  const { engine, reopen, server, answer } = await open()
  const { budgets } = engine.client
  const { budgetId } = await budgets.create({ scope: agent('agent_a'), ...fails, limitMicroUsd: 100_000 })
  await budgets.create({ scope: agent('agent_b'), ...fails, limitMicroUsd: 100_000 })
  answer()
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  const { runId } = await startRun(engine, drawWorkflow('', { ask: asker('agent_a', ['1', '2']) }))
  const left = await cutPowerDuring({ engine, runId, held })

  answer()
  const second = await reopen({ dataDir: left })
  expect((await untilOver(second, runId)).status).toBe('succeeded')
  // The first answer was paid and is not asked for again.
  expect(server.requests).toHaveLength(3)
  const rows = ledger(left)
  expect(rows.map(({ agent_id, at_maximum }) => [agent_id, at_maximum])).toEqual([
    ['agent_a', 0],
    ['agent_a', 1],
    ['agent_a', 0],
  ])
  const check = openBudgetCheck(left)
  expect(check.settled(budgetId)).toBe(rows.reduce((sum, row) => sum + row.micro_usd, 0))
  expect(check.problems()).toEqual([])
  expect(check.openReservations()).toBe(0)
  check.close()
  expect((await second.client.budgets.status()).map(({ settledMicroUsd }) => settledMicroUsd > 0)).toEqual([
    true,
    false,
  ])
})

test('an agent that waits for its budget goes on with another model; after a stop nothing is paid twice', async () => {
  const { engine, reopen, server, answer } = await open()
  const { budgets, waits } = engine.client
  const { budgetId } = await budgets.create({ scope: agent('agent_a'), period: 'total', limitMicroUsd: cost + 5_000 })
  answer()
  answer()
  const held = server.answer({ text: 'never', stopAfter: { pieces: 0, by: 'hold' } })
  // The same question twice: each of the two replies belongs to one of them.
  const { runId } = await startRun(engine, drawWorkflow('', { ask: asker('agent_a', ['Well?', 'Well?', 'And?']) }))
  const [wait] = await untilWaiting(engine, runId)
  const { waitId, ask } = wait ?? {}
  expect(ask).toMatchObject({ title: 'The budget “Agent agent_a, in total” does not suffice' })
  expect(ask?.kind === 'person' && ask.fields[0]?.choices).toContain('openai/gpt-4o-mini')
  await waits.answer({ waitId: waitId ?? '', choice: 'switch', values: { model: 'openai/gpt-4o-mini' } })
  const left = await cutPowerDuring({ engine, runId, held })

  answer()
  const second = await reopen({ dataDir: left })
  const view = await untilOver(second, runId)
  expect(view.status).toBe('succeeded')
  expect(server.requests.map(({ body }) => body.model)).toEqual(['gpt-4o', 'gpt-4o-mini', 'gpt-4o-mini', 'gpt-4o-mini'])
  expect(view.nodes.ask?.calls.filter(({ status }) => status === 'succeeded')).toHaveLength(3)
  expect(eventsOf(left, 'wait-started')).toHaveLength(1)
  const check = openBudgetCheck(left)
  expect(check.settled(budgetId)).toBe(check.ledger().micro_usd)
  expect(check.problems()).toEqual([])
  check.close()
})
