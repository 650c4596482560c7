import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { loadEngine } from '../bench/load-engine.ts'
import { answerAtLimit, costOf, openBudgetCheck } from '../support/budget-check.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const child = fileURLToPath(new URL('./budget-child.ts', import.meta.url))
const kills = 12

test('killed at random with calls under way, two programs side by side: neither budget nor bill is ever over the limit', {
  timeout: 120_000,
}, async () => {
  const random = seededRandom(20_261_122)
  const dataDir = temporaryFolder()
  const { path } = await loadEngine(root, `${root}/out/crash-budgets`)
  const problems: string[] = []
  let look = (): string[] => []
  const server = await startOpenAiServer({
    async respond(body) {
      problems.push(...look())
      await new Promise((resolve) => setTimeout(resolve, random() * 30))
      return answerAtLimit(body)
    },
  })
  onTestFinished(() => server.close().catch(() => {}))

  const limitMicroUsd = 80_000
  const engine = await openTestEngine({ dataDir, env: {} })
  const { budgetId } = await engine.client.budgets.create({
    scope: { kind: 'provider', providerId: 'openai' },
    period: 'total',
    limitMicroUsd,
    onExceed: 'fail',
  })
  await engine.close()
  const check = openBudgetCheck(dataDir)
  onTestFinished(() => check.close())
  look = check.problems

  const start = (what: string) =>
    spawn(process.execPath, [child, path, dataDir, server.url, what], { stdio: ['ignore', 'pipe', 'inherit'] })
  for (let count = 0; count < kills; count += 2) {
    const pair = [start('start'), start('start')]
    const exits = pair.map((one) => once(one, 'exit'))
    await Promise.all(pair.map((one, index) => Promise.race([once(one.stdout ?? one, 'data'), exits[index]])))
    for (const one of pair) {
      await new Promise((resolve) => setTimeout(resolve, random() * 60))
      one.kill('SIGKILL')
    }
    await Promise.all(exits)
    problems.push(...check.problems())
  }
  const [code] = await once(start('end'), 'exit')
  expect(code).toBe(0)

  expect(problems).toEqual([])
  expect(check.problems()).toEqual([])
  expect(check.openReservations()).toBe(0)
  expect(check.settled(budgetId)).toBe(check.ledger().micro_usd)
  expect(check.settled(budgetId)).toBeLessThanOrEqual(limitMicroUsd)
  const billed = costOf(server.bill.inputTokens, server.bill.outputTokens)
  expect(billed).toBeLessThanOrEqual(check.settled(budgetId) + server.bill.calls / 2)
  // It was worth it: calls were made, and some were cut off and stand in the ledger with the most they may have cost.
  expect(server.bill.calls).toBeGreaterThan(20)
  expect(check.atMaximum()).toBeGreaterThan(0)
})
