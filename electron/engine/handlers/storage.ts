import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from './implement-contract.ts'

const notYet = userError('storage.not-yet', 'To be built.')

export function storageHandlers(os: ContractImplementer['storage']) {
  return {
    usage: os.usage.handler((): never => {
      throw notYet
    }),
    preview: os.preview.handler((): never => {
      throw notYet
    }),
    clean: os.clean.handler((): never => {
      throw notYet
    }),
    compact: os.compact.handler((): never => {
      throw notYet
    }),
    removeBackup: os.removeBackup.handler((): never => {
      throw notYet
    }),
  }
}
