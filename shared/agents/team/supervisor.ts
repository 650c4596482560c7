import { valueToText } from '../../catalog/param.ts'
import { userError } from '../../errors.ts'
import type { Json } from '../../json.ts'
import { assign, brief, idOf, naming, type Team, type TeamMember, type TeamResult, teamName } from './team.ts'

/** Another that an agent can hand work to; it shows as one tool of it. */
export type Helper = {
  /** What the model calls the tool. */
  name: string
  title: string
  description: string
  /** Does the work in the round `index` of the agent's node, and gives what comes of it. */
  work(task: string, index: number): Promise<Json>
}

/** Lets the supervisor work in the team's own node. */
type Supervise = (request: { member: TeamMember; task: string; helpers: Helper[] }) => Promise<Json>

/**
 * One agent leads: it hands pieces of the work to the others, several at once where it likes, takes back what they made of
 * them, and answers. After `most` it is told to answer with what there is.
 */
export async function workUnderSupervisor(
  team: Team,
  { supervisor, most, supervise }: { supervisor: TeamMember; most: number; supervise: Supervise },
): Promise<TeamResult> {
  const { context, members } = team
  const others = members.filter((member) => member !== supervisor)
  const handOvers: { to: string; task: string }[] = []

  async function handOver(member: TeamMember, task: string, index: number): Promise<Json> {
    if (handOvers.length >= most) {
      const message = `Work was handed over ${most === 1 ? 'once' : `${most} times`}, the most there may be.`
      throw userError('team.hand-overs', message, { hint: 'Answer with what there is.' })
    }
    handOvers.push({ to: member.name, task })
    const answer = await assign(team, { member, index, task, from: supervisor.name, about: 'hand-over' })
    context.say({ from: member.name, to: supervisor.name, about: 'result', text: valueToText(answer) })
    return answer
  }

  const helpers = others.map((member): Helper => {
    const { name, role } = member
    const work = (task: string, index: number) => handOver(member, task, index)
    return {
      name: `hand_over_to_${idOf(name)}`,
      title: `Hand over to ${name}`,
      description: describe(name, role),
      work,
    }
  })
  const task = brief([
    ['', team.task],
    ['Your team', others.map(({ name, role }) => `- ${name}${role === '' ? '' : `: ${role}`}`).join('\n')],
    [
      'How you lead it',
      'Hand each piece of the work to whoever does it best, with all they need to know: they see nothing else. Several can work at the same time. Then answer with the whole.',
    ],
  ])
  context.say({ from: teamName, to: supervisor.name, about: 'task', text: team.task })
  try {
    const out = await supervise({ member: supervisor, task, helpers })
    context.say({ from: supervisor.name, to: teamName, about: 'result', text: valueToText(out) })
    return { out, details: { handOvers } }
  } catch (thrown) {
    throw naming(supervisor, thrown)
  }
}

function describe(name: string, role: string): string {
  return `Hands a piece of the work to ${name} and gives back the result.${role === '' ? '' : ` ${name}: ${role}`}`
}
