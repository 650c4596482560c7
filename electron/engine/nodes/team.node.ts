import { z } from 'zod'
import { agentFormat } from '../../../shared/agents/agent.ts'
import { firstGood, joinAll, takeVote } from '../../../shared/agents/team/parallel.ts'
import { writeAndReview } from '../../../shared/agents/team/review.ts'
import { workInSequence } from '../../../shared/agents/team/sequence.ts'
import { workUnderSupervisor } from '../../../shared/agents/team/supervisor.ts'
import { readTasks } from '../../../shared/agents/team/task-list.ts'
import { planTasks, workOnTasks } from '../../../shared/agents/team/tasks.ts'
import {
  checkMembers,
  memberNamed,
  type Team,
  type TeamResult,
  teamMember,
  teamModes,
} from '../../../shared/agents/team/team.ts'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { userError } from '../../../shared/errors.ts'
import { isTruthy } from '../../../shared/truthy.ts'
import { defineNode, type NodeContext } from './define-node.ts'

const forMode = (...is: string[]) => ({ showWhen: { param: 'mode', is } })
const forJoin = (...is: string[]) => ({ showWhen: { param: 'join', is } })
const member = (title: string, description: string) => hint({ title, description, raw: true })

const params = z.object({
  mode: z
    .enum(teamModes)
    .default('sequence')
    .meta(
      hint({
        title: 'How they work together',
        choices: {
          sequence: 'One after the other',
          parallel: 'All at once',
          supervisor: 'One leads and hands over',
          review: 'One writes, one reviews',
          tasks: 'From a list of tasks',
        },
      }),
    ),
  members: z
    .array(teamMember)
    .max(20)
    .default([])
    .meta(hint({ title: 'Agents', control: 'agents', raw: true })),
  task: textParam({ required: true })
    .default('{{ input }}')
    .meta(hint({ title: 'Task', description: 'What the team is to do.', control: 'long-text' })),
  join: z
    .enum(['all', 'first-good', 'vote'])
    .default('all')
    .meta(
      hint({
        ...{ title: 'What counts', ...forMode('parallel') },
        choices: { all: 'All their answers', 'first-good': 'The first good answer', vote: 'A vote' },
      }),
    ),
  isGood: z
    .string()
    .default('')
    .meta(
      hint({
        title: 'Good is',
        description:
          'JavaScript that sees `answer`, `member` and the nodes before this one. Left empty, any answer is good. The other agents are stopped; what they were asked until then is paid.',
        ...{ control: 'code', language: 'javascript', placeholder: 'answer.length > 200', raw: true },
        ...{ expressionOf: ['answer', 'member'], ...forJoin('first-good') },
      }),
    ),
  choices: z
    .array(z.string().trim().min(1))
    .max(20)
    .default([])
    .meta(hint({ title: 'Choices', description: 'What they vote for.', control: 'text-list', ...forJoin('vote') })),
  decider: z
    .string()
    .default('')
    .meta(
      hint({
        ...{ title: 'Decides a tie', ...forJoin('vote'), raw: true },
        description: 'Name of the agent whose vote then counts. Left empty: the first in the list.',
      }),
    ),
  supervisor: z
    .string()
    .default('')
    .meta({ ...member('Leads', 'Name of the agent; left empty, the first.'), ...forMode('supervisor') }),
  mostHandOvers: z
    .number()
    .int()
    .min(1)
    .max(200)
    .default(10)
    .meta(hint({ title: 'Most hand-overs', ...forMode('supervisor') })),
  author: z
    .string()
    .default('')
    .meta({ ...member('Writes', 'Name of the agent; left empty, the first.'), ...forMode('review') }),
  reviewer: z
    .string()
    .default('')
    .meta({ ...member('Reviews', 'Name of the agent; left empty, the second.'), ...forMode('review') }),
  mostRounds: z
    .number()
    .int()
    .min(1)
    .max(50)
    .default(3)
    .meta(hint({ title: 'Most rounds', description: 'Then what was written last counts.', ...forMode('review') })),
  planner: z
    .string()
    .default('')
    .meta({
      ...member('Plans', 'Name of the agent that makes the list; left empty, the list stands below.'),
      ...forMode('tasks'),
    }),
  tasks: valueParam()
    .default([])
    .meta(
      hint({
        title: 'Tasks',
        description: 'A list of `{ id, title, agent, after: [ids] }`. Each begins once those it comes after are done.',
        ...{ control: 'json', ...forMode('tasks') },
      }),
    ),
  onFailure: z
    .enum(['fail', 'keep-going'])
    .default('fail')
    .meta(
      hint({
        title: 'When one fails',
        description: 'What does not need it is finished in any case.',
        choices: { fail: 'Fail at the end', 'keep-going': 'Go on, with null as its result' },
        ...forMode('parallel', 'tasks'),
      }),
    ),
  files: valueParam()
    .default([])
    .meta(hint({ title: 'Files', description: 'They go along with each task.', control: 'file', advanced: true })),
  version: z
    .enum(['published', 'draft'])
    .default('published')
    .meta(
      hint({
        title: 'Version',
        description: 'Of agents that were made on the Agents page.',
        choices: { published: 'What is published', draft: 'The draft as it is then' },
        advanced: true,
      }),
    ),
})
type Params = z.output<typeof params>

