import { valueToText } from '../../catalog/param.ts'
import type { Json } from '../../json.ts'
import { assign, brief, type Team, type TeamResult, teamName } from './team.ts'

/** One after the other: each gets the task, and what the one before gave. */
export async function workInSequence(team: Team): Promise<TeamResult> {
  const { context, members, task } = team
  const steps: { member: string; answer: Json }[] = []
  let before: { name: string; answer: Json } | null = null
  for (const [index, member] of members.entries()) {
    const given: string = before
      ? brief([
          ['', task],
          [`What ${before.name} gave`, before.answer],
        ])
      : task
    const answer: Json = await assign(team, { member, index, task: given, from: before?.name ?? teamName })
    const next = members[index + 1]?.name ?? teamName
    context.say({ from: member.name, to: next, about: 'result', text: valueToText(answer) })
    steps.push({ member: member.name, answer })
    before = { name: member.name, answer }
  }
  return { out: before?.answer ?? null, details: { steps } }
}
