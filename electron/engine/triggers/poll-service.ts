import { assert } from '../../../shared/assert.ts'
import type { Clock } from '../../../shared/clock.ts'
import { NitiError } from '../../../shared/errors.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import type { Poll } from '../integrations/define-integration.ts'
import { gone, lookOf, setupOf, type TakeEvents } from './take-events.ts'
import { httpServiceOf, lookContext, type ServiceTrigger, type TriggerServices } from './trigger-services.ts'

type Parts = { clock: Clock; log: Log; services: TriggerServices; takeEvents: TakeEvents }

const shortTimeoutMs = 60_000
/** Services that hold a request open do so for up to a minute or so. */
const longTimeoutMs = 120_000
/** Between two requests of which the first was answered at once, though the service should have held it open. */
const shortestLongMs = 1_000

/** What a look came to: when to look next, in milliseconds; `stuck`: it is to be tried again after a while. */
export type Looked = { waitMs: number; isStuck: boolean }

/**
 * Looks once for all triggers that share a request. What one of them reads the others must not take away from it: a
 * service that is told "the ones before this are done" (Telegram) would keep nothing for a second asker.
 */
export function createPoll({ clock, log, services, takeEvents }: Parts) {
  return async function pollOnce(members: ServiceTrigger[], signal: AbortSignal): Promise<Looked> {
    const [first] = members
    assert(first, 'a look is for somebody')
    const { params } = first
    const integration = httpServiceOf(first)
    const poll = pollOf(first)
    const connection = await services.connections.open(integration.id, params.connection, signal)
    const looked = members.map((one) => ({ one, look: lookOf(one, setupOf(one, connection.connectionId), services) }))
    const begun = looked.filter(({ look }) => look.lookedAt !== null)
    // One that could not begin its runs is still behind the others.
    const cursor = (begun.find(({ look }) => look.failures > 0) ?? begun[0])?.look.cursor ?? null
    const askedAt = clock.now()
    const request = poll.request(params.input, { fields: connection.fields, nowMs: askedAt, cursor })
    const context = lookContext(signal, poll.isLong ? longTimeoutMs : shortTimeoutMs)
    const reply = await services.client.send(integration, connection, request, context).catch((thrown) => {
      if (statusOf(thrown) !== 410 || cursor === null) throw thrown
      return null
    })
    if (!reply) {
      // Begins anew as at the first time; it knows what it knew.
      for (const { one, look } of looked) services.looks.put(one.row, { ...look, cursor: null, lookedAt: null })
      log.warn('a service has forgotten how far a trigger was; what happened meanwhile begins no run', {
        service: first.row.service,
      })
      return { waitMs: shortestLongMs, isStuck: false }
    }
    const { body } = reply
    /** What was taken away meanwhile begins no run. */
    const askDetail = (wanted: NonNullable<Poll['detail']>) => async (payload: Json) => {
      const asked = services.client.send(integration, connection, wanted.request(payload), context)
      const found = await asked.catch((thrown) => {
        if (![404, 410].includes(statusOf(thrown) ?? 0)) throw thrown
        return null
      })
      return found ? wanted.payload(found.body) : gone
    }
    const tookMs = clock.now() - askedAt
    const waitMs = poll.isLong ? Math.max(0, shortestLongMs - tookMs) : params.everySeconds * 1_000
    let [isStuck, hasNews] = [false, false]
    for (const { one, look } of looked) {
      const nowMs = clock.now()
      const { events, cursor: next } = pollOf(one).read(body, { input: one.params.input, cursor, nowMs })
      hasNews ||= events.length > 0
      const nextAt = poll.isLong ? null : nowMs + waitMs
      const { detail } = pollOf(one)
      const found = { events, cursor: next, nextAt, ...(detail && { detail: askDetail(detail) }) }
      if ((await takeEvents(one, look, found)) !== 'on') {
        isStuck = true
        services.looks.put(one.row, { ...(services.looks.get(one.row) ?? look), failures: look.failures + 1 })
      }
    }
    return { waitMs: poll.isLong && hasNews ? 0 : waitMs, isStuck }
  }
}

export type PollOnce = ReturnType<typeof createPoll>

export function pollOf({ trigger, row }: ServiceTrigger): Poll {
  assert(trigger.poll && 'request' in trigger.poll, `${row.service} is looked at`)
  return trigger.poll
}

/** The status a service complained with. */
function statusOf(thrown: unknown): number | null {
  const details = thrown instanceof NitiError ? thrown.info.details : undefined
  return isJsonObject(details) && typeof details.status === 'number' ? details.status : null
}
