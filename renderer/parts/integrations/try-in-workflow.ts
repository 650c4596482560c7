import { isStartByHand } from '../../../shared/catalog/entry.ts'
import type { Capability, IntegrationDetail } from '../../../shared/catalog/integration.ts'
import { type Edit, freeNodeId } from '../../../shared/workflow/edit.ts'
import type { Workflow, WorkflowNode } from '../../../shared/workflow/workflow.ts'
import { client } from '../../link/client.ts'
import { loadCatalog, useCatalogStore } from '../../state/catalog-store.ts'
import { loadWorkflows } from '../../state/workflows-store.ts'
import { text } from '../../text.ts'

/** Makes a workflow of a start and one action of the service, and answers its id. Throws what the engine says. */
export async function tryInWorkflow(detail: IntegrationDetail): Promise<string> {
  await loadCatalog()
  const { workflowId } = await client.workflows.create({ name: text.integrations.wizard.tryName(detail.title) })
  const action = harmless(detail.actionList)
  const { revision, document } = await client.workflows.get({ workflowId })
  const edits = action ? nodesFor(action.nodeType, document) : []
  if (edits.length > 0) {
    await client.workflows.edit({ workflowId, revision, edits })
  }
  void loadWorkflows()
  return workflowId
}

/** One that changes nothing, and asks for as little as can be. */
export function harmless(actions: readonly Capability[]): Capability | undefined {
  const asks = ({ input }: Capability) => (Array.isArray(input.required) ? input.required.length : 0)
  const reading = actions.filter(({ kind }) => kind === 'read').sort((a, b) => asks(a) - asks(b))
  return reading[0] ?? actions[0]
}

function nodesFor(nodeType: string, document: Workflow): Edit[] {
  const { byType, entries } = useCatalogStore.getState()
  const action = byType.get(nodeType)
  const start = entries?.find(isStartByHand)
  if (!action || !start) return []
  const node = ({ type, version, defaults }: typeof action, x: number): WorkflowNode => ({
    type,
    version,
    params: structuredClone(defaults),
    position: { x, y: 0 },
  })
  const [from] = start.outputs
  const [to] = action.inputs
  const startId = freeNodeId(document, [], start.type)
  const actionId = freeNodeId(document, [], action.type)
  const edits: Edit[] = [
    { kind: 'add-node', at: [], id: startId, node: node(start, 0) },
    { kind: 'add-node', at: [], id: actionId, node: node(action, 280) },
  ]
  if (!from || !to) return edits
  return [
    ...edits,
    { kind: 'add-edge', at: [], edge: { from: startId, fromPort: from.id, to: actionId, toPort: to.id } },
  ]
}
