import type { Clock } from '../../../shared/clock.ts'
import type { RunForecast } from '../../../shared/contract/costs.ts'
import { userError } from '../../../shared/errors.ts'
import type { ProspectRequest } from '../run/starts.ts'
import type { LedgerStore } from '../store/ledger.store.ts'
import { startOfDay, startOfMonth } from '../workflows/workflows.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function costHandlers(
  os: ContractImplementer['costs'],
  ledger: LedgerStore,
  { clock, workspaceId }: { clock: Clock; workspaceId: string },
  forecast: (request: ProspectRequest) => Promise<RunForecast>,
) {
  return {
    summary: os.summary.handler(() => {
      const now = clock.now()
      return { today: ledger.since(workspaceId, startOfDay(now)), month: ledger.since(workspaceId, startOfMonth(now)) }
    }),
    report: os.report.handler(toBeBuilt),
    rows: os.rows.handler(toBeBuilt),
    compare: os.compare.handler(toBeBuilt),
    forecast: os.forecast.handler(({ input }) => forecast(input)),
  }
}

function toBeBuilt(): never {
  throw userError('not-built', 'To be built.')
}
