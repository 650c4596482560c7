import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from './implement-contract.ts'

const notYet = userError('waits.not-yet', 'To be built.')

export function waitHandlers(os: ContractImplementer['waits']) {
  return {
    list: os.list.handler((): never => {
      throw notYet
    }),
    answer: os.answer.handler((): never => {
      throw notYet
    }),
    skip: os.skip.handler((): never => {
      throw notYet
    }),
    changes: os.changes.handler((): never => {
      throw notYet
    }),
  }
}
