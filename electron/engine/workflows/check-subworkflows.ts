import type { Issue } from '../../../shared/contract/workflows.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { calledBy } from '../../../shared/workflow/called-by.ts'
import { type RunInput, runInputs } from '../../../shared/workflow/run-inputs.ts'
import { type Workflow, type WorkflowNode, walkNodes } from '../../../shared/workflow/workflow.ts'
import type { NodeTypes } from '../nodes/node-types.ts'
import { takesInputs } from '../run/subworkflows.ts'

/** What the check asks about another workflow. null: there is none, or it was deleted. */
export type FindWorkflow = (workflowId: string) => { draft: Workflow; published: Workflow | null } | null

/** What is wrong with the nodes that run other workflows, as far as those workflows are there to be looked at. */
export function checkSubworkflows(
  document: Workflow,
  nodeTypes: Pick<NodeTypes, 'find'>,
  findWorkflow: FindWorkflow,
): Issue[] {
  return [...walkNodes(document)].flatMap(({ at, id, node }) => {
    const { definition } = nodeTypes.find(node.type) ?? {}
    const param = definition?.workflowParam
    if (param === undefined) return []
    const issue = (code: string, field: string, message: string): Issue => ({
      ...{ severity: 'error', code, message, at, nodeId: id, field: `params.${field}` },
    })
    if ((node.params[param] ?? '') === '') return [issue('subworkflow.none', param, 'No workflow is chosen yet.')]
    const called = calledBy(definition, node.params)
    if (!called) return []
    const found = findWorkflow(called.workflowId)
    if (!found) return [issue('workflow.not-found', param, 'The workflow is not there any more: it was deleted.')]
    const wanted = called.version === 'draft' ? found.draft : found.published
    if (wanted) return checkInputs(node, wanted, nodeTypes).map(([name, words]) => issue(...inputIssue(name, words)))
    const message = `“${found.draft.name}” is not published yet. Publish it, or choose its draft.`
    return [issue('workflow.not-published', param, message)]
  })
}

function inputIssue(name: string, words: string): [string, string, string] {
  return ['subworkflow.inputs', `inputs.${name}`, words]
}

/** Inputs it asks for and does not get, and some it does not know. What expressions give shows at run time. */
function checkInputs(node: WorkflowNode, wanted: Workflow, nodeTypes: Pick<NodeTypes, 'find'>): [string, string][] {
  const { inputs } = node.params
  if (inputs !== undefined && !isJsonObject(inputs)) return []
  const given = inputs ?? {}
  const declared = declaredInputs(wanted, nodeTypes)
  const unknown = Object.keys(given).filter((name) => !declared.some((one) => one.name === name))
  const missing = declared.filter((one) => one.required && isBlank(one.default) && isBlank(given[one.name]))
  return [
    ...unknown.map((name): [string, string] => [name, `“${wanted.name}” has no input called \`${name}\`.`]),
    ...missing.map(({ name }): [string, string] => [name, `“${wanted.name}” needs the input \`${name}\`.`]),
  ]
}

function declaredInputs({ nodes }: Workflow, nodeTypes: Pick<NodeTypes, 'find'>): RunInput[] {
  return Object.values(nodes).flatMap(({ type, params }) => {
    const definition = nodeTypes.find(type)?.definition
    return definition && takesInputs(definition) ? (runInputs.safeParse(params.inputs ?? []).data ?? []) : []
  })
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || value === null || value === ''
}
