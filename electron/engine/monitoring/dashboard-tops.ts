import type { Dashboard } from '../../../shared/contract/dashboard.ts'
import { percentileOf } from '../../../shared/run/duration-bins.ts'
import type { DashboardReader, ErrorSum, Kinds, NodePlace, NodeSum, ServiceSum } from '../store/dashboard.store.ts'
import type { Buckets } from './cover-span.ts'

const mostNodes = 20

type Titles = {
  nodeType(type: string): string | undefined
  integration(integrationId: string): string | undefined
}
type Span = {
  reader: DashboardReader
  kinds: Kinds
  buckets: Buckets[]
  /** Runs under way that began in it. */
  live: number[]
  /** Lets other things happen. */
  turn(): Promise<void> | null
}

/** Which nodes failed and were slow, why, and what services did: in runs that began in a span of time. */
export async function readTops(span: Span, titles: Titles) {
  const { reader, kinds, buckets, live, turn } = span
  const nodes = new Map<number, NodeSum>()
  const errors = new Map<string, ErrorSum>()
  const services = new Map<string, ServiceSum>()
  for (const sum of reader.liveNodes(live)) addNode(nodes, sum)
  for (const sum of reader.liveErrors(live)) addError(errors, sum)
  for (const sum of reader.liveServices(live)) addService(services, sum)
  for (const part of buckets) {
    for (const sum of reader.nodes(kinds, part)) addNode(nodes, sum)
    for (const sum of reader.errors(kinds, part)) addError(errors, sum)
    for (const sum of reader.services(kinds, part)) addService(services, sum)
    await turn()
  }
  const all = [...nodes.values()]
  const failing = all
    .filter(({ failures }) => failures > 0)
    .toSorted((a, b) => b.failures - a.failures || b.tries - a.tries || a.place_id - b.place_id)
    .slice(0, mostNodes)
  const slow = all
    .filter(({ slow_tries }) => slow_tries > 0)
    .toSorted((a, b) => averageOf(b) - averageOf(a) || a.place_id - b.place_id)
    .slice(0, mostNodes)
  const bins = await readBins(span, slow)
  const nameOf = namePlaces(reader, titles, [...failing, ...slow])
  return {
    failingNodes: failing.map(({ place_id, failures, tries }) => ({ ...nameOf(place_id), failures, tries })),
    slowNodes: slow.map((node) => ({
      ...nameOf(node.place_id),
      ...{ tries: node.slow_tries, averageMs: averageOf(node), longestMs: node.longest_ms },
      p95Ms: percentileOf(bins.get(node.place_id) ?? new Map(), 0.95) ?? node.longest_ms,
    })),
    errorCodes: [...errors.values()]
      .toSorted((a, b) => b.failures - a.failures || (a.code < b.code ? -1 : 1))
      .map(({ code, failures, last_message: lastMessage }) => ({ code, failures, lastMessage })),
    integrations: [...services.values()]
      .toSorted((a, b) => b.calls - a.calls || (a.integration_id < b.integration_id ? -1 : 1))
      .map(({ integration_id: integrationId, calls, failures, ms, waited, waited_ms: waitedMs }) => ({
        ...{ integrationId, title: titles.integration(integrationId) ?? integrationId, calls, failures },
        ...{ averageMs: calls === 0 ? 0 : ms / calls, waited, waitedMs },
      })),
  } satisfies Partial<Dashboard>
}

/** How long the tries of a few nodes took, by size. */
async function readBins({ reader, kinds, buckets, live, turn }: Span, nodes: NodeSum[]) {
  const places = nodes.map((node) => node.place_id)
  const bins = new Map(places.map((place) => [place, new Map<number, number>()]))
  const add = ({ place_id, bin, tries }: { place_id: number; bin: number; tries: number }) => {
    const counts = bins.get(place_id)
    counts?.set(bin, (counts.get(bin) ?? 0) + tries)
  }
  for (const count of reader.liveNodeBins(live, places)) add(count)
  for (const part of buckets) {
    for (const count of reader.nodeBins(kinds, places, part)) add(count)
    await turn()
  }
  return bins
}

/** What nodes are called now, by their place; one that is not there any more has the name of its id. */
function namePlaces(reader: DashboardReader, titles: Titles, nodes: NodeSum[]) {
  const places = reader.places([...new Set(nodes.map((node) => node.place_id))])
  const known = new Map<number, ReturnType<typeof named>>()
  function named({ workflow_id, workflow_name, path }: NodePlace, workflowName: string, title: string | null) {
    const workflowId = workflow_id === '' ? null : workflow_id
    const usual = title ?? path.slice(path.lastIndexOf('/') + 1)
    return {
      workflowId,
      workflowName: workflowId === null ? workflow_name : workflowName,
      nodePath: path,
      title: usual,
    }
  }
  for (const [workflowId, of] of Map.groupBy(places, (place) => place.workflow_id)) {
    const workflowName = workflowId === '' ? '' : (reader.workflowName(workflowId) ?? workflowId)
    const inDraft = of.map(({ path }) => pathInDocument(path))
    const found = workflowId === '' ? [] : reader.nodesOf(workflowId, inDraft)
    for (const [index, place] of of.entries()) {
      const { title = null, type = null } = found[index] ?? {}
      known.set(place.place_id, named(place, workflowName, title ?? (type && titles.nodeType(type)) ?? null))
    }
  }
  return (placeId: number) => known.get(placeId) ?? { workflowId: null, workflowName: '', nodePath: '', title: '' }
}

/** `perFile/summarise` as a path of JSON: ids of nodes are letters, digits and `_`, so that quotes hold them. */
function pathInDocument(path: string): string {
  const ids = path.replaceAll('"', '').split('/')
  return `$.${ids.map((id) => `nodes."${id}"`).join('.graph.')}`
}

function averageOf({ slow_ms, slow_tries }: NodeSum): number {
  return slow_ms / slow_tries
}

function addNode(to: Map<number, NodeSum>, sum: NodeSum): void {
  const known = to.get(sum.place_id)
  if (!known) return void to.set(sum.place_id, { ...sum })
  known.tries += sum.tries
  known.failures += sum.failures
  known.slow_tries += sum.slow_tries
  known.slow_ms += sum.slow_ms
  known.longest_ms = Math.max(known.longest_ms, sum.longest_ms)
}

function addError(to: Map<string, ErrorSum>, sum: ErrorSum): void {
  const known = to.get(sum.code)
  if (!known) return void to.set(sum.code, { ...sum })
  known.failures += sum.failures
  if (sum.last_at >= known.last_at) Object.assign(known, { last_at: sum.last_at, last_message: sum.last_message })
}

function addService(to: Map<string, ServiceSum>, sum: ServiceSum): void {
  const known = to.get(sum.integration_id)
  if (!known) return void to.set(sum.integration_id, { ...sum })
  known.calls += sum.calls
  known.failures += sum.failures
  known.ms += sum.ms
  known.waited += sum.waited
  known.waited_ms += sum.waited_ms
}
