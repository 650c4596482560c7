import type { Waits } from '../run/waits.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function waitHandlers(os: ContractImplementer['waits'], waits: Waits) {
  return {
    list: os.list.handler(({ input }) => waits.list(input)),
    answer: os.answer.handler(({ input }) => waits.answer(input)),
    skip: os.skip.handler(({ input }) => waits.skip(input.waitId)),
    changes: os.changes.handler(({ signal }) => waits.changes(signal)),
  }
}
