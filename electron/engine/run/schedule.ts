import { assert } from '../../../shared/assert.ts'
import type { Edge } from '../../../shared/workflow/workflow.ts'

/**
 * Which nodes run next: a pure fold over "this node settled". It knows wires and ports, but no node type; an output that
 * a node left out is a branch not taken, so `if`, `switch` and filters need nothing special here.
 *
 * A node is ready once each of its wired ports is satisfied: all its wires have settled and at least one delivered, or,
 * for a port that waits for the `first`, one has delivered. A node with a port that nothing can deliver to any more is
 * skipped, and so is everything only it feeds.
 */
export type SchedulePlan = {
  nodes: ScheduleNode[]
  /** The `wires[i]` leaves `from` (a node's index) at `fromPort` and feeds port number `port` of node `to`. */
  wires: { from: number; fromPort: string; to: number; port: number }[]
}

export type ScheduleNode = {
  id: string
  /** Wires that leave it, as indexes into `wires`. */
  out: number[]
  /** Its wired input ports: how many wires end there and what it waits for. */
  ports: { wires: number; wait: 'all' | 'first' }[]
  /** Why it never runs, if so: disabled, or nothing leads to it. */
  never: string | null
}

export type Decision = { ready: number[]; skipped: { node: number; reason: string }[] }

/** What has become of the wires so far. Changed in place by `settle`: copying it for each node would be quadratic. */
export type Schedule = {
  plan: SchedulePlan
  /** By node, then port: wires not settled yet, and whether one has delivered. */
  open: number[][]
  delivered: boolean[][]
  /** By node: ports not satisfied yet. */
  unsatisfied: number[]
  /** By node: it was told to run or to be skipped, which happens once. */
  decided: boolean[]
  undecided: number
}

export function createSchedule(plan: SchedulePlan): Schedule {
  return {
    plan,
    open: plan.nodes.map((node) => node.ports.map((port) => port.wires)),
    delivered: plan.nodes.map((node) => node.ports.map(() => false)),
    unsatisfied: plan.nodes.map((node) => node.ports.length),
    decided: plan.nodes.map(() => false),
    undecided: plan.nodes.length,
  }
}

/** The nodes nothing has to be waited for. Call once, first. */
export function begin(schedule: Schedule): Decision {
  const decision: Decision = { ready: [], skipped: [] }
  schedule.plan.nodes.forEach((node, index) => {
    if (node.never !== null) skip(schedule, decision, index, node.never)
    else if (node.ports.length === 0 && !schedule.decided[index]) {
      decide(schedule, index)
      decision.ready.push(index)
    }
  })
  return decision
}

/** A node has finished and delivered on the ports `took` accepts. */
export function settle(schedule: Schedule, node: number, took: (port: string) => boolean): Decision {
  const decision: Decision = { ready: [], skipped: [] }
  settleWires(schedule, decision, node, took)
  return decision
}

const nothing = () => false

function skip(schedule: Schedule, decision: Decision, node: number, reason: string): void {
  // A list of work instead of recursion: a chain of 10,000 skipped nodes must not overflow the stack.
  const left = [{ node, reason }]
  for (let next = left.pop(); next; next = left.pop()) {
    if (schedule.decided[next.node]) continue
    decide(schedule, next.node)
    decision.skipped.push(next)
    const inner: Decision = { ready: [], skipped: [] }
    settleWires(schedule, inner, next.node, nothing, left)
    decision.ready.push(...inner.ready)
  }
}

function settleWires(
  schedule: Schedule,
  decision: Decision,
  node: number,
  took: (port: string) => boolean,
  dead?: { node: number; reason: string }[],
): void {
  const { nodes, wires } = schedule.plan
  const source = nodes[node]
  assert(source, `node ${node} is planned`)
  for (const index of source.out) {
    const wire = wires[index]
    assert(wire, `wire ${index} is planned`)
    const verdict = settleWire(schedule, wire, took(wire.fromPort))
    if (verdict === 'ready') decision.ready.push(wire.to)
    if (verdict === 'dead') {
      const reason = `Nothing came from \`${source.id}\`.`
      if (dead) dead.push({ node: wire.to, reason })
      else skip(schedule, decision, wire.to, reason)
    }
  }
}

function settleWire(
  schedule: Schedule,
  wire: { to: number; port: number },
  delivers: boolean,
): 'ready' | 'dead' | 'waiting' {
  const { to, port } = wire
  const open = schedule.open[to]
  const delivered = schedule.delivered[to]
  const spec = schedule.plan.nodes[to]?.ports[port]
  assert(open && delivered && spec, `port ${port} of node ${to} is planned`)
  const left = (open[port] ?? 0) - 1
  open[port] = left
  const first = delivers && !delivered[port]
  if (delivers) delivered[port] = true
  if (schedule.decided[to]) return 'waiting'
  const satisfied = spec.wait === 'first' ? first : left === 0 && delivered[port] === true
  if (satisfied) {
    const rest = (schedule.unsatisfied[to] ?? 0) - 1
    schedule.unsatisfied[to] = rest
    if (rest > 0) return 'waiting'
    decide(schedule, to)
    return 'ready'
  }
  return left === 0 && !delivered[port] ? 'dead' : 'waiting'
}

function decide(schedule: Schedule, node: number): void {
  schedule.decided[node] = true
  schedule.undecided--
}

/** The nodes not told to run or to be skipped yet: those a failure or a cancel keeps from ever starting. */
export function undecidedNodes(schedule: Schedule): number[] {
  return schedule.decided.flatMap((decided, node) => (decided ? [] : [node]))
}

/** Builds the plan's wires from edges whose ends and ports are known to exist (shared/workflow/check.ts sees to that). */
export function planWires(
  nodes: { id: string; never: string | null; waitOf: (port: string) => 'all' | 'first' }[],
  edges: Edge[],
): SchedulePlan {
  const indexOf = new Map(nodes.map((node, index) => [node.id, index]))
  const planned: ScheduleNode[] = nodes.map(({ id, never }) => ({ id, never, out: [], ports: [] }))
  const portNumbers = nodes.map(() => new Map<string, number>())
  const wires = edges.map((edge, index) => {
    const from = indexOf.get(edge.from)
    const to = indexOf.get(edge.to)
    assert(from !== undefined && to !== undefined, `both ends of ${edge.from} -> ${edge.to} are nodes`)
    const target = planned[to]
    const numbers = portNumbers[to]
    assert(target && numbers && nodes[to], `node ${to} is planned`)
    let port = numbers.get(edge.toPort)
    if (port === undefined) {
      port = target.ports.length
      numbers.set(edge.toPort, port)
      target.ports.push({ wires: 0, wait: nodes[to].waitOf(edge.toPort) })
    }
    const spec = target.ports[port]
    assert(spec, `port ${port} is planned`)
    spec.wires++
    planned[from]?.out.push(index)
    return { from, fromPort: edge.fromPort, to, port }
  })
  return { nodes: planned, wires }
}
