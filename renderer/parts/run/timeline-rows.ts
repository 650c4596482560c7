import type { NodeGroup } from '../../../shared/catalog/entry.ts'
import { containersOf, isOver } from '../../../shared/run/events.ts'
import type { CostView, ModelCallView, NodeView, RunView, ToolCallView } from '../../../shared/run/view.ts'
import type { WaitAsk } from '../../../shared/run/wait.ts'
import { graphAt, type Workflow } from '../../../shared/workflow/workflow.ts'
import { innerTitle, isAgentAtWork, stepsOf } from './agent-steps.ts'

/** One bar of the timeline. Times in milliseconds since the epoch; `end` null: still under way. */
export type TimelineRow = {
  key: string
  kind: 'node' | 'round' | 'call' | 'tool' | 'http'
  /** Of an agent's model call: which of its turns, from 1. */
  turn?: number
  depth: number
  title: string
  group: NodeGroup
  status: NodeView['status']
  start: number
  end: number | null
  cost: Pick<CostView, 'microUsd' | 'unknownCalls' | 'calls'> | null
  /** When it only waited, for a time, a call or a person; `end` null: still does. */
  waits: { key: string; ask: WaitAsk; start: number; end: number | null }[]
  /** It has rows below it that can be shown. */
  canOpen: boolean
  /** The node it belongs to, for selecting it. */
  at: { scope: string; node: string } | null
}

type Names = {
  titleOf: (document: Workflow, at: string[], id: string) => string
  groupOf: (nodeType: string) => NodeGroup
}

/**
 * The rows of a run in the order things began: the nodes of a scope and, under those that were opened, their model and
 * HTTP calls and, for containers, their rounds, or the nodes of the workflow they ran.
 */
export function timelineRows(
  view: RunView,
  document: Workflow,
  open: ReadonlySet<string>,
  names: Names,
  scope = '',
): TimelineRow[] {
  const inside = new Map<string, NodeView[]>()
  for (const node of Object.values(view.nodes)) {
    if (node.startedAt === null) continue
    const list = inside.get(node.scope)
    if (list) list.push(node)
    else inside.set(node.scope, [node])
  }
  const rounds = roundsByContainer(inside.keys())
  const rows: TimelineRow[] = []

  /** `outer`: the node that let these work, which stand in no document. */
  function addScope(from: string, depth: number, outer?: NodeView): void {
    const nodes = [...(inside.get(from) ?? [])].sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0))
    for (const node of nodes) addNode(node, depth, outer)
  }

  function hasDetails(node: NodeView): boolean {
    const own = rounds.get(node.key) ?? []
    return own.length + node.calls.length + node.requests.length + (node.toolCalls?.length ?? 0) > 0
  }

  function addNode(node: NodeView, depth: number, outer?: NodeView): void {
    const start = node.startedAt ?? 0
    rows.push({
      key: node.key,
      kind: 'node',
      depth,
      title: outer ? innerTitle(outer, node) : names.titleOf(document, containersOf(node.scope), node.node),
      group: names.groupOf(node.nodeType),
      status: node.status,
      start,
      // Its time counts from before its expressions were evaluated, which is before it began as the log has it.
      end:
        node.durationMs === null
          ? (view.finishedAt ?? null)
          : Math.min(start + node.durationMs, view.finishedAt ?? Number.POSITIVE_INFINITY),
      cost: node.cost,
      waits: waitsOf(node, view),
      canOpen: hasDetails(node),
      at: { scope: node.scope, node: node.node },
    })
    if (open.has(node.key)) addDetails(node, depth)
  }

  function addDetails(node: NodeView, depth: number): void {
    const drawn = new Set(node.toolCalls?.map((tool) => tool.scope))
    for (const step of stepsOf(node)) {
      if (step.kind === 'turn') rows.push({ ...callRow(node, step.call, depth + 1), turn: step.turn })
      if (step.kind === 'tool') addTool(node, step.tool, depth + 1)
    }
    if (!isAgentAtWork(node)) for (const call of node.calls) rows.push(callRow(node, call, depth + 1))
    for (const [index, { method, url, at, durationMs, status }] of node.requests.entries()) {
      rows.push({
        key: `${node.key}!http${index}`,
        kind: 'http',
        depth: depth + 1,
        title: `${method} ${hostOf(url)}`,
        group: 'app',
        status: status !== null && status < 400 ? 'succeeded' : 'failed',
        start: at - durationMs,
        end: at,
        cost: null,
        waits: [],
        canOpen: false,
        at: { scope: node.scope, node: node.node },
      })
    }
    for (const round of rounds.get(node.key) ?? []) {
      // What is done for an agent stands with the call it is done for.
      if (drawn.has(round.scope)) continue
      // A workflow inside runs once: its nodes stand straight below it, and so does what a node lets others do.
      if (node.subworkflow) addScope(round.scope, depth + 1)
      else if (node.iterations) addRound(round, depth + 1)
      else addScope(round.scope, depth + 1, node)
    }
  }

  function addTool(node: NodeView, tool: ToolCallView, depth: number): void {
    const doing = tool.scope === null ? [] : (inside.get(tool.scope) ?? [])
    const key = tool.scope ?? `${node.key}!tool${tool.turn}/${tool.callId}`
    rows.push({
      ...{ key, kind: 'tool', depth, title: tool.title },
      group: names.groupOf(doing[0]?.nodeType ?? node.nodeType),
      status: tool.status === 'refused' ? 'cancelled' : tool.status,
      start: tool.startedAt,
      end: tool.durationMs === null ? view.finishedAt : tool.startedAt + tool.durationMs,
      cost: doing.length > 0 ? sumCost(doing) : null,
      waits: doing.flatMap((inner) => waitsOf(inner, view)),
      canOpen: doing.some(hasDetails),
      at: { scope: node.scope, node: node.node },
    })
    if (open.has(key)) for (const inner of doing) addDetails(inner, depth)
  }

  function addRound({ scope: round, index }: { scope: string; index: number }, depth: number): void {
    const nodes = inside.get(round) ?? []
    const start = Math.min(...nodes.map((node) => node.startedAt ?? Number.POSITIVE_INFINITY))
    const isGoing = nodes.some((node) => node.durationMs === null) && !isOver(view.status)
    const end = Math.max(...nodes.map((node) => (node.startedAt ?? 0) + (node.durationMs ?? 0)))
    const status = nodes.some((node) => node.status === 'failed') ? 'failed' : isGoing ? 'running' : 'succeeded'
    rows.push({
      key: round,
      kind: 'round',
      depth,
      title: String(index + 1),
      group: 'logic',
      status,
      start,
      end: isGoing ? null : end,
      cost: sumCost(nodes),
      waits: [],
      canOpen: true,
      at: null,
    })
    if (open.has(round)) addScope(round, depth + 1)
  }

  addScope(scope, 0)
  return rows
}

