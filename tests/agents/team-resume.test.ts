import { expect, onTestFinished, test } from 'vitest'
import type { JsonObject } from '../../shared/json.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { cutPowerDuring } from '../support/power-cut.ts'
import { type ScriptedModel, scriptedModel } from '../support/scripted-model.ts'
import { answerOf, isAsked, member, teamOf } from '../support/team-kit.ts'
import { openTestEngine } from '../support/test-engine.ts'
import { eventsOf, untilEvent, untilOver } from '../support/waiting-runs.ts'

/**
 * Runs a team until the member named is under way and everyone else has answered, cuts the power, and lets another program
 * go on from there with the answers given.
 */
async function cutDuring(params: JsonObject, names: string[], { held, done }: { held: string; done: number }) {
  const model = await scriptedModel([])
  onTestFinished(() => model.close())
  const under = model.answer({ text: 'never seen', stopAfter: { pieces: 1, by: 'hold' } }, isAsked(held))
  const members = names.map((name) => member(model, name))
  const engine = await openTestEngine({ env: model.env })
  const start = async (script: (model: ScriptedModel) => void) => {
    script(model)
    const text = writeWorkflowFile(teamOf({ members, ...params }))
    const { runId } = await engine.startFile({ text, inputs: {} })
    let finished = 0
    if (done > 0) await untilEvent(engine, runId, (event) => event.type === 'node-finished' && ++finished === done)
    const left = await cutPowerDuring({ engine, runId, held: under })
    return { runId, left }
  }
  const goOn = async ({ runId, left }: { runId: string; left: string }) => {
    const next = await openTestEngine({ env: model.env, dataDir: left })
    return untilOver(next, runId)
  }
  return { model, start, goOn }
}

/** How often each member was asked. */
const timesAsked = (model: ScriptedModel, names: string[]) =>
  names.map((name) => model.asked.filter((asked) => isAsked(name)(asked)).length)

test('stopped in the middle of a sequence, what was paid is not paid again, and nothing is said twice', async () => {
  const names = ['Ada', 'Bo', 'Cy']
  const { model, start, goOn } = await cutDuring({ mode: 'sequence' }, names, { held: 'Bo', done: 1 })
  const cut = await start((script) => script.script(answerOf('Ada', 'a')))
  model.script(answerOf('Bo', 'b'), answerOf('Cy', 'c'))
  const view = await goOn(cut)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { after: 'c' } })
  expect(timesAsked(model, names)).toEqual([1, 2, 1])
  const said = eventsOf(cut.left, 'agent-said').flatMap((event) => (event.type === 'agent-said' ? [event] : []))
  expect(said.map(({ from, to, about }) => `${from} > ${to}: ${about}`)).toEqual([
    ...['Team > Ada: task', 'Ada > Bo: result', 'Ada > Bo: task'],
    ...['Bo > Cy: result', 'Bo > Cy: task', 'Cy > Team: result'],
  ])
})

test('stopped in the middle of tasks, those that are done stay done, in the same rounds', async () => {
  const tasks = [
    { id: 'slow', title: 'Do slow.', agent: 'Bo', after: [] },
    { id: 'quick', title: 'Do quick.', agent: 'Ada', after: [] },
    { id: 'last', title: 'Do last.', agent: 'Cy', after: ['slow', 'quick'] },
  ]
  const names = ['Ada', 'Bo', 'Cy']
  const { model, start, goOn } = await cutDuring({ mode: 'tasks', tasks }, names, { held: 'Bo', done: 1 })
  const cut = await start((script) => script.script(answerOf('Ada', 'q')))
  model.script(answerOf('Bo', 's'), answerOf('Cy', 'l'))
  const view = await goOn(cut)
  expect(view.nodes.team?.outputs?.out).toEqual({ slow: 's', quick: 'q', last: 'l' })
  expect(timesAsked(model, names)).toEqual([1, 2, 1])
  expect(view.nodes['team#4/ada']?.status).toBe('succeeded')
  const changes = eventsOf(cut.left, 'task-changed').flatMap((event) =>
    event.type === 'task-changed' ? [`${event.task.id} ${event.task.state}`] : [],
  )
  expect(new Set(changes).size).toBe(changes.length)
  expect(changes.filter((change) => change.endsWith('done'))).toEqual(['quick done', 'slow done', 'last done'])
})

test('stopped while one leads, the hand-overs that came back are not made again', async () => {
  const names = ['Lead', 'Ada', 'Bo']
  const { model, start, goOn } = await cutDuring({ mode: 'supervisor' }, names, { held: 'Bo', done: 1 })
  const calls = [
    { name: 'hand_over_to_ada', arguments: { task: 'One.' } },
    { name: 'hand_over_to_bo', arguments: { task: 'Two.' } },
  ]
  const cut = await start((script) => script.script({ toolCalls: calls, when: isAsked('Lead') }, answerOf('Ada', 'a')))
  model.script(answerOf('Bo', 'b'), answerOf('Lead', 'done'))
  const view = await goOn(cut)
  expect(view).toMatchObject({ status: 'succeeded', outputs: { after: 'done' } })
  expect(timesAsked(model, names)).toEqual([2, 1, 2])
  expect(view.nodes.team?.toolCalls?.map(({ status, output }) => [status, output])).toEqual([
    ['succeeded', 'a'],
    ['succeeded', 'b'],
  ])
})

test('stopped in the middle of a review, it goes on in the same round', async () => {
  const names = ['Ada', 'Rex']
  const { model, start, goOn } = await cutDuring({ mode: 'review' }, names, { held: 'Rex', done: 1 })
  const cut = await start((script) => script.script(answerOf('Ada', 'draft')))
  model.script(answerOf('Rex', JSON.stringify({ approved: true, comments: 'Fine.' })))
  const view = await goOn(cut)
  expect(view.nodes.team?.outputs).toMatchObject({ out: 'draft', details: { approved: true, rounds: 1 } })
  expect(timesAsked(model, names)).toEqual([1, 2])
})
