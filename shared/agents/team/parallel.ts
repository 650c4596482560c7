import { valueToText } from '../../catalog/param.ts'
import { cancelledError, externalError, NitiError, userError } from '../../errors.ts'
import { isJsonObject, type Json } from '../../json.ts'
import { assign, failureOf, memberNamed, type Team, type TeamMember, type TeamResult, teamName } from './team.ts'
import { countVotes, type Vote, voteSchema } from './votes.ts'

/** How a member's work ended; `thrown` where it did not give anything. */
type Ended = { member: TeamMember } & ({ answer: Json } | { thrown: unknown })

/** All at once; each answer goes under its member's name. `keepsGoing`: one that fails gives null. */
export async function joinAll(team: Team, { keepsGoing }: { keepsGoing: boolean }): Promise<TeamResult> {
  const ended = await allAtOnce(team, team.task)
  refuseFailures(team, ended, keepsGoing)
  const answers = Object.fromEntries(ended.map((one) => [one.member.name, 'answer' in one ? one.answer : null]))
  return { out: answers, details: { answers, failures: failuresOf(ended) } }
}

/**
 * All at once, and the first good answer counts: the others are stopped where they are. What their models were asked until
 * then is paid; a call that is cut off is booked with the most it may have cost.
 */
export async function firstGood(
  team: Team,
  isGood: (answer: Json, member: string) => Promise<boolean>,
): Promise<TeamResult> {
  const { context, members, task } = team
  const cancels = members.map(() => new AbortController())
  let winner: { member: TeamMember; answer: Json } | null = null
  const stopOthers = (chosen: TeamMember) => {
    for (const [at, member] of members.entries()) {
      if (member !== chosen) cancels[at]?.abort(cancelledError(`“${chosen.name}” was first.`))
    }
  }
  const work = async (member: TeamMember, index: number): Promise<Ended> => {
    try {
      const answer = await assign(team, { member, index, task, signal: cancels[index]?.signal })
      if (winner) return { member, answer }
      const accepted = await isGood(answer, member.name)
      context.say({ from: member.name, to: teamName, about: 'result', text: valueToText(answer) })
      // Another may have been accepted while this one was looked at.
      if (accepted && !winner) {
        winner = { member, answer }
        stopOthers(member)
      }
      return accepted ? { member, answer } : { member, thrown: notGood(member) }
    } catch (thrown) {
      return { member, thrown }
    }
  }
  // Those that were stopped are waited for: what they used is booked here, and nothing goes on behind the node's back.
  const ended = await Promise.all(members.map(work))
  if (context.signal.aborted) throw cancelledError()
  const chosen = winner as { member: TeamMember; answer: Json } | null // set inside a function, which narrowing cannot see
  if (!chosen) throw noneGood(ended)
  return { out: chosen.answer, details: { member: chosen.member.name, failures: failuresOf(ended) } }
}

/** All vote for one of `choices`; the most votes win. One that fails does not vote. */
export async function takeVote(
  team: Team,
  { choices, decider }: { choices: string[]; decider: string },
): Promise<TeamResult> {
  const { context, members, task } = team
  if (choices.length < 2) {
    throw userError('team.no-choices', 'A vote needs at least two choices.', { field: 'params.choices' })
  }
  const deciding = decider.trim() === '' ? null : memberNamed(members, decider, { usual: 0, field: 'params.decider' })
  const ended = await allAtOnce(team, `${task}\n\nChoose one of: ${choices.join(', ')}.`, choices)
  const votes = ended.flatMap((one) => ('answer' in one ? voteOf(one, choices) : []))
  const counted = countVotes(choices, votes, deciding?.name ?? null)
  if (!counted) throw noneGood(ended)
  const { choice, counts, tied, decidedBy } = counted
  if (tied.length > 0) {
    const those = tied.map((one) => `“${one}”`).join(' and ')
    context.log('info', `${those} had equally many votes; that of “${decidedBy}” decided.`)
  }
  return { out: choice, details: { choice, votes, counts, tied, decidedBy, failures: failuresOf(ended) } }
}

/** The same for all of them, at the same time. Nothing is left under way when this is over. */
async function allAtOnce(team: Team, task: string, choices?: string[]): Promise<Ended[]> {
  const { context, members } = team
  const output = choices && voteSchema(choices)
  const about = choices ? 'vote' : 'result'
  const ended = await Promise.all(
    members.map(async (member, index): Promise<Ended> => {
      try {
        const answer = await assign(team, { member, index, task, ...(output && { output }) })
        context.say({ from: member.name, to: teamName, about, text: choices ? voteWords(answer) : valueToText(answer) })
        return { member, answer }
      } catch (thrown) {
        return { member, thrown }
      }
    }),
  )
  if (context.signal.aborted) throw cancelledError()
  const bug = ended.find((one) => 'thrown' in one && !failureOf(one.thrown))
  if (bug && 'thrown' in bug) throw bug.thrown
  return ended
}

function voteOf({ member, answer }: { member: TeamMember; answer: Json }, choices: string[]): Vote[] {
  const { choice, reason } = isJsonObject(answer) ? answer : {}
  if (typeof choice !== 'string' || !choices.includes(choice)) return []
  return [{ member: member.name, choice, reason: typeof reason === 'string' ? reason : '' }]
}

function voteWords(answer: Json): string {
  const { choice, reason } = isJsonObject(answer) ? answer : {}
  return typeof choice === 'string' ? [choice, reason].filter((part) => part).join(': ') : valueToText(answer)
}

function refuseFailures({ context }: Team, ended: Ended[], keepsGoing: boolean): void {
  const failed = ended.flatMap((one) => ('thrown' in one ? [one.thrown] : []))
  if (failed.length === 0) return
  if (!keepsGoing) throw failed[0]
  for (const thrown of failed) context.log('warn', failureOf(thrown)?.message ?? '')
}

function failuresOf(ended: Ended[]): Record<string, string> {
  return Object.fromEntries(
    ended.flatMap((one) => {
      const failure = 'thrown' in one ? failureOf(one.thrown) : null
      return failure ? [[one.member.name, failure.message]] : []
    }),
  )
}

function notGood({ name }: TeamMember) {
  return externalError('team.not-good', `“${name}”: its answer was not good enough.`)
}

function noneGood(ended: Ended[]) {
  const bug = ended.find((one) => 'thrown' in one && !(one.thrown instanceof NitiError))
  if (bug && 'thrown' in bug) return bug.thrown
  const why = Object.values(failuresOf(ended)).join(' ')
  const message = `None of the team gave a good answer. ${why}`.trim()
  return externalError('team.none-good', message, { hint: 'See in the trace what each of them did.' })
}