function callRow(node: NodeView, call: ModelCallView, depth: number): TimelineRow {
  return {
    key: `${node.key}!${call.callId}`,
    kind: 'call',
    depth,
    title: call.model,
    group: 'ai',
    status: call.status,
    start: call.startedAt,
    end: call.latencyMs === null ? null : call.startedAt + call.latencyMs,
    cost: call.usage ? { microUsd: call.microUsd ?? 0, unknownCalls: call.microUsd === null ? 1 : 0, calls: 1 } : null,
    waits: [],
    canOpen: false,
    at: { scope: node.scope, node: node.node },
  }
}

function waitsOf({ wait, pastWaits = [] }: NodeView, view: RunView): TimelineRow['waits'] {
  const past = pastWaits.map(({ waitId, ask, since, endedAt }) => ({ key: waitId, ask, start: since, end: endedAt }))
  if (!wait) return past
  return [...past, { key: wait.waitId, ask: wait.ask, start: wait.since, end: view.finishedAt }]
}

/** The begun rounds of each container, by the container's key, in their order. */
function roundsByContainer(scopes: Iterable<string>): Map<string, { scope: string; index: number }[]> {
  const rounds = new Map<string, { scope: string; index: number }[]>()
  for (const scope of scopes) {
    const hash = scope.lastIndexOf('#')
    if (hash < 0) continue
    const container = scope.slice(0, hash)
    const list = rounds.get(container) ?? []
    list.push({ scope, index: Number(scope.slice(hash + 1)) })
    rounds.set(container, list)
  }
  for (const list of rounds.values()) list.sort((a, b) => a.index - b.index)
  return rounds
}

function sumCost(nodes: NodeView[]): CostView {
  const sum = { inputTokens: 0, outputTokens: 0, microUsd: 0, unknownCalls: 0, calls: 0 }
  for (const { cost } of nodes) {
    sum.inputTokens += cost.inputTokens
    sum.outputTokens += cost.outputTokens
    sum.microUsd += cost.microUsd
    sum.unknownCalls += cost.unknownCalls
    sum.calls += cost.calls
  }
  return sum
}

function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return url
  }
}

/** Times for the grid: at most five round steps from the start, in milliseconds. */
export function ticksOf(spanMs: number): number[] {
  const steps = [
    10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  ]
  const step = steps.find((each) => spanMs / each <= 5) ?? Math.ceil(spanMs / 5 / 3_600_000) * 3_600_000
  return Array.from({ length: Math.floor(spanMs / step) + 1 }, (_, index) => index * step)
}

/**
 * Where on the canvas a node of the run stands: itself, or the node that runs the workflow it is in, which this document
 * does not hold.
 */
export function placeOnCanvas(document: Workflow, at: { scope: string; node: string }): { at: string[]; node: string } {
  const containers = containersOf(at.scope)
  for (let depth = 0; depth < containers.length; depth++) {
    const outer = containers.slice(0, depth)
    const node = containers[depth] ?? ''
    if (!graphAt(document, [...outer, node])) return { at: outer, node }
  }
  return { at: containers, node: at.node }
}

/** What a node is called in a document that may have lost it since. */
export function nameInDocument(document: Workflow, at: string[], id: string): { type: string; title?: string } | null {
  const node = graphAt(document, at)?.nodes[id]
  return node ? { type: node.type, title: node.title } : null
}
