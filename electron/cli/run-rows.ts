import { isOver, nodePath } from '../../shared/run/events.ts'
import type { CostView, NodeStatus, NodeView, RunView } from '../../shared/run/view.ts'
import type { Graph, WorkflowNode } from '../../shared/workflow/workflow.ts'

/** What stands in one line of the table: a node, or one node of a container over all the rounds. */
export type RunRow = {
  /** Ids from the outermost container down, joined by `/`; the same in every round. */
  path: string
  id: string
  depth: number
  status: NodeStatus
  /** Rounds that have ended of all there are: of a container, or of a node inside one. `total` null: nobody knows yet. */
  rounds: { ended: number; total: number | null } | null
  /** `provider/model` of its calls, in order of first use. */
  models: string[]
  /** Of a container, all that happened inside, so the lines below it are parts of its own and not to be added. */
  cost: CostView
  /** Mean of the rounds where `rounds` is set and the node stands inside a container. */
  durationMs: number | null
  averaged: boolean
  /** Nothing is wired to it and nothing has happened to it: a note, which never runs, or a node that has yet to begin. */
  isLoose: boolean
}

/**
 * One row for each node of the document, in the order they can run, inner graphs below their container. Nodes that
 * nothing has happened to yet wait. `nowMs` gives running nodes their time so far.
 */
export function makeRunRows(document: Graph, view: RunView, nowMs: number): RunRow[] {
  const inside = groupByPath(Object.values(view.nodes))
  const rows = rowsOf({ graph: document, path: [], inside, nowMs })
  if (!isOver(view.status)) return rows
  // What still waits when the run is over was never reached.
  return rows.map((row) => (row.status === 'queued' ? { ...row, status: 'skipped' } : row))
}

/** The rows of one node at the top, without looking at the rest of the run: what a log line needs. */
export function makeNodeRows(document: Graph, view: RunView, nodeId: string, nowMs: number): RunRow[] {
  const node = document.nodes[nodeId]
  if (!node) return []
  const nodes = node.graph || view.nodes[nodeId]?.subworkflow ? Object.values(view.nodes) : [view.nodes[nodeId]]
  const inside = groupByPath(nodes.filter((one) => one !== undefined))
  return rowsOf({ graph: { nodes: { [nodeId]: node }, edges: [] }, path: [], inside, nowMs })
}

type RowState = Omit<RunRow, 'isLoose'>
type Level = { graph: Graph; path: string[]; inside: Map<string, NodeView[]>; nowMs: number }

function rowsOf({ graph, path, inside, nowMs }: Level): RunRow[] {
  const wired = new Set(graph.edges.flatMap(({ from, to }) => [from, to]))
  return orderNodes(graph).flatMap((id) => {
    const here = [...path, id]
    const views = inside.get(here.join('/')) ?? []
    const state =
      path.length === 0 ? singleRow(id, views[0], nowMs) : groupedRow(here, views, inside.get(path.join('/')) ?? [])
    const row = { ...state, isLoose: views.length === 0 && !wired.has(id) }
    const inner = graph.nodes[id]?.graph ?? seenInside(here, inside)
    return inner ? [row, ...rowsOf({ graph: inner, path: here, inside, nowMs })] : [row]
  })
}

/**
 * What has happened inside a node that ran another workflow: its nodes, in the order they began. The document around it
 * does not hold them.
 */
function seenInside(path: string[], inside: Map<string, NodeView[]>): Graph | null {
  const views = inside.get(path.join('/')) ?? []
  const prefix = `${path.join('/')}/`
  const within = path.length > 1 || views.some((view) => view.subworkflow)
  if (!within) return null
  const began = new Map<string, { at: number; type: string }>()
  for (const [other, [first]] of inside) {
    if (!first || !other.startsWith(prefix)) continue
    const id = other.slice(prefix.length)
    if (!id.includes('/')) began.set(id, { at: first.startedAt ?? Number.POSITIVE_INFINITY, type: first.nodeType })
  }
  if (began.size === 0) return null
  const ordered = [...began].sort(([, a], [, b]) => a.at - b.at)
  const nodes = ordered.map(([id, { type }], index): [string, WorkflowNode] => [
    id,
    { type, version: 1, params: {}, position: { x: index, y: 0 } },
  ])
  return { nodes: Object.fromEntries(nodes), edges: [] }
}

function groupByPath(nodes: NodeView[]): Map<string, NodeView[]> {
  const groups = new Map<string, NodeView[]>()
  for (const node of nodes) {
    const path = nodePath(node.scope, node.node)
    const group = groups.get(path)
    if (group) group.push(node)
    else groups.set(path, [node])
  }
  return groups
}

