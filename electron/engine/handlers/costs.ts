import { userError } from '../../../shared/errors.ts'
import type { Costs } from '../costs/costs.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function costHandlers(os: ContractImplementer['costs'], costs: Costs) {
  return {
    summary: os.summary.handler(() => costs.summary()),
    report: os.report.handler(({ input }) => costs.report(input)),
    rows: os.rows.handler(({ input }) => costs.rows(input)),
    compare: os.compare.handler(({ input }) => costs.compare(input)),
    forecast: os.forecast.handler(toBeBuilt),
  }
}

function toBeBuilt(): never {
  throw userError('not-built', 'To be built.')
}
