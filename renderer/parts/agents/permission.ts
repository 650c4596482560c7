import type { AgentTool, ToolPermission } from '../../../shared/agents/agent.ts'
import type { ToolDescription } from '../../../shared/contract/agents.ts'

/** What a tool's functions do by themselves: `mixed` where not all the same, null while it is not known. */
export type UsualPermission = ToolPermission | 'mixed' | null

export function usualPermission(functions: readonly Pick<ToolDescription, 'usualPermission'>[]): UsualPermission {
  const [first, ...rest] = functions
  if (!first) return null
  return rest.every((one) => one.usualPermission === first.usualPermission) ? first.usualPermission : 'mixed'
}

/** What holds for it: what was chosen, else what is usual; null where that is not one thing. */
export function permissionNow(tool: Pick<AgentTool, 'permission'>, usual: UsualPermission): ToolPermission | null {
  return tool.permission ?? (usual === 'mixed' ? null : usual)
}

/** The tool with this permission; what is usual is left out, so that it follows where the usual one changes. */
export function withPermission<T extends AgentTool>(tool: T, permission: ToolPermission, usual: UsualPermission): T {
  const { permission: _, ...rest } = tool
  // The rest with a permission is what the tool was, or was without one.
  return (permission === usual ? rest : { ...rest, permission }) as T
}
