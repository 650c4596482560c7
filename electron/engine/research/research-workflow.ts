import type { ResearchRequest } from '../../../shared/contract/research.ts'
import { NitiError, userError } from '../../../shared/errors.ts'
import { isJsonObject, type JsonObject } from '../../../shared/json.ts'
import { type RunInput, runInputs } from '../../../shared/workflow/run-inputs.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import type { ResearchStore } from '../store/research.store.ts'
import type { Workflows } from '../workflows/workflows.ts'

const templateId = 'research'

/** Without these what a person chose on the page would be passed over. */
const neededInputs = ['question', 'depth', 'source', 'sourceDetail']
const neededResults = ['report', 'citations']

type Parts = {
  store: Pick<ResearchStore, 'workflowId' | 'setWorkflowId'>
  workflows: Pick<Workflows, 'document' | 'template' | 'createFromTemplate'>
}

/** The person's own copy of the template: a workflow like any other, made when it is first needed. */
export function createResearchWorkflow({ store, workflows }: Parts) {
  let making: Promise<string> | null = null

  function existing(): string | null {
    const workflowId = store.workflowId()
    if (workflowId === null) return null
    try {
      workflows.document(workflowId)
      return workflowId
    } catch (thrown) {
      // It was deleted: a new one is made.
      if (thrown instanceof NitiError) return null
      throw thrown
    }
  }

  async function make(): Promise<string> {
    const { workflowId } = await workflows.createFromTemplate(templateId)
    store.setWorkflowId(workflowId)
    return workflowId
  }

  return {
    async id(): Promise<string> {
      const found = existing()
      if (found !== null) return found
      making ??= make().finally(() => {
        making = null
      })
      return making
    },

    /** What would run, without making a copy only to look. */
    async look(): Promise<{ workflowId: string | null; document: Workflow }> {
      const workflowId = existing()
      const document = workflowId === null ? await workflows.template(templateId) : workflows.document(workflowId)
      return { workflowId, document }
    },
  }
}

/** What the workflow is given for a request. Refuses one that a person has changed so that it no longer fits. */
export function inputsFor(
  document: Workflow,
  request: ResearchRequest,
  nodeTypes: Pick<NodeTypes, 'find'>,
): JsonObject {
  const { inputs, results } = signatureOf(document, nodeTypes)
  const lacking = [
    ...neededInputs.filter((name) => !inputs.has(name)).map((name) => `the input \`${name}\``),
    ...neededResults.filter((name) => !results.has(name)).map((name) => `the result \`${name}\``),
  ]
  if (lacking.length > 0) {
    throw userError('research.no-fit', `Your workflow “${document.name}” lacks ${lacking.join(', ')}.`, {
      hint: 'Put it back into the workflow, or delete the workflow: a new one is made from the template.',
    })
  }
  const { question, depth, source, sourceDetail, language } = request
  const given: JsonObject = { question, depth, source, sourceDetail, language }
  return Object.fromEntries(Object.entries(given).filter(([name]) => inputs.has(name)))
}

function signatureOf({ nodes }: Workflow, nodeTypes: Pick<NodeTypes, 'find'>) {
  const inputs = new Set<string>()
  const results = new Set<string>()
  for (const { type, params, disabled } of Object.values(nodes)) {
    const definition = disabled ? undefined : nodeTypes.find(type)?.definition
    if (definition?.start && definition.trigger === undefined) {
      const declared: RunInput[] = runInputs.safeParse(params.inputs).data ?? []
      for (const { name } of declared) inputs.add(name)
    }
    const listed = definition?.resultParam === undefined ? undefined : params[definition.resultParam]
    for (const result of Array.isArray(listed) ? listed : []) {
      if (isJsonObject(result) && typeof result.name === 'string') results.add(result.name)
    }
  }
  return { inputs, results }
}