export default defineNode({
  type: 'team',
  version: 1,
  title: 'Team of agents',
  group: 'agent',
  icon: 'users',
  summary: 'Lets several agents work together: in turn, at once, led by one, with reviews, or from a list of tasks.',
  keywords: ['team', 'agents', 'multi-agent', 'crew', 'supervisor', 'hand-over', 'vote', 'review', 'tasks', 'planner'],
  params,
  inputs: [{ id: 'in', title: 'Input' }],
  outputs: [
    { id: 'out', title: 'Result' },
    { id: 'details', title: 'Details', type: 'object' },
  ],
  usesModel: true,
  runsOthers: true,
  readsOutside: true,
  cardParam: 'mode',
  example: {
    mode: 'review',
    members: [
      {
        name: 'Writer',
        definition: {
          ...{ format: agentFormat, kind: 'agent', name: 'Writer', colour: 'violet' },
          instructions: 'You write short, clear texts. What a review asks for, you change; the rest stays as it is.',
        },
      },
      {
        name: 'Reviewer',
        definition: {
          ...{ format: agentFormat, kind: 'agent', name: 'Reviewer', colour: 'amber' },
          instructions: 'You review texts: is each sentence clear, needed and true to the task? Say what to change.',
        },
      },
    ],
  },
  run: async (context, { params }) => {
    const { out, details } = await work(context, params)
    return { out, details }
  },
})

function work(context: NodeContext, params: Params): Promise<TeamResult> {
  const { mode, members, task, version, files } = params
  checkMembers(members, mode === 'review' || mode === 'supervisor' ? 2 : 1)
  const team: Team = { context, members, task, version, files: Array.isArray(files) ? files : [files] }
  const named = (param: 'supervisor' | 'author' | 'reviewer' | 'planner', usual = 0) =>
    memberNamed(members, params[param], { usual, field: `params.${param}` })
  const keepsGoing = params.onFailure === 'keep-going'
  switch (mode) {
    case 'sequence':
      return workInSequence(team)
    case 'parallel':
      return joined(context, team, params)
    case 'supervisor':
      return supervised(context, team, params)
    case 'review': {
      const author = named('author')
      const reviewer = named('reviewer', members[0] === author ? 1 : 0)
      if (author === reviewer) throw sameTwice(author.name)
      return writeAndReview(team, { author, reviewer, rounds: params.mostRounds })
    }
    case 'tasks': {
      const planned = params.planner.trim() === '' ? null : planTasks(team, named('planner'))
      const listed = planned ?? Promise.resolve(readTasks(params.tasks, members))
      return listed.then((tasks) => workOnTasks(team, { tasks, keepsGoing }))
    }
  }
}

function joined(context: NodeContext, team: Team, { join, isGood, choices, decider, onFailure }: Params) {
  if (join === 'all') return joinAll(team, { keepsGoing: onFailure === 'keep-going' })
  if (join === 'vote') return takeVote(team, { choices, decider })
  return firstGood(team, async (answer, name) => {
    if (isGood.trim() === '') return true
    const names = { answer, member: name }
    return isTruthy(await context.evaluate({ source: isGood, names, field: 'params.isGood' }))
  })
}

function supervised(context: NodeContext, team: Team, { supervisor: name, mostHandOvers: most }: Params) {
  const { members, version, files } = team
  const supervisor = memberNamed(members, name, { usual: 0, field: 'params.supervisor' })
  return workUnderSupervisor(team, {
    ...{ supervisor, most },
    async supervise({ member: { agentId, definition }, task, helpers }) {
      const who = agentId === '' && definition ? { agentId: null, definition } : { agentId }
      const { data, text } = await context.runAgent({ ...who, version, task, files, helpers })
      return data ?? text
    },
  })
}

function sameTwice(name: string) {
  return userError('team.same-twice', `“${name}” cannot review what it wrote itself.`, {
    field: 'params.reviewer',
    hint: 'Name two different agents of the team.',
  })
}
