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
const seed = 20_261_122

/** Micro-dollars of a token in and of one out, by model. */
const prices: Record<string, [number, number]> = { 'gpt-4o': [2.5, 10], 'gpt-4o-mini': [0.15, 0.6] }

/**
 * Mostly another model; now and then the question is put again. Of three runs one may be stopped instead: each asks several
 * questions, so if any could be stopped, chance would leave hardly one that lives to ask the other model.
 */
function createAnswers(random: () => number) {
  const runIds: string[] = []
  return ({ runId, ask }: OpenWait) => {
    if (!runIds.includes(runId)) runIds.push(runId)
    const models = ask.kind === 'person' ? (ask.fields[0]?.choices ?? []) : []
    if (!models.includes('openai/gpt-4o-mini')) throw new Error(`gpt-4o-mini fits, but what is offered is: ${models}`)
    const luck = random()
    if (luck < 0.3 && runIds.indexOf(runId) % 3 === 0) return { choice: 'stop' }
    if (luck > 0.9) return { choice: 'again' }
    return { choice: 'switch', values: { model: 'openai/gpt-4o-mini' } }
  }
}

test('killed at random with calls under way, two programs side by side: neither budget nor bill is ever over the limit', {
  timeout: 120_000,
}, async () => {
  // One each: how often one of them is asked depends on how fast the machine is, and must not change what others say.
  const killAt = seededRandom(seed)
  const answerAfter = seededRandom(seed + 1)
  const luck = seededRandom(seed + 2)
  const billed = { microUsd: 0, switched: 0 }
  const dataDir = temporaryFolder()
  const { path } = await loadEngine(root, `${root}/out/crash-budgets`)
  const problems: string[] = []
  let look = (): string[] => []
  // Nobody is answered before the first two are killed: they are certain to have calls under way then.
  const arrived = Promise.withResolvers<void>()
  const cutOff = Promise.withResolvers<void>()
  const server = await startOpenAiServer({
    async respond(body) {
      problems.push(...look())
      // As long as it is billed, and in one piece: what is called off halfway can be told from what came.
      const answer = { ...answerAtLimit(body), text: 'word '.repeat(102), chunks: 1 }
      const [input = 0, output = 0] = prices[String(body.model)] ?? []
      billed.microUsd += (answer.usage?.inputTokens ?? 0) * input + (answer.usage?.outputTokens ?? 0) * output
      if (body.model === 'gpt-4o-mini') billed.switched += 1
      arrived.resolve()
      await cutOff.promise
      await new Promise((resolve) => setTimeout(resolve, answerAfter() * 30))
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
  const person = await answerQuestions(path, dataDir, createAnswers(luck))
  onTestFinished(() => person.leave())
  const check = openBudgetCheck(dataDir)
  onTestFinished(() => check.close())
  look = check.problems

  function start(what: string) {
    const args = [child, path, dataDir, server.url, what]
    const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void started.kill('SIGKILL'))
    return started
  }
  const endings: unknown[] = []
  for (let count = 0; count < kills; count += 2) {
    const pair = [start('start'), start('start')]
    const exits = pair.map((one) => once(one, 'exit'))
    await Promise.all(pair.map((one, index) => Promise.race([once(one.stdout ?? one, 'data'), exits[index]])))
    if (count === 0) await Promise.race([arrived.promise, ...exits])
    for (const one of pair) {
      await new Promise((resolve) => setTimeout(resolve, killAt() * 60))
      one.kill('SIGKILL')
    }
    for (const [, signal] of await Promise.all(exits)) endings.push(signal)
    cutOff.resolve()
    problems.push(...check.problems())
  }
  const [code] = await Promise.race([once(start('end'), 'exit'), person.failed])
  expect(code).toBe(0)

  expect(endings).toEqual(Array.from({ length: kills }, () => 'SIGKILL'))
  expect(problems).toEqual([])
  expect(check.problems()).toEqual([])
  expect(check.openReservations()).toBe(0)
  expect(check.settled(budgetId)).toBe(check.ledger().micro_usd)
  expect(check.settled(budgetId)).toBeLessThanOrEqual(limitMicroUsd)
  expect(billed.microUsd).toBeLessThanOrEqual(check.settled(budgetId) + server.bill.calls / 2)
  // It was worth it: the runs nobody may stop have more calls than fit into the budget of their own model, so another one
  // was asked; and some calls were cut off and stand in the ledger with the most they may have cost.
  expect(billed.switched).toBeGreaterThan(0)
  expect(server.bill.calls).toBeGreaterThan(20)
  expect(check.atMaximum()).toBeGreaterThan(0)
})
