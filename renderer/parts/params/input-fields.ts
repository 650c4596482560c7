import type { CatalogEntry } from '../../../shared/catalog/entry.ts'
import { isJsonObject } from '../../../shared/json.ts'
import { type RunInput, type RunInputType, runInputs } from '../../../shared/workflow/run-inputs.ts'
import type { Workflow } from '../../../shared/workflow/workflow.ts'
import type { FormControl, FormField } from './form-fields.ts'

type Types = ReadonlyMap<string, CatalogEntry>

/** What a workflow asks for where another workflow runs it: the inputs of its starts that say so, as fields of a form. */
export function inputFields(document: Workflow, types: Types): FormField[] {
  const declared = Object.values(document.nodes).flatMap(({ type, params }) => {
    const entry = types.get(type)
    const fields = entry?.start && isJsonObject(entry.params.properties) ? entry.params.properties : {}
    return Object.hasOwn(fields, 'inputs') ? (runInputs.safeParse(params.inputs ?? []).data ?? []) : []
  })
  return declared.map(toField)
}

/** The names of what a workflow says it gives. */
export function resultNames(document: Workflow, types: Types): string[] {
  const names = Object.values(document.nodes).flatMap(({ type, params }) => {
    const param = types.get(type)?.resultParam
    const results = param === undefined ? undefined : params[param]
    return Array.isArray(results) ? results.map((one) => (isJsonObject(one) ? one.name : undefined)) : []
  })
  return [...new Set(names.filter((name): name is string => typeof name === 'string' && name !== ''))]
}

const controls: Record<RunInputType, FormControl> = {
  text: 'text',
  'long-text': 'long-text',
  number: 'number',
  boolean: 'switch',
  choice: 'choice',
  list: 'text',
  object: 'text',
  folder: 'path',
  file: 'path',
}

function toField({ name, type, title, description, required, default: preset, choices }: RunInput): FormField {
  return {
    name,
    title: title || name,
    control: controls[type],
    description,
    placeholder: type === 'list' ? '{{ input }}' : undefined,
    isRequired: required,
    default: preset,
    choices: choices.map((value) => ({ value, label: value })),
    isInteger: false,
    language: 'text',
    isRaw: false,
    isAdvanced: false,
    fields: [],
  }
}
