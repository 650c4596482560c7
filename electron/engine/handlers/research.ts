import type { CalmChanges } from '../calm-changes.ts'
import { exportReport } from '../research/export-report.ts'
import type { Research } from '../research/research.ts'
import type { ContractImplementer } from './implement-contract.ts'

type Parts = { research: Research; changes: CalmChanges }

export function researchHandlers(os: ContractImplementer['research'], { research, changes }: Parts) {
  return {
    list: os.list.handler(() => research.list()),
    get: os.get.handler(({ input }) => research.get(input.researchId)),
    forecast: os.forecast.handler(({ input }) => research.forecast(input)),
    start: os.start.handler(({ input }) => research.start(input)),
    stop: os.stop.handler(({ input }) => research.stop(input.researchId)),
    goOn: os.goOn.handler(({ input: { researchId, ...limits } }) => research.goOn(researchId, limits)),
    remove: os.remove.handler(({ input }) => research.remove(input.researchId)),
    export: os.export.handler(({ input }) => exportReport(research.report(input.researchId), input.format)),
    workflow: os.workflow.handler(() => research.workflow()),
    changes: os.changes.handler(({ signal }) => changes.listen(signal)),
  }
}
