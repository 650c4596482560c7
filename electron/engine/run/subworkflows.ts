import { assert } from '../../../shared/assert.ts'
import { NitiError, userError } from '../../../shared/errors.ts'
import type { JsonObject } from '../../../shared/json.ts'
import { parseRunInputs, runInputs } from '../../../shared/workflow/run-inputs.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { NodeDefinition, SubworkflowRequest } from '../nodes/define-node.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import type { DocumentsStore } from '../store/documents.store.ts'
import { createParsedDocuments } from '../store/parsed-documents.ts'
import type { GraphPlan } from './plan-graph.ts'
import type { ReadyWorkflows } from './ready-workflows.ts'

/** A workflow made ready to run inside another's run. */
type Subworkflow = { document: Workflow; plan: GraphPlan }

type Wanted = Pick<SubworkflowRequest, 'workflowId' | 'version'>

type Parts = {
  ready: ReadyWorkflows
  nodeTypes: NodeTypes
  documents: DocumentsStore
  /** The workflow's document and, of the published one, its version. Throws where there is none. */
  load(request: Wanted): { document: Workflow; version: number | null }
  /** The model `auto` stands for where neither workflow says. */
  autoModel(): Promise<string>
}

/** Finds, checks, plans and keeps the workflows that nodes run inside a run. */
export function createSubworkflows({ ready, nodeTypes, documents, load, autoModel }: Parts) {
  const parseDocument = createParsedDocuments()

  function find({ workflowId, version }: Wanted) {
    const field = 'params.workflowId'
    if (workflowId === '') throw userError('subworkflow.none', 'No workflow is chosen.', { field })
    try {
      return load({ workflowId, version })
    } catch (thrown) {
      if (!(thrown instanceof NitiError) || thrown.info.kind !== 'user') throw thrown
      throw new NitiError({ ...thrown.info, field }, { cause: thrown })
    }
  }

  /** Found, checked and planned. */
  function made(request: Wanted) {
    const { document: stored, version } = find(request)
    const { document, text, asksModel, planOf } = makeFit(() => ready.get(stored), stored)
    refuseWithoutStart(document, nodeTypes)
    return { document, plan: planOf({}), asksModel, text, version }
  }

  return {
    autoModel,

    /** The workflow as it is now. Its document is kept, so that a run that goes on later finds exactly this one. */
    open(
      request: SubworkflowRequest,
    ): { documentId: string; version: number | null; asksModel: boolean } & Subworkflow {
      const { version, text, ...subworkflow } = made(request)
      return { documentId: documents.put(text), version, ...subworkflow }
    },

    /** The workflow as it is now, without keeping it; null where it could not run. */
    look(request: Wanted): (Subworkflow & { asksModel: boolean }) | null {
      try {
        return made(request)
      } catch (thrown) {
        if (!(thrown instanceof NitiError)) throw thrown
        return null
      }
    },

    /** The workflow a run has begun with before. */
    recall(documentId: string): Subworkflow {
      const text = documents.get(documentId)
      assert(text, `the document ${documentId} was kept when its run began`)
      // `open` wrote it as a checked workflow; a newer program may have newer node types.
      return ready.planBegun(parseDocument(documentId, text), {})
    },
  }
}

export type Subworkflows = ReturnType<typeof createSubworkflows>

/** A start that says what a run asks for is one that another workflow can begin at; triggers begin by themselves. */
export function takesInputs({ start, params }: Pick<NodeDefinition, 'start' | 'params'>): boolean {
  return start === true && Object.hasOwn(params.shape, 'inputs')
}

/** What is wrong with it is said with its name: the error stands in another workflow's run. */
function makeFit<T>(make: () => T, { name }: Workflow): T {
  try {
    return make()
  } catch (thrown) {
    if (!(thrown instanceof NitiError)) throw thrown
    const { code, message, details } = thrown.info
    throw userError(code, `The workflow “${name}” cannot run. ${message}`, {
      hint: 'Open it and mend what its problems list says.',
      details,
    })
  }
}

function refuseWithoutStart(document: Workflow, nodeTypes: NodeTypes): void {
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
