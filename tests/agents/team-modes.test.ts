import { expect, onTestFinished, test } from 'vitest'
import type { Json, JsonObject } from '../../shared/json.ts'
import type { NodeView, RunView } from '../../shared/run/view.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { type ScriptedAnswer, scriptedModel } from '../support/scripted-model.ts'
import { answerOf, isAsked, member, teamOf } from '../support/team-kit.ts'
import { openTestEngine, runWorkflow } from '../support/test-engine.ts'

/** A team that answers as the script says, and the run's end. The script must be used up, and nothing else asked for. */
async function runTeam(names: string[], params: JsonObject, ...answers: ScriptedAnswer[]) {
  const model = await scriptedModel(answers)
  const engine = await openTestEngine({ env: model.env })
  onTestFinished(() => model.close())
  const members = names.map((name) => member(model, name))
  const view = await runWorkflow(engine, teamOf({ members, ...params }))
  return { view, model, engine, team: teamNode(view) }
}

function teamNode(view: RunView): NodeView {
  const found = view.nodes.team
  if (!found) throw new Error('the team has not begun')
  return found
}

const outOf = ({ outputs }: NodeView): Json | undefined => outputs?.out
const wordsOf = ({ words = [] }: NodeView) => words.map(({ from, to, about }) => `${from} > ${to}: ${about}`)

test('in turn, each gets the task and what the one before gave', async () => {
  const { view, team, model } = await runTeam(
    ['Ada', 'Bo'],
    { mode: 'sequence' },
    answerOf('Ada', 'Tea is old.'),
    answerOf('Bo', 'Tea is old and good.'),
  )
  expect(view.outputs).toEqual({ after: 'Tea is old and good.' })
  expect(team.outputs?.details).toEqual({
    steps: [
      { member: 'Ada', answer: 'Tea is old.' },
      { member: 'Bo', answer: 'Tea is old and good.' },
    ],
  })
  expect(model.asked[1]?.turns[0]?.text).toContain('Write about tea.')
  expect(model.asked[1]?.turns[0]?.text).toContain('**What Ada gave**\n\nTea is old.')
  expect(wordsOf(team)).toEqual(['Team > Ada: task', 'Ada > Bo: result', 'Ada > Bo: task', 'Bo > Team: result'])
})

test('what each of them cost stands with its own work, and all of it with the team', async () => {
  const { view, team } = await runTeam(
    ['Ada', 'Bo'],
    { mode: 'sequence' },
    answerOf('Ada', 'Tea.'),
    answerOf('Bo', 'Tea!'),
  )
  const own = [view.nodes['team#0/ada'], view.nodes['team#1/bo']].map((node) => node?.cost)
  expect(own).toEqual([
    { inputTokens: 100, outputTokens: 10, microUsd: 21, unknownCalls: 0, calls: 1 },
    { inputTokens: 100, outputTokens: 10, microUsd: 21, unknownCalls: 0, calls: 1 },
  ])
  expect(team.cost).toMatchObject({ microUsd: 42, calls: 2 })
  expect(view.cost).toEqual(team.cost)
})

test('all at once, joined by name; one that fails fails the team once the others are done', async () => {
  const { view, team } = await runTeam(['Ada', 'Bo'], { mode: 'parallel' }, answerOf('Bo', 'b'), answerOf('Ada', 'a'))
  expect(outOf(team)).toEqual({ Ada: 'a', Bo: 'b' })
  expect(view.status).toBe('succeeded')

  const broken: ScriptedAnswer = { status: 400, body: { error: { message: 'No.' } }, when: isAsked('Ada') }
  const failed = await runTeam(['Ada', 'Bo'], { mode: 'parallel' }, broken, answerOf('Bo', 'b'))
  expect(failed.view.status).toBe('failed')
  expect(failed.team.error?.message).toMatch(/^“Ada”: /)
  expect(failed.view.nodes['team#1/bo']?.status).toBe('succeeded')
})

test('all at once, and one that fails gives null where the team is to go on', async () => {
  const broken: ScriptedAnswer = { status: 400, body: { error: { message: 'No.' } }, when: isAsked('Ada') }
  const { team } = await runTeam(
    ['Ada', 'Bo'],
    { mode: 'parallel', onFailure: 'keep-going' },
    broken,
    answerOf('Bo', 'b'),
  )
  expect(outOf(team)).toEqual({ Ada: null, Bo: 'b' })
  expect(team.outputs?.details).toMatchObject({ failures: { Ada: expect.stringMatching(/^“Ada”: /) } })
})

