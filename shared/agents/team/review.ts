import { valueToText } from '../../catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { assign, brief, type Team, type TeamMember, type TeamResult } from './team.ts'

export const verdictSchema: JsonObject = {
  type: 'object',
  properties: {
    approved: { type: 'boolean', description: 'True only if nothing has to be changed.' },
    comments: { type: 'string', description: 'What has to be changed, and how. Empty where it is approved.' },
  },
  required: ['approved', 'comments'],
  additionalProperties: false,
}

export type Verdict = { approved: boolean; comments: string }

/**
 * The author writes, the reviewer says what to change, until it approves or `rounds` are over. What was written last is
 * the answer either way; `details.approved` says which it was.
 */
export async function writeAndReview(
  team: Team,
  { author, reviewer, rounds }: { author: TeamMember; reviewer: TeamMember; rounds: number },
): Promise<TeamResult> {
  const { context, task } = team
  const reviews: Verdict[] = []
  let answer: Json = null
  for (let round = 0; round < rounds; round++) {
    const last = reviews.at(-1)
    const again = brief([
      ['', task],
      ['What you wrote', answer],
      [`What ${reviewer.name} says of it`, last?.comments ?? ''],
    ])
    const from = last ? reviewer.name : undefined
    answer = await assign(team, { member: author, index: 2 * round, task: last ? again : task, from })
    context.say({ from: author.name, to: reviewer.name, about: 'result', text: valueToText(answer) })
    const asked = brief([
      ['', 'Review what was written for this task. Approve it only if nothing has to be changed.'],
      ['The task', task],
      [`What ${author.name} wrote`, answer],
    ])
    const given = await assign(team, {
      ...{ member: reviewer, index: 2 * round + 1, task: asked, from: author.name },
      output: verdictSchema,
    })
    const verdict = readVerdict(given)
    reviews.push(verdict)
    const words = verdict.approved ? `Approved. ${verdict.comments}`.trim() : verdict.comments
    context.say({ from: reviewer.name, to: author.name, about: 'review', text: words })
    if (verdict.approved) break
  }
  const approved = reviews.at(-1)?.approved ?? false
  if (!approved)
    context.log(
      'warn',
      `Not approved after ${rounds} ${rounds === 1 ? 'round' : 'rounds'}; what was written last is the answer.`,
    )
  return { out: answer, details: { approved, rounds: reviews.length, reviews } }
}

/** What does not say that it approves does not. */
function readVerdict(given: Json): Verdict {
  const { approved, comments } = isJsonObject(given) ? given : { comments: given }
  return { approved: approved === true, comments: valueToText(comments ?? '') }
}
