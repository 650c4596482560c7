import type { Json, JsonObject } from '../../../shared/json.ts'
import type { ModelRequest } from '../../../shared/run/model-call.ts'
import type { NodeContext, NodeOutputs } from '../nodes/define-node.ts'
import type { PlannedNode } from '../run/plan-graph.ts'
import { type KnownParams, placeholder, type Sight, valueOfRoot } from './known-values.ts'

/** What a node turned out to do, before it is run. */
export type Tried = {
  /** null: what it gives shows only in the run. */
  outputs: NodeOutputs | null
  /** The first thing it would ask a model. */
  request: ModelRequest | null
  /** The entries a container would go through; null where that shows only in the run. */
  rounds: { index: number; item: Json }[] | null
}

/** The leaf needs something that is not there before the run. */
class NotKnown extends Error {}

type Ports = Record<string, Json | undefined>
type Arrived = Record<string, { from: string; value: Json }[]>

/** What arrives at a node, by port; `isKnown` where all of it is. */
export type KnownArrivals = {
  isKnown: boolean
  inputs: Ports
  arrived: Arrived
  /** Of what is not there yet: the tokens it is expected to have, by port, where anybody can tell. */
  tokens: Record<string, number | null>
}

/**
 * Lets the very leaf say what it would do: it reaches the world only through its context, so with one that does nothing but
 * note what is asked for, it is a function of its params and inputs. What it cannot do without the world stays unknown.
 */
export async function tryLeaf(
  planned: PlannedNode,
  { params, unknown }: KnownParams,
  arrivals: KnownArrivals,
  sight: Sight,
): Promise<Tried> {
  const tried: Tried = { outputs: null, request: null, rounds: null }
  const parsed = parse(planned, params, unknown)
  if (parsed === null) return tried
  const rounds: { index: number; item: Json }[] = []
  const notKnown = (): never => {
    throw new NotKnown()
  }
  const files = { list: notKnown, readText: notKnown, writeText: notKnown, writeBytes: notKnown }
  const context: NodeContext = {
    signal: new AbortController().signal,
    now: notKnown,
    log: () => {},
    model(request) {
      tried.request ??= request
      return notKnown()
    },
    http: notKnown,
    callService: notKnown,
    callMcp: notKnown,
    embed: notKnown,
    knowledge: { search: notKnown, index: notKnown, keepNote: notKnown, findNotes: notKnown },
    runAgent: notKnown,
    runNode: notKnown,
    say: () => {},
    noteTask: () => {},
    readable: notKnown,
    files: { ...files, readBytes: notKnown, keep: notKnown, refTo: notKnown, within: notKnown },
    runCode: notKnown,
    scope: () => scopeOf(planned, sight) ?? notKnown(),
    payload: notKnown,
    async runGraph(round) {
      rounds.push(round)
      return null
    },
    waitFor: notKnown,
    giveUpRounds: () => {},
    countIterations(total) {
      if (total === null) notKnown()
    },
    evaluate: notKnown,
    runWorkflow: notKnown,
    get idempotencyKey(): string {
      return notKnown()
    },
  }
  try {
    const known = unknown.length === 0 && arrivals.isKnown
    const work = { params: parsed, inputs: guarded(arrivals), arrived: arrivals.isKnown ? arrivals.arrived : {} }
    const outputs = await planned.definition.run(context, work)
    // What a container gives is made of what its rounds give, and those were not run.
    if (known && !planned.definition.container) tried.outputs = outputs
    if (unknown.length === 0 && planned.definition.container) tried.rounds = rounds
  } catch {
    // It stays unknown; a leaf that fails on what is known would fail in the run, too.
  }
  return tried
}

type Params = Parameters<PlannedNode['definition']['run']>[1]['params']

function parse({ definition }: PlannedNode, params: JsonObject, unknown: KnownParams['unknown']): Params | null {
  const parsed = definition.params.safeParse(params)
  if (parsed.success) return parsed.data
  // A number that an expression gives cannot be stood in for by text.
  const left = { ...params }
  for (const { path } of unknown) if (left[path] === placeholder) delete left[path]
  const again = definition.params.safeParse(left)
  return again.success ? again.data : null
}

/** Reading what has not arrived must not look like nothing having arrived. */
function guarded({ isKnown, inputs }: KnownArrivals): Record<string, Json> {
  if (!isKnown) {
    return new Proxy<Record<string, Json>>(
      {},
      {
        get() {
          throw new NotKnown()
        },
        ownKeys() {
          throw new NotKnown()
        },
      },
    )
  }
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([port, value]) => (value === undefined ? [] : [[port, value]])),
  )
}

function scopeOf({ roots }: PlannedNode, sight: Sight): JsonObject | null {
  const scope: JsonObject = {}
  for (const root of new Set(['inputs', ...roots])) {
    const value = valueOfRoot(sight, root)
    if (!value.isKnown) return null
    scope[root] = value.value
  }
  return scope
}