test('the first good answer counts, and the others are stopped down to the socket', async () => {
  const model = await scriptedModel([])
  onTestFinished(() => model.close())
  const held = model.answer({ text: 'Slow and long', stopAfter: { pieces: 1, by: 'hold' } }, isAsked('Ada'))
  model.script(answerOf('Cy', 'short'))
  const engine = await openTestEngine({ env: model.env })
  const members = ['Ada', 'Bo', 'Cy'].map((name) => member(model, name))
  // Bo answers once Ada is under way, so that there is something to stop.
  model.answer({ text: 'a good long answer', pause: { after: 0, until: held.arrived.then(() => {}) } }, isAsked('Bo'))
  const view = await runWorkflow(
    engine,
    teamOf({ members, mode: 'parallel', join: 'first-good', isGood: 'answer.length > 10 && member !== "Cy"' }),
  )
  await held.clientLeft
  const team = teamNode(view)
  expect(outOf(team)).toBe('a good long answer')
  expect(team.outputs?.details).toMatchObject({
    member: 'Bo',
    failures: { Cy: '“Cy”: its answer was not good enough.' },
  })
  expect(view.nodes['team#0/ada']?.status).toBe('cancelled')
  // What was sent until then is paid, and booked with the one that was stopped.
  expect(view.nodes['team#0/ada']?.cost.calls).toBe(1)
  expect(view.status).toBe('succeeded')
})

test('where none is good the team fails and says why of each', async () => {
  const { view, team } = await runTeam(
    ['Ada', 'Bo'],
    { mode: 'parallel', join: 'first-good', isGood: 'answer === "yes"' },
    answerOf('Ada', 'no'),
    answerOf('Bo', 'maybe'),
  )
  expect(view.status).toBe('failed')
  expect(team.error).toMatchObject({ code: 'team.none-good' })
  expect(team.error?.message).toContain('“Ada”: its answer was not good enough.')
})

test('a vote: the most win, a tie is told and decided by the one who was named', async () => {
  const vote = (name: string, choice: string) => answerOf(name, JSON.stringify({ choice, reason: `${name} says so` }))
  const choices = ['green', 'black']
  const tie = await runTeam(
    ['Ada', 'Bo'],
    { mode: 'parallel', join: 'vote', choices, decider: 'Bo' },
    vote('Ada', 'green'),
    vote('Bo', 'black'),
  )
  expect(outOf(tie.team)).toBe('black')
  expect(tie.team.outputs?.details).toMatchObject({ tied: choices, decidedBy: 'Bo', counts: { green: 1, black: 1 } })
  expect(tie.team.logs.map(({ text }) => text)).toEqual([
    '“green” and “black” had equally many votes; that of “Bo” decided.',
  ])
  expect(tie.team.words?.filter(({ about }) => about === 'vote').map(({ from, text }) => [from, text])).toEqual(
    expect.arrayContaining([
      ['Ada', 'green: Ada says so'],
      ['Bo', 'black: Bo says so'],
    ]),
  )
  expect(tie.model.asked[0]?.schema).toMatchObject({ properties: { choice: { enum: choices } } })
})

test('one leads: hands over to several at once, takes back what they made, and answers', async () => {
  const handOvers = [
    { name: 'hand_over_to_ada', arguments: { task: 'Find facts.' } },
    { name: 'hand_over_to_bo', arguments: { task: 'Find a title.' } },
  ]
  const { team, view, model } = await runTeam(
    ['Lead', 'Ada', 'Bo'],
    { mode: 'supervisor' },
    { toolCalls: handOvers, when: isAsked('Lead'), usage: { inputTokens: 100, outputTokens: 10 } },
    answerOf('Ada', 'Tea is old.'),
    answerOf('Bo', 'On tea'),
    answerOf('Lead', 'On tea: it is old.'),
  )
  expect(outOf(team)).toBe('On tea: it is old.')
  expect(
    model.asked
      .at(-1)
      ?.turns.at(-1)
      ?.results.map(({ text }) => text),
  ).toEqual(['Tea is old.', 'On tea'])
  expect(team.toolCalls?.map(({ title, status, inner }) => [title, status, inner])).toEqual([
    ['Hand over to Ada', 'succeeded', 'team#0/ada'],
    ['Hand over to Bo', 'succeeded', 'team#1/bo'],
  ])
  expect(wordsOf(team)).toEqual(
    expect.arrayContaining(['Lead > Ada: hand-over', 'Ada > Lead: result', 'Lead > Team: result']),
  )
  expect(team.outputs?.details).toEqual({
    handOvers: [
      { to: 'Ada', task: 'Find facts.' },
      { to: 'Bo', task: 'Find a title.' },
    ],
  })
  expect([team.cost.calls, view.nodes['team#0/ada']?.cost.calls]).toEqual([4, 1])
})

