import type { JsonObject } from '../../json.ts'

export type Vote = { member: string; choice: string; reason: string }

export type VoteCount = {
  choice: string
  /** Votes by choice, those without any too. */
  counts: Record<string, number>
  /** The choices that had equally many, where more than one had the most. */
  tied: string[]
  /** Whose vote decided between them; null where nobody's had to. */
  decidedBy: string | null
}

/** What a member is to answer with. */
export function voteSchema(choices: string[]): JsonObject {
  return {
    type: 'object',
    properties: {
      choice: { type: 'string', enum: choices, description: 'The one you are for.' },
      reason: { type: 'string', description: 'Why, in a sentence or two.' },
    },
    required: ['choice', 'reason'],
    additionalProperties: false,
  }
}

/**
 * The choice with the most votes. Between several with equally many the vote of `decider` decides, or, where it is for
 * none of them or there is no such voter, the first vote that is for one of them. `votes` in the order of the members, and
 * at least one.
 */
export function countVotes(choices: string[], votes: Vote[], decider: string | null): VoteCount | null {
  const counts: Record<string, number> = Object.fromEntries(choices.map((choice) => [choice, 0]))
  for (const { choice } of votes) counts[choice] = (counts[choice] ?? 0) + 1
  const most = Math.max(...votes.map(({ choice }) => counts[choice] ?? 0))
  const leading = choices.filter((choice) => counts[choice] === most)
  const [only] = leading
  if (votes.length === 0 || only === undefined) return null
  if (leading.length === 1) return { choice: only, counts, tied: [], decidedBy: null }
  const isForOne = (vote: Vote) => leading.includes(vote.choice)
  const deciding = votes.find((vote) => vote.member === decider && isForOne(vote)) ?? votes.find(isForOne)
  return { choice: deciding?.choice ?? only, counts, tied: leading, decidedBy: deciding?.member ?? null }
}
