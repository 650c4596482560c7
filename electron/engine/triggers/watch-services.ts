import type { Clock } from '../../../shared/clock.ts'
import { type ErrorInfo, NitiError, toErrorInfo } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import { isJsonObject, stableStringify } from '../../../shared/json.ts'
import type { Log } from '../../../shared/log.ts'
import { isProtocol } from '../integrations/define-service.ts'
import type { TriggerRow } from '../store/triggers.store.ts'
import type { Deliver } from './deliver.ts'
import { createPoll, pollOf } from './poll-service.ts'
import { createProtocolWay } from './protocol-way.ts'
import { createSlackWay } from './slack-way.ts'
import { plannedLook, type TakeEvents } from './take-events.ts'
import { readServiceTrigger, type ServiceTrigger, type TriggerServices } from './trigger-services.ts'

type Parts = {
  services: TriggerServices
  takeEvents: TakeEvents
  deliver: Deliver
  clock: Clock
  log: Log
  /** Why a trigger cannot work now; null: it works. */
  setProblem(row: TriggerRow, problem: string | null): void
  tell(): void
}

type Group = { key: string; members: ServiceTrigger[] }
type Watching = { stop: AbortController; ended: Promise<void> }

/** The clock may be set, and the machine may sleep: no wait is longer without a look at the clock. */
const longestSleepMs = 60_000
const longestBackOffMs = 3_600_000
/** Of ways that are always under way: they are soon tried again. */
const longestReconnectMs = 300_000
const firstReconnectMs = 2_000
/** What the person must mend may be mended at any time, and trying costs the service nothing. */
const mendEveryMs = 60_000

