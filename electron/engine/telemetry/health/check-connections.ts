import type { HealthCheck } from '../../../../shared/contract/health.ts'
import type { Connection } from '../../../../shared/contract/integrations.ts'
import { answerCheck, worstOf } from './check.ts'
import { countOf, sayAgo, sayDuration } from './words.ts'

type Seen = Pick<Connection, 'title' | 'integrationId' | 'state' | 'error' | 'expiresAt' | 'renews' | 'usedBy'>
export type ConnectionFacts = { connections: Seen[]; now: number }

/** A credential that cannot be renewed is said to end this long before. */
const soonMs = 7 * 24 * 3_600_000

/** Do the sign-ins to services still hold, and will they tomorrow? */
export function checkConnections({ connections, now }: ConnectionFacts): HealthCheck {
  if (connections.length === 0) {
    return answerCheck('connections', now, { state: 'off', message: 'No service is connected.' })
  }
  const judged = connections.map((connection) => judge(connection, now))
  const ill = judged.filter(({ trouble }) => trouble !== null)
  const count = (wanted: string) => ill.filter(({ trouble }) => trouble === wanted).length
  const facts = {
    connections: connections.length,
    expired: count('expired'),
    failing: count('failing'),
    expiring: count('expiring'),
  }
  if (ill.length === 0) {
    const message = `${countOf(connections.length, 'connection')}, and none is known to be broken or to end soon.`
    return answerCheck('connections', now, { state: 'ok', message, facts })
  }
  const says = [
    ...(facts.expired > 0 ? [`${facts.expired} must be signed in again`] : []),
    ...(facts.failing > 0 ? [`${facts.failing} did not work when last used`] : []),
    ...(facts.expiring > 0 ? [`${facts.expiring} will end soon`] : []),
  ]
  return answerCheck('connections', now, {
    state: worstOf(ill.map(({ part }) => part.state)),
    message: `Of ${countOf(connections.length, 'connection')}, ${says.join(', ')}.`,
    hint: 'Open the connection and sign in again.',
    link: 'niti://connections',
    facts,
    parts: ill.map(({ part }) => part),
  })
}

type Trouble = 'expired' | 'failing' | 'expiring' | null
type Judged = { trouble: Trouble; part: HealthCheck['parts'][number] }

function judge({ title, integrationId, state, error, expiresAt, renews, usedBy }: Seen, now: number): Judged {
  const leftMs = expiresAt === null || renews ? null : expiresAt - now
  const trouble: Trouble =
    state === 'expired' || (leftMs !== null && leftMs <= 0)
      ? 'expired'
      : state === 'failing'
        ? 'failing'
        : leftMs !== null && leftMs < soonMs
          ? 'expiring'
          : null
  const users = usedBy.length === 0 ? 'no workflow uses it' : `${countOf(usedBy.length, 'workflow')} use it`
  const says = {
    expired: error?.message ?? `Its sign-in ended${leftMs === null ? '' : ` ${sayAgo(-leftMs)}`}.`,
    failing: error?.message ?? 'It did not work when it was last used.',
    expiring: `Its sign-in ends in ${sayDuration(leftMs ?? 0)} and cannot be renewed.`,
  }
  const isBad = (trouble === 'expired' || trouble === 'failing') && usedBy.length > 0
  return {
    trouble,
    part: {
      title,
      state: trouble === null ? 'ok' : isBad ? 'bad' : 'warn',
      message: trouble === null ? '' : `${says[trouble]} (${users})`,
      link: `niti://integrations/${integrationId}`,
    },
  }
}
