import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { OpenWait } from '../../shared/contract/waits.ts'
import { loadEngine } from '../bench/load-engine.ts'
import { answerAtLimit, openBudgetCheck } from '../support/budget-check.ts'
import { startOpenAiServer } from '../support/openai-server.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { openTestEngine, temporaryFolder } from '../support/test-engine.ts'
import { answerQuestions } from './answer-questions.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const child = fileURLToPath(new URL('./budget-child.ts', import.meta.url))
const kills = 12

/** Micro-dollars of a token in and of one out, by model. */
const prices: Record<string, [number, number]> = { 'gpt-4o': [2.5, 10], 'gpt-4o-mini': [0.15, 0.6] }

/** Mostly another model; now and then the question is put again, or the run is stopped. */
function answerTo(random: () => number, { ask }: OpenWait) {
  const models = ask.kind === 'person' ? (ask.fields[0]?.choices ?? []) : []
  const luck = random()
  if (luck < 0.1) return { choice: 'stop' }
  if (luck < 0.3 || !models.includes('openai/gpt-4o-mini')) return { choice: luck < 0.2 ? 'again' : 'stop' }
  return { choice: 'switch', values: { model: 'openai/gpt-4o-mini' } }
}

test('killed at random with calls under way, two programs side by side: neither budget nor bill is ever over the limit', {
  timeout: 120_000,
}, async () => {
  const random = seededRandom(20_261_122)
  const billed = { microUsd: 0, switched: 0 }
  const dataDir = temporaryFolder()
  const { path } = await loadEngine(root, `${root}/out/crash-budgets`)
  const problems: string[] = []
  let look = (): string[] => []
  const server = await startOpenAiServer({
    async respond(body) {
      problems.push(...look())
      const answer = answerAtLimit(body)
      const [input = 0, output = 0] = prices[String(body.model)] ?? []
      billed.microUsd += (answer.usage?.inputTokens ?? 0) * input + (answer.usage?.outputTokens ?? 0) * output
      if (body.model === 'gpt-4o-mini') billed.switched += 1
      await new Promise((resolve) => setTimeout(resolve, random() * 30))
      return answer
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
  await engine.client.budgets.create({
    scope: { kind: 'model', model: 'openai/gpt-4o' },
    period: 'total',
    limitMicroUsd: limitMicroUsd / 2,
  })
  await engine.close()
  const person = await answerQuestions(path, dataDir, (wait) => answerTo(random, wait))
  onTestFinished(() => person.leave())
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
  expect(billed.microUsd).toBeLessThanOrEqual(check.settled(budgetId) + server.bill.calls / 2)
  expect(billed.switched).toBeGreaterThan(0)
  // It was worth it: calls were made, and some were cut off and stand in the ledger with the most they may have cost.
  expect(server.bill.calls).toBeGreaterThan(20)
  expect(check.atMaximum()).toBeGreaterThan(0)
})