function singleRow(id: string, view: NodeView | undefined, nowMs: number): RowState {
  const rounds = view?.iterations
  const started = view && !hasEnded(view) ? view.startedAt : null
  return {
    path: id,
    id,
    depth: 0,
    status: view?.status ?? 'queued',
    rounds: rounds ? { ended: rounds.succeeded + rounds.failed, total: rounds.total } : null,
    models: view ? modelsOf([view]) : [],
    cost: view?.cost ?? noCost,
    durationMs: view?.durationMs ?? (started === null || started === undefined ? null : Math.max(0, nowMs - started)),
    averaged: false,
  }
}

function groupedRow(path: string[], views: NodeView[], containers: NodeView[]): RowState {
  const total = containers.reduce((sum, view) => sum + (view.iterations?.total ?? 0), 0)
  const isCounted = containers.every((view) => view.iterations?.total !== null)
  // Inside a workflow that ran once there are no rounds to speak of.
  const isOnce = containers.length === 1 && containers[0]?.subworkflow !== undefined
  const ended = views.filter(hasEnded)
  const timed = ended.flatMap((view) => (view.durationMs === null ? [] : [view.durationMs]))
  return {
    path: path.join('/'),
    id: path.at(-1) ?? '',
    depth: path.length - 1,
    status: groupStatus(views, containers, isCounted ? total : Number.POSITIVE_INFINITY),
    rounds: isOnce ? null : { ended: ended.length, total: isCounted ? Math.max(total, views.length) : null },
    models: modelsOf(views),
    cost: views.reduce((sum, view) => plus(sum, view.cost), noCost),
    durationMs: timed.length === 0 ? null : timed.reduce((sum, ms) => sum + ms, 0) / timed.length,
    averaged: !isOnce,
  }
}

function hasEnded(view: NodeView): boolean {
  return view.status !== 'running' && view.status !== 'waiting' && view.status !== 'queued'
}

function groupStatus(views: NodeView[], containers: NodeView[], total: number): NodeStatus {
  const has = (status: NodeStatus) => views.some((view) => view.status === status)
  if (has('running')) return 'running'
  if (has('waiting')) return 'waiting'
  if (has('failed')) return 'failed'
  if (has('cancelled')) return 'cancelled'
  // Rounds are still to come only while a container is under way; one that has ended leaves no more.
  const goesOn = containers.length === 0 || containers.some((view) => !hasEnded(view))
  if (goesOn && (views.length === 0 || has('queued'))) return 'queued'
  if (goesOn && views.length < total) return 'running'
  return has('succeeded') ? 'succeeded' : 'skipped'
}

function modelsOf(views: NodeView[]): string[] {
  const names = new Set<string>()
  for (const view of views) for (const call of view.calls) names.add(`${call.provider}/${call.model}`)
  return [...names]
}

const noCost: CostView = { inputTokens: 0, outputTokens: 0, microUsd: 0, unknownCalls: 0, calls: 0 }

function plus(a: CostView, b: CostView): CostView {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    microUsd: a.microUsd + b.microUsd,
    unknownCalls: a.unknownCalls + b.unknownCalls,
    calls: a.calls + b.calls,
  }
}

/** Node ids so that each comes after all that feed it; among equals from left to right as on the canvas. */
export function orderNodes(graph: Graph): string[] {
  const ids = Object.keys(graph.nodes)
  const waitsFor = new Map(ids.map((id) => [id, 0]))
  const feeds = new Map<string, string[]>()
  for (const { from, to } of graph.edges) {
    if (!waitsFor.has(from) || !waitsFor.has(to)) continue
    waitsFor.set(to, (waitsFor.get(to) ?? 0) + 1)
    feeds.set(from, [...(feeds.get(from) ?? []), to])
  }
  const ordered: string[] = []
  let level = ids.filter((id) => waitsFor.get(id) === 0)
  while (level.length > 0) {
    level.sort((a, b) => comparePositions(graph, a, b))
    ordered.push(...level)
    const next: string[] = []
    for (const id of level) {
      for (const to of feeds.get(id) ?? []) {
        const left = (waitsFor.get(to) ?? 0) - 1
        waitsFor.set(to, left)
        if (left === 0) next.push(to)
      }
    }
    level = next
  }
  // A circle never gets here from a checked workflow; its nodes are shown all the same.
  const seen = new Set(ordered)
  return [...ordered, ...ids.filter((id) => !seen.has(id))]
}

function comparePositions(graph: Graph, a: string, b: string): number {
  const one = graph.nodes[a]?.position ?? { x: 0, y: 0 }
  const two = graph.nodes[b]?.position ?? { x: 0, y: 0 }
  return one.x - two.x || one.y - two.y || (a < b ? -1 : 1)
}
