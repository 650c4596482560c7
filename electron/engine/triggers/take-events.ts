import type { Clock } from '../../../shared/clock.ts'
import { type Json, stableStringify } from '../../../shared/json.ts'
import type { ServiceEvent } from '../integrations/define-integration.ts'
import type { TriggerLook } from '../store/trigger-looks.store.ts'
import type { Fire } from './fire.ts'
import type { ServiceTrigger, TriggerServices } from './trigger-services.ts'

/** Ids that are remembered, at least; more where one look lists more. */
const leastKnown = 1_000

type Parts = { clock: Clock; fire: Fire; services: Pick<TriggerServices, 'looks'> }

/** Of what happened there is nothing left to begin a run with. */
export const gone = Symbol('gone')

/** What a run is begun with, asked for when the event proves new. Throws where that may work later. */
export type Detail = (payload: Json) => Promise<Json | typeof gone>

/** `stuck`: no run began for a reason that may pass. `taken`: it was switched off, or somebody else keeps watch. */
export type Taken = 'on' | 'stuck' | 'taken'

/**
 * Begins a run for each event that is new, in order. What is known by then moves on in the transaction that records the
 * run, and the cursor in that of the last one: after a stop none is lost and none begun twice.
 */
export function createTakeEvents({ clock, fire, services: { looks } }: Parts) {
  return async function takeEvents(
    { row }: Pick<ServiceTrigger, 'row'>,
    look: TriggerLook,
    found: { events: ServiceEvent[]; cursor: Json; nextAt: number | null; detail?: Detail },
  ): Promise<Taken> {
    const { events, cursor, nextAt, detail } = found
    const done = { lookedAt: clock.now(), nextAt, failures: 0 }
    const known = new Set(look.seen)
    const fresh = new Map(events.filter(({ id }) => !known.has(id)).map((event) => [event.id, event]))
    // Those still listed count as the newest: they are the ones that come again.
    const listed = new Set(events.map(({ id }) => id))
    const kept = look.seen.filter((id) => !listed.has(id))
    const most = Math.max(leastKnown, 2 * listed.size)
    const bounded = (ids: Iterable<string>) => [...kept, ...ids].slice(-most)
    if (look.lookedAt === null || fresh.size === 0) {
      looks.put(row, { ...look, ...done, cursor, seen: bounded(listed) })
      return 'on'
    }
    const old = [...listed].filter((id) => known.has(id))
    const begun: string[] = []
    for (const event of fresh.values()) {
      begun.push(event.id)
      const isLast = begun.length === fresh.size
      const after = { ...look, ...done, cursor: isLast ? cursor : look.cursor, seen: bounded([...old, ...begun]) }
      const payload = detail ? await detail(event.payload) : event.payload
      if (payload === gone) {
        looks.put(row, after)
        continue
      }
      const fired = await fire({ row, payload, alongside: () => looks.put(row, after) })
      if (fired.kind === 'taken' || fired.kind === 'stuck') return fired.kind
      // What the person must mend does not mend itself: it is passed over, and the trigger says so.
      if (fired.kind === 'failed') looks.put(row, after)
    }
    return 'on'
  }
}

export type TakeEvents = ReturnType<typeof createTakeEvents>

/** What a trigger looks at, as text; the connection it is set to may be "the only one there is". */
export function setupOf(one: ServiceTrigger, connectionId: string | null): string {
  return `${wishOf(one)} ${connectionId ?? ''}`
}

/** When it was to look next; null where it looks at something else by now. */
export function plannedLook(one: ServiceTrigger, { looks }: Pick<TriggerServices, 'looks'>): number | null {
  const look = looks.get(one.row)
  return look?.setup.startsWith(`${wishOf(one)} `) ? look.nextAt : null
}

function wishOf({ row, params }: ServiceTrigger): string {
  return stableStringify({ service: row.service, connection: params.connection, input: params.input })
}

/** How far a trigger has got; at the beginning where it looks at something else by now. */
export function lookOf(one: ServiceTrigger, setup: string, { looks }: Pick<TriggerServices, 'looks'>): TriggerLook {
  const look = looks.get(one.row)
  return look?.setup === setup
    ? look
    : { setup, cursor: null, seen: [], lookedAt: null, nextAt: null, failures: look?.failures ?? 0 }
}
