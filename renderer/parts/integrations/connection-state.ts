import type { IntegrationSummary } from '../../../shared/catalog/integration.ts'
import type { Connection } from '../../../shared/contract/integrations.ts'
import { text } from '../../text.ts'
import type { BadgeTone } from '../../ui/badge.tsx'
import type { IconName } from '../../ui/icon.tsx'

/** How a service stands in the gallery. */
export type ServiceState = 'working' | 'broken' | 'open' | 'none'

/** One that works does not make up for one that does not: the person has to look at it. */
export function serviceState({ connections, open }: Pick<IntegrationSummary, 'connections' | 'open'>): ServiceState {
  if (connections.broken > 0) return 'broken'
  if (connections.working > 0) return 'working'
  return open ? 'open' : 'none'
}

type Look = { tone: BadgeTone; icon: IconName; label: string }

export function connectionLook(state: Connection['state']): Look {
  const label = text.integrations.connection.states[state]
  switch (state) {
    case 'working':
      return { tone: 'ok', icon: 'circle-check', label }
    case 'expired':
      return { tone: 'warn', icon: 'key-round', label }
    case 'failing':
      return { tone: 'bad', icon: 'circle-alert', label }
    case 'untested':
      return { tone: 'plain', icon: 'circle-dashed', label }
  }
}

export function needsAttention({ state }: Pick<Connection, 'state'>): boolean {
  return state === 'expired' || state === 'failing'
}

/** What a connection is called: its own name, else whose it is. */
export function connectionTitle({ title, account }: Pick<Connection, 'title' | 'account'>): string {
  return title || account || text.integrations.connections.untitled
}
