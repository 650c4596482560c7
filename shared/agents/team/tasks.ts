import { valueToText } from '../../catalog/param.ts'
import { cancelledError, userError } from '../../errors.ts'
import { isJsonObject, type Json } from '../../json.ts'
import type { TeamTask } from '../../run/events.ts'
import { inOrder, type ListedTask, planSchema, readTasks } from './task-list.ts'
import { assign, brief, failureOf, memberNamed, type Team, type TeamMember, type TeamResult, teamName } from './team.ts'

/** Times a planner is asked for a list that can be worked through; tasks are done in the rounds after these. */
const mostPlans = 3

type TaskEnd = { result: Json } | { failed: string }

/** A list that a member makes, or null: then it is given. */
export async function planTasks(team: Team, planner: TeamMember): Promise<ListedTask[]> {
  const { context, members, task } = team
  const who = members.map(({ name, role }) => `- ${name}${role === '' ? '' : `: ${role}`}`).join('\n')
  let wrong = ''
  for (let index = 0; ; index++) {
    const asked = brief([
      ['', 'Split this into tasks for the team. What can be done at the same time must not wait for each other.'],
      ['What is to be done', task],
      ['The team', who],
      ['What was wrong with your last list', wrong],
    ])
    const given = await assign(team, { member: planner, index, task: asked, output: planSchema(members) })
    try {
      const tasks = readTasks(isJsonObject(given) ? (given.tasks ?? null) : given, members)
      const words = tasks.map(({ id, title, agent }) => `${id}: ${title} (${agent})`).join('\n')
      context.say({ from: planner.name, to: teamName, about: 'result', text: words })
      return tasks
    } catch (thrown) {
      const failure = failureOf(thrown)
      if (!failure || index + 1 === mostPlans) throw thrown
      wrong = failure.message
      context.say({ from: teamName, to: planner.name, about: 'review', text: wrong })
    }
  }
}

/**
 * Works through a list: each task as soon as those it comes after are done, with their results. One that fails fails those
 * that need it; the others go on. `keepsGoing`: the team's answer then holds null for them, else the team fails at the end.
 */
export async function workOnTasks(
  team: Team,
  { tasks, keepsGoing }: { tasks: ListedTask[]; keepsGoing: boolean },
): Promise<TeamResult> {
  const { context } = team
  const rounds = new Map(tasks.map((task, at) => [task.id, mostPlans + at]))
  const note = (task: ListedTask, state: TeamTask['state']) =>
    context.noteTask({ ...task, state, index: rounds.get(task.id) ?? 0 })
  const ends = new Map<string, Promise<TaskEnd>>()
  for (const task of tasks) note(task, 'queued')
  for (const task of inOrder(tasks)) ends.set(task.id, work(task))
  // Nothing is left under way, whatever becomes of it.
  const settled = await Promise.allSettled(ends.values())
  if (context.signal.aborted) throw cancelledError()
  const broken = settled.find((one) => one.status === 'rejected')
  if (broken) throw broken.reason
  const ended = await Promise.all(tasks.map(async ({ id }) => [id, await ends.get(id)] as const))

  const results: Record<string, Json> = {}
  const failures: Record<string, string> = {}
  for (const [id, end] of ended) {
    results[id] = end && 'result' in end ? end.result : null
    if (end && 'failed' in end) failures[id] = end.failed
  }
  if (!keepsGoing) refuseFailures(failures)
  return { out: results, details: { results, failures } }

  async function work(task: ListedTask): Promise<TaskEnd> {
    const before = await Promise.all(task.after.map(async (id) => [id, await ends.get(id)] as const))
    const lost = before.filter(([, end]) => end && 'failed' in end).map(([id]) => id)
    if (lost.length > 0) {
      note(task, 'failed')
      return { failed: `It comes after \`${lost.join('`, `')}\`, which failed.` }
    }
    const given = before.flatMap(([id, end]): [string, Json][] => {
      const from = tasks.find((one) => one.id === id)
      return end && 'result' in end ? [[`What ${from?.agent} gave for \`${id}\``, end.result]] : []
    })
    const member = memberNamed(team.members, task.agent, { usual: 0, field: 'params.tasks' })
    const asked = brief([['', task.title], ['What it is a part of', team.task], ...given])
    note(task, 'running')
    try {
      const result = await assign(team, { member, index: rounds.get(task.id) ?? 0, task: asked })
      context.say({ from: member.name, to: teamName, about: 'result', text: valueToText(result) })
      note(task, 'done')
      return { result }
    } catch (thrown) {
      const failure = failureOf(thrown)
      if (!failure) throw thrown
      note(task, 'failed')
      context.log('warn', `Task \`${task.id}\` failed: ${failure.message}`)
      return { failed: failure.message }
    }
  }
}

function refuseFailures(failures: Record<string, string>): void {
  const [first, ...others] = Object.entries(failures)
  if (!first) return
  const [id, why] = first
  const more = others.length === 0 ? '' : ` Not done either: \`${others.map(([other]) => other).join('`, `')}\`.`
  throw userError('team.task-failed', `Task \`${id}\` failed: ${why}${more}`, {
    hint: 'See in the trace what its agent did, or let the team go on without what fails.',
  })
}
