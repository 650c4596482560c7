import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from './implement-contract.ts'

const toBeBuilt = (): never => {
  throw userError('research.to-be-built', 'To be built.')
}

export function researchHandlers(os: ContractImplementer['research']) {
  return {
    list: os.list.handler(toBeBuilt),
    get: os.get.handler(toBeBuilt),
    forecast: os.forecast.handler(toBeBuilt),
    start: os.start.handler(toBeBuilt),
    stop: os.stop.handler(toBeBuilt),
    goOn: os.goOn.handler(toBeBuilt),
    remove: os.remove.handler(toBeBuilt),
    export: os.export.handler(toBeBuilt),
    workflow: os.workflow.handler(toBeBuilt),
    changes: os.changes.handler(toBeBuilt),
  }
}
