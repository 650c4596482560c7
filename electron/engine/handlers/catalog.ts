import type { NodeTypes } from '../nodes/node-types.ts'
import type { ContractImplementer } from './implement-contract.ts'

export function catalogHandlers(os: ContractImplementer['catalog'], nodeTypes: NodeTypes) {
  return { list: os.list.handler(() => nodeTypes.catalog()) }
}
