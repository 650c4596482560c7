import type { RunForecast } from '../../../shared/contract/costs.ts'
import type { Costs } from '../costs/costs.ts'
import type { ProspectRequest } from '../run/starts.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function costHandlers(
  os: ContractImplementer['costs'],
  costs: Costs,
  forecast: (request: ProspectRequest) => Promise<RunForecast>,
) {
  return {
    summary: os.summary.handler(() => costs.summary()),
    report: os.report.handler(({ input }) => costs.report(input)),
    rows: os.rows.handler(({ input }) => costs.rows(input)),
    compare: os.compare.handler(({ input }) => costs.compare(input)),
    forecast: os.forecast.handler(({ input }) => forecast(input)),
  }
}
