import { createCalmChanges } from '../calm-changes.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { openDashboardReader } from '../store/dashboard.store.ts'
import { createDashboard } from './dashboard.ts'
import type { MonitoringParts } from './monitoring-parts.ts'

/** Milliseconds between two looks at the figures at least: each costs some tens of milliseconds. */
const calmMs = 1_000

/** The dashboard: figures out of sums that are kept with the events. */
export function openDashboard(parts: MonitoringParts) {
  const { db, workspaceId, clock, timeZone, workflowName, agentName, services, nodeTypes } = parts
  const changes = createCalmChanges(calmMs)
  const dashboard = createDashboard({
    openReader: () => openDashboardReader(db, workspaceId),
    ...{ clock, timeZone, workflowName, agentName },
    integrationTitle: (integrationId) => services.loaded.get(integrationId)?.title,
    nodeTypeTitle: (type) => nodeTypes.find(type)?.definition.title,
  })
  const forget = parts.feed.onCommitted(changes.tell)
  const ended = tellOfRuns()

  /** Runs that begin and end, here or in another program. */
  async function tellOfRuns(): Promise<void> {
    for await (const _ of parts.changes.listen(parts.closing)) changes.tell()
  }

  return {
    handlers: (os: ContractImplementer) => ({
      dashboard: {
        get: os.dashboard.get.handler(({ input }) => dashboard.get(input)),
        facets: os.dashboard.facets.handler(() => dashboard.facets()),
        changes: os.dashboard.changes.handler(({ signal }) => changes.listen(signal)),
      },
    }),
    /** Begins what goes on beside the calls: once everything is wired, and only where the program stays. */
    open(): void {},
    async close(): Promise<void> {
      forget()
      await ended
    },
  }
}
