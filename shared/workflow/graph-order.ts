import type { Graph } from './workflow.ts'

export type GraphOrder = {
  /** Whether the values of `ancestor` are known before `id` runs. */
  isUpstream(ancestor: string, id: string): boolean
  upstreamOf(id: string): Set<string>
  reachableFrom(ids: string[]): Set<string>
}

type Ends = Map<string, string[]>
type Links = { before: Ends; after: Ends; place: Map<string, number> }

/** Checking and planning ask about the same graph several times over. Graphs are never changed in place, so it is kept. */
const known = new WeakMap<Graph, Links>()

function linksOf(graph: Graph): Links {
  const before = known.get(graph)
  if (before) return before
  const ends = { before: endsOf(graph, 'to'), after: endsOf(graph, 'from') }
  const links = { ...ends, place: topologicalPlaces(graph, ends.before, ends.after) }
  known.set(graph, links)
  return links
}

function endsOf(graph: Graph, side: 'from' | 'to'): Ends {
  const other = side === 'from' ? 'to' : 'from'
  const ends: Ends = new Map()
  for (const wire of graph.edges) {
    const list = ends.get(wire[side])
    if (list) list.push(wire[other])
    else ends.set(wire[side], [wire[other]])
  }
  return ends
}

/** The nodes of a circle in wire order, its first node repeated at the end; null where the graph has none. */
export function findCycle(graph: Graph): string[] | null {
  const { after: next, place } = linksOf(graph)
  // Every node has a place in an order unless it stands in a circle or behind one, so most graphs are not searched.
  if (place.size === Object.keys(graph.nodes).length) return null
  const done = new Set<string>()
  for (const start of Object.keys(graph.nodes)) {
    // Depth first with a stack of our own: a chain of 10,000 nodes must not overflow the call stack.
    const path = [{ id: start, child: 0 }]
    const onPath = new Set([start])
    while (path.length > 0 && !done.has(start)) {
      const top = path.at(-1)
      if (!top) break
      const child = next.get(top.id)?.[top.child++]
      if (child === undefined) {
        done.add(top.id)
        onPath.delete(top.id)
        path.pop()
      } else if (onPath.has(child)) {
        const ids = path.map((step) => step.id)
        return [...ids.slice(ids.indexOf(child)), child]
      } else if (!done.has(child)) {
        onPath.add(child)
        path.push({ id: child, child: 0 })
      }
    }
  }
  return null
}

/** Questions about what comes before and after in a graph without circles. */
export function orderOf(graph: Graph): GraphOrder {
  const { before, after, place } = linksOf(graph)
  const placeOf = (id: string) => place.get(id) ?? -1

  return {
    isUpstream(ancestor, id) {
      const limit = placeOf(ancestor)
      const seen = new Set<string>()
      // Nodes that come before the ancestor cannot lead to it, so most of the graph is never looked at.
      const left = (before.get(id) ?? []).filter((one) => placeOf(one) >= limit)
      for (let one = left.pop(); one !== undefined; one = left.pop()) {
        if (one === ancestor) return true
        if (seen.has(one)) continue
        seen.add(one)
        left.push(...(before.get(one) ?? []).filter((earlier) => placeOf(earlier) >= limit))
      }
      return false
    },
    upstreamOf: (id) => collect(before.get(id) ?? [], before),
    reachableFrom: (ids) => collect(ids, after),
  }
}

function collect(start: string[], ends: Ends): Set<string> {
  const found = new Set<string>()
  const left = [...start]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (found.has(id)) continue
    found.add(id)
    left.push(...(ends.get(id) ?? []))
  }
  return found
}

/** Each node's place in an order in which every wire leads forward (Kahn's algorithm). */
function topologicalPlaces(graph: Graph, before: Ends, after: Ends): Map<string, number> {
  const open = new Map(Object.keys(graph.nodes).map((id) => [id, before.get(id)?.length ?? 0]))
  const ready = [...open].filter(([, count]) => count === 0).map(([id]) => id)
  const place = new Map<string, number>()
  for (let at = 0; at < ready.length; at++) {
    const id = ready[at]
    if (id === undefined) break
    place.set(id, at)
    for (const next of after.get(id) ?? []) {
      const left = (open.get(next) ?? 0) - 1
      open.set(next, left)
      if (left === 0) ready.push(next)
    }
  }
  return place
}
