import { assert } from '../../../shared/assert.ts'
import { NitiError, userError } from '../../../shared/errors.ts'
import { nearestName } from '../../../shared/nearest-name.ts'
import type { Graph, WorkflowNode } from '../../../shared/workflow/workflow.ts'
import type { NodeDefinition } from './define-node.ts'

type Types = ReadonlyMap<string, NodeDefinition>

/**
 * A node with its params brought to the current version of its type, inner graph included; the node itself when there is
 * nothing to do. Throws `workflow.unknown-node-type` and `workflow.newer-node`, naming the node.
 */
export function upgradeNode(types: Types, id: string, node: WorkflowNode): WorkflowNode {
  const definition = types.get(node.type)
  if (!definition) throw unknownType(types, id, node.type)
  if (node.version > definition.version) {
    throw userError(
      'workflow.newer-node',
      `The node \`${id}\` was written for version ${node.version} of \`${node.type}\`; this version of Niti knows up to ${definition.version}.`,
      { nodeId: id, hint: 'It was made with a newer version of Niti. Update to open it.' },
    )
  }
  const inner = node.graph && upgradeGraph(types, node.graph)
  if (node.version === definition.version && inner === node.graph) return node
  const params = upgradeParams(definition, id, node)
  return { ...node, version: definition.version, params, ...(inner && { graph: inner }) }
}

/** A graph or a whole workflow with every node brought to its current version; itself when there is nothing to do. */
export function upgradeGraph<G extends Pick<Graph, 'nodes'>>(types: Types, graph: G): G {
  let changed = false
  const nodes = Object.entries(graph.nodes).map(([id, node]) => {
    const upgraded = upgradeNode(types, id, node)
    changed ||= upgraded !== node
    return [id, upgraded] as const
  })
  return changed ? { ...graph, nodes: Object.fromEntries(nodes) } : graph
}

function upgradeParams(definition: NodeDefinition, id: string, node: WorkflowNode) {
  let params = node.params
  for (let version = node.version + 1; version <= definition.version; version++) {
    const step = definition.upgrade?.[version]
    assert(step, `${definition.type} has no upgrade to version ${version}`)
    try {
      params = step(params)
    } catch (cause) {
      if (cause instanceof NitiError) throw cause
      // Params come from a file: what an upgrade stumbles over was written there.
      throw userError(
        'workflow.broken-params',
        `The settings of the node \`${id}\` (\`${node.type}\`, version ${node.version}) are damaged and could not be brought up to date.`,
        { nodeId: id, field: 'params', cause },
      )
    }
  }
  return params
}

function unknownType(types: Types, id: string, type: string): NitiError {
  const near = nearestName(type, types.keys())
  return userError(
    'workflow.unknown-node-type',
    `The node \`${id}\` is of the type \`${type}\`, which Niti does not know.`,
    {
      nodeId: id,
      field: 'type',
      hint: near ? `The nearest known type is \`${near}\`.` : 'It may come from a newer version of Niti.',
    },
  )
}
