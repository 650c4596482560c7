import { assert } from '../../../shared/assert.ts'
import { NitiError, userError } from '../../../shared/errors.ts'
import type { JsonObject } from '../../../shared/json.ts'
import { checkWorkflow } from '../../../shared/workflow/check.ts'
import { parseRunInputs, runInputs } from '../../../shared/workflow/run-inputs.ts'
import { type Workflow, walkNodes } from '../../../shared/workflow/workflow.ts'
import type { NodeDefinition, SubworkflowRequest } from '../nodes/define-node.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import { upgradeGraph } from '../nodes/upgrade-node.ts'
import type { DocumentsStore } from '../store/documents.store.ts'
import { type GraphPlan, planGraph } from './plan-graph.ts'
import { refuseBroken } from './refuse-broken.ts'

/** A workflow made ready to run inside another's run. */
type Subworkflow = {
  document: Workflow
  plan: GraphPlan
  /** Whether a node inside asks a model. */
  asksModel: boolean
}

type Parts = {
  nodeTypes: NodeTypes
  documents: DocumentsStore
  /** The workflow's document and, of the published one, its version. Throws where there is none. */
  load(request: Pick<SubworkflowRequest, 'workflowId' | 'version'>): { document: Workflow; version: number | null }
  /** The model `auto` stands for where neither workflow says. */
  autoModel(): Promise<string>
}

/** Plans are kept for so many documents: a loop that runs the same workflow in each round plans it once. */
const mostPlans = 50

/** Finds, checks, plans and keeps the workflows that nodes run inside a run. */
export function createSubworkflows({ nodeTypes, documents, load, autoModel }: Parts) {
  const planned = new Map<string, Subworkflow>()
  /** By the document as it is stored: one that is looked at again as it is costs nothing. */
  const looked = new WeakMap<Workflow, Subworkflow>()

  function find({ workflowId, version }: Pick<SubworkflowRequest, 'workflowId' | 'version'>) {
    const field = 'params.workflowId'
    if (workflowId === '') throw userError('subworkflow.none', 'No workflow is chosen.', { field })
    try {
      return load({ workflowId, version })
    } catch (thrown) {
      if (!(thrown instanceof NitiError) || thrown.info.kind !== 'user') throw thrown
      throw new NitiError({ ...thrown.info, field }, { cause: thrown })
    }
  }

  function prepare(document: Workflow): Subworkflow {
    const plan = planGraph(document, nodeTypes.get)
    const asksModel = [...walkNodes(document)].some(({ node }) => nodeTypes.get(node.type).definition.usesModel)
    return { document, plan, asksModel }
  }

  function keep(documentId: string, made: () => Subworkflow): Subworkflow {
    const subworkflow = planned.get(documentId) ?? made()
    planned.delete(documentId)
    planned.set(documentId, subworkflow)
    for (const oldest of planned.keys()) if (planned.size > mostPlans) planned.delete(oldest)
    return subworkflow
  }

  return {
    autoModel,

    /** The workflow as it is now. Its document is kept, so that a run that goes on later finds exactly this one. */
    open(request: SubworkflowRequest): { documentId: string; version: number | null } & Subworkflow {
      const { document: stored, version } = find(request)
      const document = upgradeGraph(nodeTypes.definitions, stored)
      const documentId = documents.put(JSON.stringify(document))
      const subworkflow = keep(documentId, () => {
        refuseUnfit(document, nodeTypes)
        return prepare(document)
      })
      return { documentId, version, ...subworkflow }
    },

    /** The workflow as it is now, without keeping it; null where it could not run. */
    look(request: Pick<SubworkflowRequest, 'workflowId' | 'version'>): Subworkflow | null {
      try {
        const { document: stored } = find(request)
        const before = looked.get(stored)
        if (before) return before
        const document = upgradeGraph(nodeTypes.definitions, stored)
        refuseUnfit(document, nodeTypes)
        const subworkflow = prepare(document)
        looked.set(stored, subworkflow)
        return subworkflow
      } catch (thrown) {
        if (!(thrown instanceof NitiError)) throw thrown
        return null
      }
    },

    /** The workflow a run has begun with before. */
    recall(documentId: string): Subworkflow {
      return keep(documentId, () => {
        const text = documents.get(documentId)
        assert(text, `the document ${documentId} was kept when its run began`)
        // `open` wrote it as a checked workflow; a newer program may have newer node types.
        return prepare(upgradeGraph(nodeTypes.definitions, JSON.parse(text) as Workflow))
      })
    },
  }
}

export type Subworkflows = ReturnType<typeof createSubworkflows>

/** A start that says what a run asks for is one that another workflow can begin at; triggers begin by themselves. */
export function takesInputs({ start, params }: Pick<NodeDefinition, 'start' | 'params'>): boolean {
  return start === true && Object.hasOwn(params.shape, 'inputs')
}

function refuseUnfit(document: Workflow, nodeTypes: NodeTypes): void {
  try {
    refuseBroken(checkWorkflow(document, nodeTypes.find))
  } catch (thrown) {
    if (!(thrown instanceof NitiError)) throw thrown
    const { code, message, details } = thrown.info
    throw userError(code, `The workflow “${document.name}” cannot run. ${message}`, {
      hint: 'Open it and mend what its problems list says.',
      details,
    })
  }
  const starts = Object.values(document.nodes).flatMap(({ type }) => nodeTypes.find(type)?.definition ?? [])
  if (!starts.some(({ start }) => start) || starts.some(takesInputs)) return
  throw userError('subworkflow.no-start', `“${document.name}” has no start that another workflow can begin at.`, {
    hint: 'Add a Start node to it: its triggers only begin runs of their own.',
  })
}

/** The inputs as the workflow's start declares them; an error names the workflow, the input and the field of the node. */
export function readSubworkflowInputs({ document, plan }: Subworkflow, given: JsonObject): JsonObject {
  const declared = plan.nodes
    .filter(({ definition }) => takesInputs(definition))
    .flatMap(({ params }) => runInputs.parse(params.inputs ?? []))
  try {
    return parseRunInputs(declared, given)
  } catch (thrown) {
    if (!(thrown instanceof NitiError)) throw thrown
    const { code, message, field, hint } = thrown.info
    throw userError(code, `“${document.name}”: ${message}`, { field: `params.${field}`, hint, cause: thrown })
  }
}
