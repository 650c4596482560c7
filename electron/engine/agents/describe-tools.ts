import type { AgentDocument } from '../../../shared/agents/agent.ts'
import type { ToolDescription } from '../../../shared/contract/agents.ts'
import { userError } from '../../../shared/errors.ts'

export type DescribeTools = (asked: { document: AgentDocument; agentId?: string }) => Promise<ToolDescription[]>

/** Says of each tool of a document what a model is told of it, and what becomes of a call. */
export function createDescribeTools(): DescribeTools {
  return async () => {
    throw userError('agent.to-be-built', 'To be built.')
  }
}
