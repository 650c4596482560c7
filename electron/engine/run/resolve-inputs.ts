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

/**
 * What arrived at a node: by port for leaves that take values as they come, and by wire for those that join them. Put
 * together when it is asked for: most leaves read their params alone.
 */
export type Arrived = {
  /** The value of a port's one wire, or an object by source where several wires end there. */
  readonly inputs: Record<string, Json>
  /** Each wire that delivered, in the order of the document. */
  readonly arrived: Record<string, Delivery[]>
}
type Delivery = { from: string; value: Json }

export function collectInputs(planned: PlannedNode, values: Values): Arrived {
  let arrived: Arrived['arrived'] | undefined
  let inputs: Arrived['inputs'] | undefined
  return {
    get arrived() {
      arrived ??= Object.fromEntries(planned.arrivals.map((arrival) => [arrival.port, deliveriesOf(arrival, values)]))
      return arrived
    },
    get inputs() {
      inputs ??= inputsOf(planned, this.arrived)
      return inputs
    },
  }
}

function deliveriesOf({ wait, wires }: PlannedNode['arrivals'][number], values: Values): Delivery[] {
  const delivered: Delivery[] = []
  for (const { from, fromPort } of wires) {
    const value = values.outputs.get(from)?.[fromPort]
    if (value !== undefined) delivered.push({ from, value })
  }
  return wait === 'first' ? firstToSettle(delivered, values) : delivered
}

function inputsOf(planned: PlannedNode, arrived: Arrived['arrived']): Record<string, Json> {
  const inputs: Record<string, Json> = {}
  for (const { port, wires } of planned.arrivals) {
    const list = arrived[port] ?? []
    const [first] = list
    if (wires.length > 1) inputs[port] = Object.fromEntries(list.map(({ from, value }) => [from, value]))
    else if (first) inputs[port] = first.value
  }
  return inputs
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
export function scopeOf(run: ActiveRun, values: Values, arrived: Arrived, roots?: string[]): JsonObject {
  const scope: JsonObject = {}
  for (const root of roots ?? [...values.named.keys(), 'inputs', 'input', 'now']) {
    const value = valueOfRoot(run, values, arrived, root)
    if (value !== undefined) scope[root] = value
  }
  return scope
}

function valueOfRoot(run: ActiveRun, values: Values, arrived: Arrived, root: string): Json | undefined {
  switch (root) {
    case 'inputs':
      return run.inputs
    case 'input':
      // The first port in the order of the definition; null, not unknown, where nothing is wired.
      return Object.values(arrived.inputs)[0] ?? null
    case 'now':
      return run.now
    case 'nodes':
      return Object.fromEntries(values.named)
    default:
      return values.named.get(root)
  }
}
