import type { ToolPermission } from '../../../shared/agents/agent.ts'
import { NitiError } from '../../../shared/errors.ts'
import type { Agents } from './agents.ts'
import type { ReadyTool } from './ready-tool.ts'

type Stored = { agentId: string; version: 'published' | 'draft' }

const strictness: ToolPermission[] = ['allow', 'ask', 'never']

/**
 * What becomes of a call of a tool, settled by what persons said and by nothing else: what stood in the agent when it began,
 * what stands in it now where that is stricter, and what was allowed for good and not taken back.
 */
export function permitOf(agents: Pick<Agents, 'running' | 'grants' | 'grant'>, stored: Stored | null, tool: ReadyTool) {
  // What is wired to a node is the node's, and another workflow may have another under the same name.
  const keeps = stored !== null && tool.kind !== 'node' ? stored : null
  return {
    now(): ToolPermission {
      const permission = keeps ? stricter(tool.permission, saidNow(agents, keeps, tool)) : tool.permission
      const isGranted = permission === 'ask' && keeps !== null && agents.grants(keeps.agentId).includes(tool.key)
      return isGranted ? 'allow' : permission
    },
    always: keeps === null ? null : (by: string) => agents.grant(keeps.agentId, tool.key, by),
  }
}

/** What the agent says of it by now; as it was, where it is gone or says nothing. */
function saidNow(agents: Pick<Agents, 'running'>, { agentId, version }: Stored, tool: ReadyTool): ToolPermission {
  try {
    const { document } = agents.running(agentId, version)
    const same = document.tools[tool.toolIndex]
    return same?.kind === tool.kind && same.permission ? same.permission : tool.permission
  } catch (thrown) {
    if (thrown instanceof NitiError) return tool.permission
    throw thrown
  }
}

function stricter(one: ToolPermission, other: ToolPermission): ToolPermission {
  return strictness.indexOf(one) > strictness.indexOf(other) ? one : other
}
