import { z } from 'zod'
import { userError } from '../../errors.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { TeamMember } from './team.ts'

/** A task as a person or a planner writes it. `agent` is a member's name; `after` are the ids of those it builds on. */
export const listedTask = z.object({
  id: z.string().trim().min(1).max(60),
  title: z.string().trim().min(1).max(2_000),
  agent: z.string().trim().min(1),
  after: z.array(z.string().trim()).default([]),
})
export type ListedTask = z.infer<typeof listedTask>

export const mostTasks = 100

export function planSchema(members: TeamMember[]): JsonObject {
  const text = (description: string): JsonObject => ({ type: 'string', description })
  return {
    type: 'object',
    properties: {
      tasks: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            id: text('A short name of its own, such as `research`.'),
            title: text('What is to be done, so that whoever does it needs nothing else.'),
            agent: { ...text('Who does it.'), enum: members.map(({ name }) => name) },
            after: { type: 'array', items: text('The id of a task whose result it needs.') },
          },
          required: ['id', 'title', 'agent', 'after'],
          additionalProperties: false,
        },
      },
    },
    required: ['tasks'],
    additionalProperties: false,
  }
}

const field = 'params.tasks'
const refuse = (reason: string, message: string, hint?: string) =>
  userError(`team.${reason}`, message, { field, ...(hint && { hint }) })

/** Reads a list of tasks and refuses one that cannot be worked through, saying what is wrong with it. */
export function readTasks(given: Json, members: TeamMember[]): ListedTask[] {
  const parsed = z.array(listedTask).safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue?.path.join('.')
    const message = `The list of tasks cannot be read${where ? ` at \`${where}\`` : ''}: ${issue?.message ?? ''}.`
    throw refuse('bad-tasks', message, 'Each task is `{ id, title, agent, after: [ids] }`.')
  }
  const tasks = parsed.data
  if (tasks.length === 0) throw refuse('no-tasks', 'The list of tasks is empty.')
  if (tasks.length > mostTasks) throw refuse('many-tasks', `There are ${tasks.length} tasks; at most ${mostTasks} fit.`)
  const known = new Set<string>()
  for (const { id } of tasks) {
    if (known.has(id)) throw refuse('same-task', `Two tasks have the id \`${id}\`.`)
    known.add(id)
  }
  const names = new Map(members.map(({ name }) => [name.toLowerCase(), name]))
  const checked = tasks.map((task) => {
    const agent = names.get(task.agent.toLowerCase())
    if (!agent) {
      const all = [...names.values()].join(', ')
      throw refuse('no-member', `Task \`${task.id}\` is for “${task.agent}”; the team has ${all}.`)
    }
    const missing = task.after.find((id) => !known.has(id))
    if (missing !== undefined) {
      throw refuse('no-task', `Task \`${task.id}\` comes after \`${missing}\`, which is not in the list.`)
    }
    return { ...task, agent, after: [...new Set(task.after)] }
  })
  const cycle = findCycle(checked)
  if (cycle) {
    const path = cycle.join(' -> ')
    throw refuse('cycle', `The tasks wait for each other: ${path}.`, 'Take one of them out of another’s `after`.')
  }
  return checked
}

/** Ids that lead back to where they began, each waiting for the next: `a, b, a`. */
export function findCycle(tasks: Pick<ListedTask, 'id' | 'after'>[]): string[] | null {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const isDone = new Set<string>()
  for (const { id } of tasks) {
    const cycle = follow(id, [])
    if (cycle) return cycle
  }
  return null

  function follow(id: string, path: string[]): string[] | null {
    const before = path.indexOf(id)
    if (before >= 0) return [...path.slice(before), id]
    if (isDone.has(id)) return null
    for (const next of byId.get(id)?.after ?? []) {
      const cycle = follow(next, [...path, id])
      if (cycle) return cycle
    }
    isDone.add(id)
    return null
  }
}

/** The tasks so that each stands behind all it comes after; of those that could be next, the one listed first. */
export function inOrder<T extends Pick<ListedTask, 'id' | 'after'>>(tasks: T[]): T[] {
  const left = [...tasks]
  const placed = new Set<string>()
  const ordered: T[] = []
  while (left.length > 0) {
    const next = left.findIndex(({ after }) => after.every((id) => placed.has(id)))
    const [task] = left.splice(next, 1)
    // A cycle was refused before: one can always be next.
    if (next < 0 || !task) break
    placed.add(task.id)
    ordered.push(task)
  }
  return ordered
}
