import type { AgentDocument } from '../../../shared/agents/agent.ts'
import type { ToolDescription } from '../../../shared/contract/agents.ts'
import type { Agents } from './agents.ts'
import type { ToolParts } from './kind-tools.ts'
import { readyTools } from './ready-tools.ts'

export type DescribeTools = (asked: { document: AgentDocument; agentId?: string }) => Promise<ToolDescription[]>

/** Says of each tool of a document what a model is told of it, and what becomes of a call. */
export function createDescribeTools(parts: ToolParts & { agents: Pick<Agents, 'grants'> }): DescribeTools {
  return async ({ document, agentId }) => {
    const granted = new Set(agentId === undefined ? [] : parts.agents.grants(agentId))
    const tools = await readyTools(parts, { document, agentId: agentId ?? null })
    return tools.map(({ type: _, fixed: __, argumentsIn: ___, target: ____, ...tool }) => ({
      ...tool,
      isGranted: granted.has(tool.key),
    }))
  }
}
