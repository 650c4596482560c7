import type { CatalogEntry } from '../../shared/catalog/entry.ts'
import type { TriggerKind } from '../../shared/contract/triggers.ts'
import { isJsonObject, type Json, type JsonObject } from '../../shared/json.ts'
import type { Workflow, WorkflowNode } from '../../shared/workflow/workflow.ts'
import { schemaDefaults } from '../parts/graph/node-ports.ts'

export type StartNode = {
  id: string
  title: string
  icon: string
  node: WorkflowNode
  entry: CatalogEntry
  /** How it begins runs by itself; null for a start by hand. */
  kind: TriggerKind | null
}

/** Where a run of this document can begin: its start nodes that are not switched off, those for the hand first. */
export function startNodesOf(document: Workflow, types: ReadonlyMap<string, CatalogEntry>): StartNode[] {
  const found = Object.entries(document.nodes).flatMap(([id, node]): StartNode[] => {
    const entry = types.get(node.type)
    if (!entry?.start || node.disabled) return []
    return [{ id, title: node.title ?? entry.title, icon: entry.icon, node, entry, kind: entry.trigger ?? null }]
  })
  return [...found.filter(({ kind }) => kind === null), ...found.filter(({ kind }) => kind !== null)]
}

/**
 * The trigger to ask about where nobody can know which one is meant: there are several, and no start by hand. Else null:
 * a run begins at all starts by hand, or at the only trigger.
 */
export function startToAskFor(starts: readonly StartNode[]): StartNode | null {
  const [first, ...others] = starts
  return first && first.kind !== null && others.length > 0 ? first : null
}

/** The document with this start node alone, whose inputs a run that begins there asks for; undefined: with all. */
export function fromStart(document: Workflow, startNode: string | undefined): Workflow {
  const node = startNode === undefined ? undefined : document.nodes[startNode]
  return startNode === undefined || !node ? document : { ...document, nodes: { [startNode]: node } }
}

/** What the trigger gives where nothing is typed: the example of its set-up, else one of the kind it really gives. */
export function samplePayload({ node, entry, kind }: StartNode, nowMs: number): Json {
  const params: JsonObject = { ...schemaDefaults(entry), ...node.params }
  if (params.sample !== undefined) return params.sample
  const time = new Date(nowMs).toISOString()
  switch (kind) {
    case 'schedule': {
      const timeZone = params.timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone
      return { time, timeZone, lateMs: 0, missed: 0 }
    }
    case 'file': {
      const folder = typeof params.folder === 'string' ? params.folder : '.'
      const file = { event: 'added', path: `${folder}/example.txt`, name: 'example.txt', bytes: 12, time }
      return params.together === true ? { folder, files: [file] } : { folder, ...file }
    }
    case 'webhook': {
      const method = typeof params.method === 'string' && params.method !== 'any' ? params.method : 'POST'
      return {
        method,
        path: '/',
        query: {},
        headers: { 'content-type': 'application/json' },
        body: { message: 'Hello' },
      }
    }
    case 'run':
      return {
        runId: 'run_example',
        workflowId: 'wf_example',
        workflowName: typeof params.workflow === 'string' && params.workflow !== '' ? params.workflow : 'Example',
        status: 'succeeded',
        outputs: {},
        error: null,
        depth: 1,
      }
    case 'service': {
      const fields = isJsonObject(entry.params.properties) ? entry.params.properties : {}
      const [sample] =
        isJsonObject(fields.sample) && Array.isArray(fields.sample.examples) ? fields.sample.examples : []
      return sample ?? {}
    }
    case null:
      return {}
  }
}

const storageKey = (workflowId: string, id: string) => `niti.payload.${workflowId}.${id}`

/** What was tried last with this trigger, as text; null where nothing was. */
export function recallPayload(workflowId: string, id: string): string | null {
  try {
    return localStorage.getItem(storageKey(workflowId, id))
  } catch {
    return null
  }
}

/** null forgets it. */
export function rememberPayload(workflowId: string, id: string, typed: string | null): void {
  try {
    if (typed === null) localStorage.removeItem(storageKey(workflowId, id))
    else localStorage.setItem(storageKey(workflowId, id), typed)
  } catch {
    // Storage is closed to this page, or full: the next try starts from the sample.
  }
}
