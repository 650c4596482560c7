import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from './implement-contract.ts'

const notYet = userError('queue.not-yet', 'To be built.')

export function queueHandlers(os: ContractImplementer['queue']) {
  return {
    get: os.get.handler((): never => {
      throw notYet
    }),
    move: os.move.handler((): never => {
      throw notYet
    }),
    prioritise: os.prioritise.handler((): never => {
      throw notYet
    }),
    pause: os.pause.handler((): never => {
      throw notYet
    }),
    resume: os.resume.handler((): never => {
      throw notYet
    }),
    drain: os.drain.handler((): never => {
      throw notYet
    }),
  }
}
