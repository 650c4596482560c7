import type { Clock } from '../../../shared/clock.ts'
import { userError } from '../../../shared/errors.ts'
import { isProtocol } from '../integrations/define-service.ts'
import type { Looked } from './poll-service.ts'
import { lookOf, setupOf, type TakeEvents } from './take-events.ts'
import type { ServiceTrigger, TriggerServices } from './trigger-services.ts'

type Parts = { clock: Clock; services: TriggerServices; takeEvents: TakeEvents }

/** Between two connections of which the first was ended by the server, in milliseconds. */
const reconnectMs = 2_000

/** Triggers of services that are spoken to through a driver: each has a client of its own while it looks or watches. */
export function createProtocolWay({ clock, services, takeEvents }: Parts) {
  async function asked(one: ServiceTrigger, signal: AbortSignal) {
    const { integration, params, name, row } = one
    if (!isProtocol(integration)) throw userError('trigger.no-watcher', `Nothing can watch for \`${row.service}\`.`)
    const connection = await services.connections.open(integration.id, params.connection, signal)
    const setup = setupOf(one, connection.connectionId)
    const { cursor } = lookOf(one, setup, services)
    return { setup, look: { protocol: integration, trigger: name, input: params.input, connection, cursor, signal } }
  }

  return {
    async look(one: ServiceTrigger, signal: AbortSignal): Promise<Looked> {
      const { setup, look } = await asked(one, signal)
      const found = await services.protocols.look(look)
      const waitMs = one.params.everySeconds * 1_000
      const known = lookOf(one, setup, services)
      const isOn = (await takeEvents(one, known, { ...found, nextAt: clock.now() + waitMs })) === 'on'
      if (!isOn) noteStuck(one, setup)
      return { waitMs, isStuck: !isOn }
    },

    /** Ends as the server ends the connection, or as no run can begin. */
    async watch(one: ServiceTrigger, signal: AbortSignal, onOpen: () => void): Promise<Looked> {
      const { setup, look } = await asked(one, signal)
      for await (const batch of services.protocols.watch(look)) {
        signal.throwIfAborted()
        onOpen()
        const known = lookOf(one, setup, services)
        if ((await takeEvents(one, known, { ...batch, nextAt: null })) !== 'on') return { waitMs: 0, isStuck: true }
      }
      return { waitMs: reconnectMs, isStuck: false }
    },
  }

  function noteStuck(one: ServiceTrigger, setup: string): void {
    const look = lookOf(one, setup, services)
    services.looks.put(one.row, { ...look, failures: look.failures + 1 })
  }
}