/** Keeps watch over the services whose triggers are live: looks, held-open requests, sockets. */
export function createServiceWatch(parts: Parts) {
  const { services, clock, log, setProblem, tell } = parts
  const pollOnce = createPoll(parts)
  const watchSlack = createSlackWay(parts)
  const protocolWay = createProtocolWay(parts)
  const watching = new Map<string, Watching>()

  /** Brings what is watched in line with the live triggers of services. */
  async function arrange(rows: TriggerRow[]): Promise<void> {
    const groups = new Map(groupsOf(rows).map((group) => [group.key, group]))
    const gone = [...watching].filter(([key]) => !groups.has(key))
    for (const [key, { stop }] of gone) {
      stop.abort()
      watching.delete(key)
    }
    // What is begun may share a cursor with what ends.
    await Promise.all(gone.map(([, { ended }]) => ended))
    for (const [key, group] of groups) {
      if (watching.has(key)) continue
      const stop = new AbortController()
      watching.set(key, { stop, ended: keepWatching(group.members, stop.signal) })
    }
  }

  function groupsOf(rows: TriggerRow[]): Group[] {
    const groups = new Map<string, ServiceTrigger[]>()
    for (const row of rows) {
      const one = readServiceTrigger(row, services)
      if (!one) {
        setProblem(row, `This version of Niti does not know \`${row.service}\`.`)
        continue
      }
      if (one.params.way === 'webhook') continue
      const shared = sharedBy(one)
      groups.set(shared, [...(groups.get(shared) ?? []), one])
    }
    return [...groups.values()].map((members) => ({
      members,
      key: stableStringify(
        members.map(({ row: { workflowId, node, service, params } }) => ({ workflowId, node, service, params })),
      ),
    }))
  }

  async function keepWatching(members: ServiceTrigger[], signal: AbortSignal): Promise<void> {
    let failures = 0
    try {
      await sleepUntil(nextAtOf(members), signal)
      for (;;) {
        try {
          const { waitMs, isStuck } = await watchOnce(members, signal, () => {
            failures = 0
            works(members)
          })
          failures = isStuck ? failures + 1 : 0
          const wait = isStuck ? Math.max(waitMs, backOffMs(members, failures, null)) : waitMs
          await sleepUntil(clock.now() + wait, signal)
        } catch (thrown) {
          if (signal.aborted) return
          failures++
          const error = errorOf(thrown, members)
          const wait = backOffMs(members, failures, error)
          fails(members, error, clock.now() + wait)
          await sleepUntil(clock.now() + wait, signal)
        }
      }
    } catch (thrown) {
      if (!signal.aborted) log.error('a service could not be watched', { reason: String(thrown) })
    }
  }

  async function watchOnce(members: ServiceTrigger[], signal: AbortSignal, onOpen: () => void) {
    const [first] = members
    if (first?.params.way !== 'socket') {
      const looked = await (first && isProtocol(first.integration)
        ? protocolWay.look(first, signal)
        : pollOnce(members, signal))
      if (!looked.isStuck) works(members)
      return looked
    }
    if (first.trigger.socket) {
      await watchSlack(members, signal, onOpen)
      return { waitMs: 0, isStuck: false }
    }
    return protocolWay.watch(first, signal, onOpen)
  }

  function works(members: ServiceTrigger[]): void {
    for (const { row } of members) setProblem(row, null)
  }

  function fails(members: ServiceTrigger[], error: ErrorInfo, nextAt: number): void {
    for (const { row } of members) {
      setProblem(row, [error.message, error.hint].filter(Boolean).join(' '))
      const look = services.looks.get(row)
      if (look) services.looks.put(row, { ...look, nextAt, failures: look.failures + 1 })
    }
    tell()
  }

  function errorOf(thrown: unknown, members: ServiceTrigger[]): ErrorInfo {
    const bugId = newId('bug', clock.now())
    if (!(thrown instanceof NitiError)) {
      const stack = thrown instanceof Error ? thrown.stack : String(thrown)
      log.error('a trigger could not look', { bugId, service: members[0]?.row.service, stack })
    }
    return toErrorInfo(thrown, bugId)
  }

  /** When it is to begin: a restart of the program is no reason to ask a service earlier. */
  function nextAtOf(members: ServiceTrigger[]): number {
    return Math.min(
      ...members.map((one) => {
        const nextAt = plannedLook(one, services) ?? 0
        // After the clock was set back the time it was given may be far off.
        return Math.min(nextAt, clock.now() + Math.max(one.params.everySeconds * 1_000, longestSleepMs))
      }),
    )
  }

  async function sleepUntil(atMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    for (let left = atMs - clock.now(); left > 0; left = atMs - clock.now()) {
      await clock.sleep(Math.min(left, longestSleepMs), signal)
    }
  }

  return {
    arrange,

    async close(): Promise<void> {
      for (const { stop } of watching.values()) stop.abort()
      await Promise.all([...watching.values()].map(({ ended }) => ended))
      watching.clear()
    },
  }
}

export type ServiceWatch = ReturnType<typeof createServiceWatch>

/** Those with the same text are watched together: a held-open request and a socket are had once for a connection. */
function sharedBy(one: ServiceTrigger): string {
  const { row, integration, params, trigger } = one
  const of = `${integration.id} ${params.connection}`
  if (params.way === 'socket' && trigger.socket) return `socket ${of}`
  if (params.way !== 'long-poll') return `${row.workflowId} ${row.node}`
  const request = pollOf(one).request(params.input, { fields: {}, nowMs: 0, cursor: null })
  return `long ${of} ${JSON.stringify(request)}`
}

/** Longer with each failure in a row; as long as the service says, where it does. */
function backOffMs([one]: ServiceTrigger[], failures: number, error: ErrorInfo | null): number {
  const isLook = one?.params.way === 'poll'
  const first = isLook ? one.params.everySeconds * 1_000 : firstReconnectMs / 2
  const most = isLook ? Math.max(longestBackOffMs, first) : longestReconnectMs
  const wait = Math.min(first * 2 ** Math.min(failures, 20), most)
  const asked = retryAfterMs(error)
  if (asked !== null) return Math.max(asked, error?.kind === 'user' ? 0 : first)
  return error?.kind === 'user' ? Math.min(wait, mendEveryMs) : wait
}

function retryAfterMs(error: ErrorInfo | null): number | null {
  const details = error?.details
  return isJsonObject(details) && typeof details.retryAfterMs === 'number' ? details.retryAfterMs : null
}
