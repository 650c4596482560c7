import { expect, onTestFinished, test } from 'vitest'
import type { JsonObject } from '../../shared/json.ts'
import { type ScriptedAnswer, scriptedModel } from '../support/scripted-model.ts'
import { answerOf, isAsked, member, teamOf } from '../support/team-kit.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'
import { eventsOf } from '../support/waiting-runs.ts'

const task = (id: string, agent: string, ...after: string[]): JsonObject => ({ id, title: `Do ${id}.`, agent, after })

async function runTasks(params: JsonObject, ...answers: ScriptedAnswer[]) {
  const model = await scriptedModel(answers)
  onTestFinished(() => model.close())
  const engine = await openTestEngine({ env: model.env })
  const members = ['Ada', 'Bo'].map((name) => member(model, name))
  const view = await runWorkflow(engine, teamOf({ mode: 'tasks', members, ...params }))
  const changes = eventsOf(engine.dataDir, 'task-changed').flatMap((event) =>
    event.type === 'task-changed' ? [`${event.task.id} ${event.task.state}`] : [],
  )
  return { view, model, changes, team: view.nodes.team }
}

const broken = (name: string, about: string): ScriptedAnswer => {
  return { status: 400, body: { error: { message: 'No.' } }, when: isAsked(name, about) }
}

test('each task begins once those it comes after are done, and is told what they gave', async () => {
  const tasks = [task('join', 'Ada', 'left', 'right'), task('left', 'Ada'), task('right', 'Bo')]
  const { view, model, changes, team } = await runTasks(
    { tasks },
    answerOf('Ada', 'L', 'Do left.'),
    answerOf('Bo', 'R', 'Do right.'),
    answerOf('Ada', 'LR', 'Do join.'),
  )
  expect(team?.outputs?.out).toEqual({ join: 'LR', left: 'L', right: 'R' })
  const asked = model.asked[2]?.turns[0]?.text
  expect(asked).toContain('**What Ada gave for `left`**\n\nL')
  expect(asked).toContain('**What Bo gave for `right`**\n\nR')
  expect(changes.slice(0, 5)).toEqual(['join queued', 'left queued', 'right queued', 'left running', 'right running'])
  expect(changes.slice(-2)).toEqual(['join running', 'join done'])
  // In a round of their own by their place in the list, whatever came first.
  expect(Object.keys(view.nodes).filter((key) => key.startsWith('team#'))).toEqual(
    expect.arrayContaining(['team#3/ada', 'team#4/ada', 'team#5/bo']),
  )
})

test('a failed task fails what comes after it; the rest goes on, and the team says which at the end', async () => {
  const tasks = [task('bad', 'Ada'), task('lost', 'Bo', 'bad'), task('deeper', 'Bo', 'lost'), task('good', 'Bo')]
  const answers = [broken('Ada', 'Do bad.'), answerOf('Bo', 'G', 'Do good.')]
  const { view, changes, team } = await runTasks({ tasks }, ...answers)
  expect(view.status).toBe('failed')
  expect(team?.error).toMatchObject({ code: 'team.task-failed' })
  expect(team?.error?.message).toMatch(/^Task `bad` failed: “Ada”: .* Not done either: `lost`, `deeper`\.$/)
  expect(changes.filter((change) => /done|failed/.test(change)).sort()).toEqual([
    'bad failed',
    'deeper failed',
    'good done',
    'lost failed',
  ])
  const goesOn = await runTasks({ tasks, onFailure: 'keep-going' }, ...answers)
  expect(goesOn.team?.outputs?.out).toEqual({ bad: null, lost: null, deeper: null, good: 'G' })
  expect(goesOn.team?.outputs?.details).toMatchObject({
    failures: { lost: 'It comes after `bad`, which failed.', deeper: 'It comes after `lost`, which failed.' },
  })
})

test('a list that goes round in a circle, or names nobody, is refused before anything is asked', async () => {
  const round = await runTasks({ tasks: [task('a', 'Ada', 'b'), task('b', 'Bo', 'a')] })
  expect(round.team?.error).toMatchObject({
    ...{ kind: 'user', code: 'team.cycle', field: 'params.tasks' },
    message: 'The tasks wait for each other: a -> b -> a.',
  })
  const nobody = await runTasks({ tasks: [task('a', 'Cy')] })
  expect(nobody.team?.error).toMatchObject({ code: 'team.no-member' })
  expect([round.view.cost.calls, nobody.view.cost.calls, round.changes.length]).toEqual([0, 0, 0])
})

test('a planner makes the list, and is told what is wrong with it', async () => {
  const plan = (...tasks: JsonObject[]) => JSON.stringify({ tasks })
  const { team, model } = await runTasks(
    { planner: 'Ada' },
    answerOf('Ada', plan(task('a', 'Bo', 'b'), task('b', 'Bo', 'a')), 'Split this'),
    answerOf('Ada', plan(task('read', 'Bo')), 'The tasks wait for each other'),
    answerOf('Bo', 'It is tea.', 'Do read.'),
  )
  expect(team?.outputs?.out).toEqual({ read: 'It is tea.' })
  expect(model.asked[1]?.turns[0]?.text).toContain('a -> b -> a')
  expect(model.asked[0]?.schema).toMatchObject({
    properties: { tasks: { items: { properties: { agent: { enum: ['Ada', 'Bo'] } } } } },
  })
  expect(team?.words?.find(({ from, to }) => from === 'Ada' && to === 'Team')?.text).toBe('read: Do read. (Bo)')
})
