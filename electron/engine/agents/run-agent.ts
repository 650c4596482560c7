import { userError } from '../../../shared/errors.ts'
import type { AgentRequest, AgentResult, NodeContext } from '../nodes/define-node.ts'
import type { Agents } from './agents.ts'

type Parts = { agents: Agents }

/** Lets an agent work on a task. */
export function createRunAgent(_: Parts) {
  return async (_context: NodeContext, _request: AgentRequest): Promise<AgentResult> => {
    throw userError('agent.to-be-built', 'To be built.')
  }
}