test('beyond the most hand-overs the one who leads is told to answer with what there is', async () => {
  const again: ScriptedAnswer = {
    toolCalls: [{ name: 'hand_over_to_ada', arguments: { task: 'More.' } }],
    when: isAsked('Lead'),
  }
  const { team, model } = await runTeam(
    ['Lead', 'Ada'],
    { mode: 'supervisor', mostHandOvers: 1 },
    again,
    answerOf('Ada', 'Some.'),
    again,
    answerOf('Lead', 'That is all.'),
  )
  expect(outOf(team)).toBe('That is all.')
  expect(model.asked.at(-1)?.turns.at(-1)?.results[0]).toMatchObject({
    text: expect.stringContaining('handed over once, the most there may be'),
    isError: expect.any(Boolean),
  })
})

test('one writes and one reviews until it is approved, or the rounds are over', async () => {
  const verdict = (approved: boolean, comments: string) => answerOf('Rex', JSON.stringify({ approved, comments }))
  const good = await runTeam(
    ['Ada', 'Rex'],
    { mode: 'review' },
    answerOf('Ada', 'Draft.'),
    verdict(false, 'Say more.'),
    answerOf('Ada', 'A longer draft.'),
    verdict(true, ''),
  )
  expect(outOf(good.team)).toBe('A longer draft.')
  expect(good.team.outputs?.details).toMatchObject({ approved: true, rounds: 2 })
  expect(good.model.asked[2]?.turns[0]?.text).toContain('**What Rex says of it**\n\nSay more.')
  expect(good.team.words?.filter(({ about }) => about === 'review').map(({ text }) => text)).toEqual([
    'Say more.',
    'Approved.',
  ])

  const never = await runTeam(
    ['Ada', 'Rex'],
    { mode: 'review', mostRounds: 1 },
    answerOf('Ada', 'Draft.'),
    verdict(false, 'No.'),
  )
  expect(outOf(never.team)).toBe('Draft.')
  expect(never.team.outputs?.details).toMatchObject({ approved: false, rounds: 1 })
  expect(never.team.logs[0]?.text).toContain('Not approved after 1 round;')
})

test('a team that cannot work is refused before anything is asked', async () => {
  const one = await runTeam(['Ada'], { mode: 'review' })
  expect(one.team.error).toMatchObject({ code: 'team.too-few', field: 'params.members' })
  const same = await runTeam(['Ada', 'Bo'], { mode: 'review', author: 'Bo', reviewer: 'bo' })
  expect(same.team.error).toMatchObject({ code: 'team.same-twice', field: 'params.reviewer' })
  const noChoice = await runTeam(['Ada', 'Bo'], { mode: 'parallel', join: 'vote', choices: ['one'] })
  expect(noChoice.team.error).toMatchObject({ code: 'team.no-choices', field: 'params.choices' })
})

test('plain nodes do the same: agents side by side, joined by a merge', async () => {
  const model = await scriptedModel([answerOf('Ada', 'a'), answerOf('Bo', 'b')])
  onTestFinished(() => model.close())
  const engine = await openTestEngine({ env: model.env })
  const agent = (name: string) => {
    const { definition = null } = member(model, name)
    return { type: 'agent', params: { task: 'Write.', definition } }
  }
  const drawn = drawWorkflow('start -> ada -> both, start -> bo -> both', {
    ...{ start: { type: 'manual' }, ada: agent('Ada'), bo: agent('Bo') },
    both: { type: 'merge', params: {} },
  })
  const view = await runWorkflow(engine, drawn)
  expect(view.outputs).toEqual({ both: ['a', 'b'] })
})
