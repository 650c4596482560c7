import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from './implement-contract.ts'

const notYet = userError('triggers.not-yet', 'To be built.')

export function triggerHandlers(os: ContractImplementer['triggers']) {
  return {
    list: os.list.handler((): never => {
      throw notYet
    }),
    setActive: os.setActive.handler((): never => {
      throw notYet
    }),
    previewSchedule: os.previewSchedule.handler((): never => {
      throw notYet
    }),
    renewUrl: os.renewUrl.handler((): never => {
      throw notYet
    }),
    changes: os.changes.handler((): never => {
      throw notYet
    }),
  }
}
