import { z } from 'zod'
import { hint, valueToText } from '../../catalog/param.ts'
import { type ErrorInfo, NitiError, userError } from '../../errors.ts'
import type { Json, JsonObject } from '../../json.ts'
import { formatMicroUsd } from '../../money.ts'
import type { LogLevel, RunEvent, TeamTask } from '../../run/events.ts'
import { nodeId } from '../../workflow/workflow.ts'
import { agentDocument } from '../agent.ts'

export const teamModes = ['sequence', 'parallel', 'supervisor', 'review', 'tasks'] as const

/** One of a team: an agent of the workspace, or one that is written into the node. */
export const teamMember = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .meta(hint({ title: 'Name', raw: true })),
  role: z
    .string()
    .max(1_000)
    .default('')
    .meta(hint({ title: 'What it is good for', description: 'As the others are told.', raw: true })),
  agentId: z
    .string()
    .default('')
    .meta(hint({ title: 'Agent', control: 'agent', raw: true })),
  definition: agentDocument.optional().meta(hint({ title: 'Written here', control: 'agent-definition', raw: true })),
})
export type TeamMember = z.infer<typeof teamMember>

/** What speaks for the team as a whole. */
export const teamName = 'Team'

type Words = Pick<Extract<RunEvent, { type: 'agent-said' }>, 'from' | 'to' | 'about' | 'text'>

/** What a team needs of the node it works in. */
export type TeamContext = {
  signal: AbortSignal
  log(level: LogLevel, text: string): void
  runNode(work: {
    index: number
    id: string
    title: string
    type: string
    params: JsonObject
    signal?: AbortSignal
  }): Promise<Json>
  say(said: Words): void
  noteTask(task: TeamTask): void
}

export type Team = {
  context: TeamContext
  members: TeamMember[]
  task: string
  /** Which version of the workspace's agents works. */
  version: 'published' | 'draft'
  /** Files that go along with the task. */
  files: Json[]
  /** What all of them together may cost; null: as much as the budgets let them. */
  limit: { maxMicroUsd: number; isReached(): boolean } | null
}

/** What a team gives: its answer, and how it came to it. */
export type TeamResult = { out: Json; details: JsonObject }

export type Assignment = {
  member: TeamMember
  /** The round of the team's node it is done in: the same each time the team is run, whatever came first. */
  index: number
  task: string
  /** Who gives it; the team itself unless told. */
  from?: string
  about?: 'task' | 'hand-over'
  /** JSON Schema of the answer, where it is not the agent's own. */
  output?: JsonObject
  signal?: AbortSignal
}

/** Lets a member work on something. A failure names it. */
export async function assign(team: Team, assignment: Assignment): Promise<Json> {
  const { member, index, task, from = teamName, about = 'task', output, signal } = assignment
  const { context, version, files } = team
  context.say({ from, to: member.name, about, text: task })
  const params: JsonObject = { ...agentParams(member), version, task, files, ...(output && { output }) }
  const work = { index, id: idOf(member.name), title: member.name, type: 'agent', params }
  let answer: Json
  try {
    answer = await context.runNode({ ...work, ...(signal && { signal }) })
  } catch (thrown) {
    throw naming(member, thrown)
  }
  refuseOverLimit(team)
  return answer
}

/** An agent that has to stop for want of money answers with what it has: of a team's work that would be a part. */
function refuseOverLimit({ limit }: Team): void {
  if (limit?.isReached()) throw overLimit(limit.maxMicroUsd)
}

export function overLimit(maxMicroUsd: number) {
  return userError('team.cost-limit', `The team was stopped: it may cost ${formatMicroUsd(maxMicroUsd)} at most.`, {
    field: 'params.maxMicroUsd',
    hint: 'Raise its limit, or give it less to do. What its agents did until then stands in the trace.',
  })
}

/** Which agent a member is, as the params of an agent's node say it. */
export function agentParams({ agentId, definition }: TeamMember): JsonObject {
  // A document is JSON, although its type knows of fields that are left out.
  return agentId === '' && definition ? { definition: definition as unknown as JsonObject } : { agentId }
}

/** A name as the id of a node. */
export function idOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/[^a-zA-Z0-9]+/g, '_')
  const id = plain.replace(/^[^a-zA-Z]+|_+$/g, '').slice(0, 60)
  const named = id === '' ? 'member' : `${id[0]?.toLowerCase()}${id.slice(1)}`
  return nodeId.safeParse(named).success ? named : `${named}_`
}

/** A task of several parts, each under its heading; parts without text are left out. */
export function brief(parts: [heading: string, text: Json][]): string {
  return parts
    .map(([heading, value]) => [heading, valueToText(value).trim()] as const)
    .filter(([, text]) => text !== '')
    .map(([heading, text]) => (heading === '' ? text : `**${heading}**\n\n${text}`))
    .join('\n\n')
}

/** Refuses a team that cannot work, before anything is paid. */
export function checkMembers(members: TeamMember[], least: number): void {
  if (members.length < least) {
    const message = `A team of this kind needs at least ${least === 1 ? 'one agent' : `${least} agents`}; it has ${members.length}.`
    throw userError('team.too-few', message, { field: 'params.members' })
  }
  const seen = new Set<string>()
  for (const [at, { name, agentId, definition }] of members.entries()) {
    const field = `params.members.${at}`
    if (seen.has(name.toLowerCase())) {
      const hint = 'Names say who is meant; give each its own.'
      throw userError('team.same-name', `Two agents of the team are called “${name}”.`, { field, hint })
    }
    seen.add(name.toLowerCase())
    if (agentId === '' && !definition) {
      throw userError('team.no-agent', `No agent was chosen for “${name}”.`, {
        field,
        hint: 'Choose one, or write one.',
      })
    }
  }
}

/** The member of that name; empty: the one at `usual`. */
export function memberNamed(members: TeamMember[], name: string, { usual, field }: { usual: number; field: string }) {
  const wanted = name.trim().toLowerCase()
  const found = wanted === '' ? members[usual] : members.find((member) => member.name.toLowerCase() === wanted)
  if (found) return found
  const names = members.map((member) => member.name).join(', ')
  throw userError('team.no-member', `The team has no “${name}”; it has ${names}.`, { field })
}

/** The error of a failed member with its name in the words; what calls the run off stays as it is. */
export function naming({ name }: Pick<TeamMember, 'name'>, thrown: unknown): unknown {
  if (!(thrown instanceof NitiError) || thrown.info.kind === 'cancelled') return thrown
  const { nodeId: _, field: __, position: ___, ...info } = thrown.info
  return new NitiError({ ...info, message: `“${name}”: ${info.message}` }, { cause: thrown })
}

/** What is said of a member's failure; null where the run was called off, or it is a mistake of ours. */
export function failureOf(thrown: unknown): ErrorInfo | null {
  return thrown instanceof NitiError && thrown.info.kind !== 'cancelled' ? thrown.info : null
}
