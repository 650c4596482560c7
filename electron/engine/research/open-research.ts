import type { AgentParts } from '../agents/agent-parts.ts'
import { createCalmChanges } from '../calm-changes.ts'
import type { ContractImplementer } from '../handlers/implement-contract.ts'
import { researchHandlers } from '../handlers/research.ts'
import { createResearchStore } from '../store/research.store.ts'
import { createRunLimits } from '../store/run-limits.store.ts'
import { createResearch } from './research.ts'

/** Research, put together; it keeps reports as runs end, whoever looks at them. */
export function openResearch(parts: AgentParts) {
  const { db, workspaceId, clock, log, runsStore, nodeTypes, late, prices, providers } = parts
  const changes = createCalmChanges()
  const closing = new AbortController()
  const research = createResearch({
    ...{ clock, runsStore, nodeTypes, late, prices, providers, onChanged: changes.tell },
    store: createResearchStore(db, workspaceId),
    runLimits: createRunLimits(db),
  })

  /** One look for all that changed since the last. */
  async function follow(): Promise<void> {
    for await (const _ of parts.changes.listen(closing.signal)) {
      try {
        research.settle()
      } catch (thrown) {
        log.warn('a report could not be kept yet', { reason: String(thrown) })
      }
      changes.tell()
    }
  }
  const following = parts.stays ? follow() : Promise.resolve()

  return {
    handlers: (os: ContractImplementer) => researchHandlers(os.research, { research, changes }),
    async close(): Promise<void> {
      closing.abort()
      await following
    },
  }
}
