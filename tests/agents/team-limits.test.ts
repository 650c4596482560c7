import { expect, onTestFinished, test } from 'vitest'
import { scriptedModel } from '../support/scripted-model.ts'
import { answerOf, isAsked, member, teamOf } from '../support/team-kit.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

/** A run whose model bills this much for each answer: 10,000 and 1,000 tokens come to 2,100 micro-dollars. */
const usage = { inputTokens: 10_000, outputTokens: 1_000 }

async function open(...names: string[]) {
  const model = await scriptedModel([])
  onTestFinished(() => model.close())
  const engine = await openTestEngine({ env: model.env })
  // Their answers are short, so that what a call may cost at most is not far from what it does.
  const members = names.map((name) => member(model, name, { maxOutputTokens: 1_000 }))
  return { model, engine, members }
}

test('what a team may cost holds for all of them together, and the team says that it was stopped', async () => {
  const { model, engine, members } = await open('Ada', 'Bo', 'Cy')
  model.script({ ...answerOf('Ada', 'a'), usage })
  const view = await runWorkflow(engine, teamOf({ members, mode: 'sequence', maxMicroUsd: 2_500 }))
  expect(view.nodes.team?.error).toMatchObject({
    ...{ code: 'team.cost-limit', field: 'params.maxMicroUsd' },
    message: 'The team was stopped: it may cost $0.0025 at most.',
  })
  expect(view.cost).toMatchObject({ microUsd: 2_100, calls: 1 })
  expect(view.nodes['team#2/cy']).toBeUndefined()
})

test('side by side they cannot exceed it either', async () => {
  const { model, engine, members } = await open('Ada', 'Bo', 'Cy', 'Di')
  // Each holds some 600 while it is under way, so not all of them fit at once.
  model.script(...['Ada', 'Bo', 'Cy'].map((name) => ({ ...answerOf(name, name), usage: { ...usage, inputTokens: 0 } })))
  const view = await runWorkflow(engine, teamOf({ members, mode: 'parallel', maxMicroUsd: 2_000 }))
  expect(view.nodes.team?.error?.message).toContain('at most')
  expect(view.cost).toMatchObject({ microUsd: 1_800, calls: 3 })
})

test('where one leads, its own part and all it hands over count', async () => {
  const { model, engine, members } = await open('Lead', 'Ada')
  const handOver = { name: 'hand_over_to_ada', arguments: { task: 'One.' } }
  model.script({ toolCalls: [handOver], when: isAsked('Lead'), usage }, { ...answerOf('Ada', 'a'), usage })
  const view = await runWorkflow(engine, teamOf({ members, mode: 'supervisor', maxMicroUsd: 4_500 }))
  expect(view.nodes.team?.error).toMatchObject({ code: 'team.cost-limit' })
  expect(view.cost).toMatchObject({ microUsd: 4_200, calls: 2 })
})

test('a budget holds over all agents of a team', async () => {
  const { model, engine, members } = await open('Ada', 'Bo')
  const scope = { kind: 'provider' as const, providerId: 'openai' }
  await engine.client.budgets.create({ scope, period: 'month', limitMicroUsd: 2_500, onExceed: 'fail' })
  model.script({ ...answerOf('Ada', 'a'), usage })
  const view = await runWorkflow(engine, teamOf({ members, mode: 'sequence' }))
  expect(view.status).toBe('failed')
  expect(view.nodes.team?.error?.code).toMatch(/^budget\./)
  expect(view.nodes.team?.error?.message).toMatch(/^“Bo”: /)
  expect(view.cost.microUsd).toBe(2_100)
})
