import { lengthInWords, withCommas } from '../../../../shared/alert-sentence.ts'
import type { AlertCondition } from '../../../../shared/contract/alerts.ts'
import type { Connection } from '../../../../shared/contract/integrations.ts'
import { type Finding, quietFinding } from './finding.ts'

type Condition<Kind extends AlertCondition['kind']> = Extract<AlertCondition, { kind: Kind }>
type Subject = Pick<Finding, 'subjectKey' | 'subject'>

const hourMs = 3_600_000
const minuteMs = 60_000
const dayMs = 86_400_000

/** `lastAt`: when one of the runs was at work last, as far as it matters; `since` when somebody began to ask. */
export function decideNothingRan(
  { hours }: Condition<'nothing-ran'>,
  { lastAt, since, nowMs }: { lastAt: number | null; since: number; nowMs: number },
  subject: Subject,
): Finding {
  const quietMs = nowMs - Math.max(lastAt ?? 0, since)
  if (quietMs < hours * hourMs) return quietFinding(subject, 'fine')
  return {
    ...firing(subject),
    title: `Nothing ran for ${lengthInWords(hours * hourMs)}: ${subject.subject}`,
    body: 'No run was at work in that time. Look whether its triggers are on and well.',
    facts: { hours, lastAt },
    link: 'niti://runs',
  }
}

type Waiting = { waiting: number; oldestAt: number | null; isPaused: boolean; nowMs: number }

/** The oldest run that waits for its turn has waited too long. */
export function decideQueueStuck(
  { minutes }: Condition<'queue-stuck'>,
  { waiting, oldestAt, isPaused, nowMs }: Waiting,
): Finding {
  const subject = { subjectKey: 'queue', subject: 'Queue' }
  if (oldestAt === null || nowMs - oldestAt < minutes * minuteMs) return quietFinding(subject, 'fine')
  const waits = waiting === 1 ? '1 run waits' : `${withCommas(waiting)} runs wait`
  const waitedMs = Math.floor((nowMs - oldestAt) / minuteMs) * minuteMs
  return {
    ...firing(subject),
    title: 'The queue does not move on',
    body: `${waits} for a turn, the oldest for ${lengthInWords(waitedMs)}.${isPaused ? ' The queue is paused.' : ''}`,
    facts: { waiting, oldestAt, isPaused },
    link: 'niti://runs',
  }
}

/** Of a connection to a service, what says how it stands. */
export type Account = Pick<
  Connection,
  'connectionId' | 'integrationId' | 'title' | 'state' | 'error' | 'expiresAt' | 'renews'
>

/** Each connection by itself: it does not work, or will not for longer than these days and is not renewed by itself. */
export function decideConnections(
  { days }: Condition<'connection-expiring'>,
  { connections, nowMs }: { connections: Account[]; nowMs: number },
): Finding[] {
  return connections.map(({ connectionId, integrationId, title, state, error, expiresAt, renews }) => {
    const subject = { subjectKey: connectionId, subject: title }
    const more = { facts: { connectionId, integrationId, state, expiresAt }, link: 'niti://connections' }
    if (state === 'expired' || state === 'failing') {
      const why = error?.message ?? 'Signing in again is needed.'
      return { ...firing(subject), title: `Connection does not work: ${title}`, body: why, ...more }
    }
    if (expiresAt === null || renews || expiresAt - nowMs > days * dayMs) return quietFinding(subject, 'fine')
    const left = expiresAt - nowMs
    const when = left <= 0 ? 'It has ended.' : `It ends in ${lengthInWords(Math.ceil(left / hourMs) * hourMs)}.`
    return {
      ...firing(subject),
      title: `Connection ends soon: ${title}`,
      body: `${when} Sign in again, or the workflows that use it fail.`,
      ...more,
    }
  })
}

/** Little is left on the disk that holds the data. */
export function decideDisk(
  { leastMegabytes }: Condition<'disk-nearly-full'>,
  { freeMegabytes }: { freeMegabytes: number },
): Finding {
  const subject = { subjectKey: 'disk', subject: 'Disk' }
  if (freeMegabytes >= leastMegabytes) return quietFinding(subject, 'fine')
  return {
    ...firing(subject),
    title: 'The disk is nearly full',
    body:
      `${withCommas(Math.floor(freeMegabytes))} MB are left where Niti keeps its data. ` +
      `The limit is ${withCommas(leastMegabytes)} MB.`,
    facts: { freeMegabytes: Math.floor(freeMegabytes), leastMegabytes },
    link: 'niti://settings/storage',
  }
}

function firing(subject: Subject) {
  return { ...subject, verdict: 'firing' as const, times: 0, runId: null }
}
