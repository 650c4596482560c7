import { userError } from '../../../shared/errors.ts'
import type { ContractImplementer } from './implement-contract.ts'

const toBeBuilt = (): never => {
  throw userError('knowledge.to-be-built', 'To be built.')
}

export function knowledgeHandlers(os: ContractImplementer['knowledge']) {
  return {
    list: os.list.handler(toBeBuilt),
    create: os.create.handler(toBeBuilt),
    update: os.update.handler(toBeBuilt),
    remove: os.remove.handler(toBeBuilt),
    addSource: os.addSource.handler(toBeBuilt),
    removeSource: os.removeSource.handler(toBeBuilt),
    index: os.index.handler(toBeBuilt),
    search: os.search.handler(toBeBuilt),
    models: os.models.handler(toBeBuilt),
    changes: os.changes.handler(toBeBuilt),
  }
}
