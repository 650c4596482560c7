import type { Json, JsonObject } from '../../../shared/json.ts'
import type { NodeOutputs } from '../nodes/define-node.ts'
import type { ActiveRun } from './active-run.ts'
import type { PlannedNode } from './plan-graph.ts'

/** The values one graph has made so far, and what its expressions see from around it. */
export type Values = {
  /** By node id, then port; in the order the nodes settled. */
  outputs: Map<string, NodeOutputs>
  /** By name, as expressions see them: this graph's nodes, and what it uses of the graphs around it. */
  named: Map<string, Json>
}

/** What arrived at a node: by port for leaves that take values as they come, and by wire for those that join them. */
export type Arrived = {
  /** The value of a port's one wire, or an object by source where several wires end there. */
  inputs: Record<string, Json>
  /** Each wire that delivered, in the order of the document. */
  arrived: Record<string, { from: string; value: Json }[]>
}

export function collectInputs(planned: PlannedNode, values: Values): Arrived {
  const inputs: Record<string, Json> = {}
  const arrived: Arrived['arrived'] = {}
  for (const { port, wait, wires } of planned.arrivals) {
    const delivered: { from: string; value: Json }[] = []
    for (const wire of wires) {
      const value = values.outputs.get(wire.from)?.[wire.fromPort]
      if (value !== undefined) delivered.push({ from: wire.from, value })
    }
    const list = wait === 'first' ? firstToSettle(delivered, values) : delivered
    arrived[port] = list
    const [first] = list
    if (wires.length > 1) inputs[port] = Object.fromEntries(list.map(({ from, value }) => [from, value]))
    else if (first) inputs[port] = first.value
  }
  return { inputs, arrived }
}

/** Of what was delivered, what came first: others may have come while the node waited for a place to run. */
function firstToSettle<T extends { from: string }>(delivered: T[], values: Values): T[] {
  if (delivered.length < 2) return delivered
  for (const id of values.outputs.keys()) {
    const first = delivered.find(({ from }) => from === id)
    if (first) return [first]
  }
  return []
}

/** A node's value in expressions: what it gave on the first of its ports that it took; null where it was skipped. */
export function valueOfNode(planned: PlannedNode, outputs: NodeOutputs): Json {
  for (const port of planned.outputPorts) {
    const value = outputs[port]
    if (value !== undefined) return value
  }
  return null
}

/** The names in `roots` that exist, with their values; all of them where `roots` is not given. */
export function scopeOf(run: ActiveRun, values: Values, inputs: Record<string, Json>, roots?: string[]): JsonObject {
  const scope: JsonObject = {}
  for (const root of roots ?? [...values.named.keys(), 'inputs', 'input', 'now']) {
    const value = valueOfRoot(run, values, inputs, root)
    if (value !== undefined) scope[root] = value
  }
  return scope
}

function valueOfRoot(run: ActiveRun, values: Values, inputs: Record<string, Json>, root: string): Json | undefined {
  switch (root) {
    case 'inputs':
      return run.inputs
    case 'input':
      // The first port in the order of the definition; null, not unknown, where nothing is wired.
      return Object.values(inputs)[0] ?? null
    case 'now':
      return run.now
    case 'nodes':
      return Object.fromEntries(values.named)
    default:
      return values.named.get(root)
  }
}
