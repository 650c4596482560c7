import type { AgentDocument } from '../../../shared/agents/agent.ts'
import type { JsonObject } from '../../../shared/json.ts'
import type { PlannedNode } from '../run/plan-graph.ts'
import { draftsOf, type ToolParts, wiredDraft } from './kind-tools.ts'
import type { ReadyTool } from './ready-tool.ts'
import { uniqueNames } from './tool-names.ts'

type Wanted = {
  document: Pick<AgentDocument, 'tools'>
  /** null: it is not saved, so it keeps nothing. */
  agentId: string | null
  /** Nodes that are wired to the agent's node. */
  wired?: readonly PlannedNode[]
  /** What a person wrote into such a node, with its expressions evaluated. */
  resolve?(tool: PlannedNode, filled: JsonObject): Promise<JsonObject>
  /** Names that are taken. */
  taken?: string[]
}

/** The functions a model is told of for a document, with what becomes of a call; also those that cannot be had, and why. */
export async function readyTools(
  parts: ToolParts,
  { document, agentId, wired = [], resolve, taken = [] }: Wanted,
): Promise<ReadyTool[]> {
  const found: Omit<ReadyTool, 'name'>[] = []
  const wanted: string[] = [...taken]
  for (const [toolIndex, tool] of document.tools.entries()) {
    for (const { name, problem = null, ...draft } of await draftsOf(parts, tool, agentId)) {
      const permission = tool.permission ?? draft.usualPermission
      found.push({ ...draft, toolIndex, kind: tool.kind, problem, permission })
      wanted.push(name)
    }
  }
  for (const planned of wired) {
    const { name, problem = null, ...draft } = wiredDraft(parts, planned)
    const fixed = (await resolve?.(planned, draft.fixed)) ?? draft.fixed
    found.push({ ...draft, fixed, toolIndex: -1, kind: 'node', problem, permission: draft.usualPermission })
    wanted.push(name)
  }
  const names = uniqueNames(wanted).slice(taken.length)
  return found.map((tool, at) => ({ ...tool, name: names[at] ?? tool.key }))
}
