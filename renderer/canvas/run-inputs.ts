import type { CatalogEntry } from '../../shared/catalog/entry.ts'
import type { JsonObject } from '../../shared/json.ts'
import { type RunInput, runInputs } from '../../shared/workflow/run-inputs.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import { schemaDefaults } from '../parts/graph/node-ports.ts'

/** What a run of this workflow asks for: the inputs its start nodes declare, each name once. */
export function declaredInputs(document: Workflow, types: ReadonlyMap<string, CatalogEntry>): RunInput[] {
  const found = new Map<string, RunInput>()
  for (const node of Object.values(document.nodes)) {
    const entry = types.get(node.type)
    if (!entry?.start || node.disabled) continue
    const declared = runInputs.safeParse({ ...schemaDefaults(entry), ...node.params }.inputs)
    for (const input of declared.success ? declared.data : []) if (!found.has(input.name)) found.set(input.name, input)
  }
  return [...found.values()]
}

/** What the form holds: text as it is typed, and switches. */
export type InputValues = Record<string, string | boolean>

/** The form as it opens: what was given last time, else the defaults. */
export function initialValues(declared: RunInput[], last: InputValues): InputValues {
  return Object.fromEntries(
    declared.map((input) => {
      const given = last[input.name]
      if (input.type === 'boolean') {
        return [input.name, typeof given === 'boolean' ? given : input.default === true || input.default === 'true']
      }
      if (typeof given === 'string' && (input.type !== 'choice' || input.choices.includes(given)))
        return [input.name, given]
      return [input.name, textOf(input.default)]
    }),
  )
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

/** What is sent: the engine turns text into the declared types, and an input left empty takes its default there. */
export function inputsToSend(declared: RunInput[], values: InputValues): JsonObject {
  return Object.fromEntries(
    declared.flatMap(({ name }) => {
      const value = values[name]
      return value === undefined || value === '' ? [] : [[name, value] as const]
    }),
  )
}

const storageKey = (workflowId: string) => `niti.inputs.${workflowId}`

export function rememberInputs(workflowId: string, values: InputValues): void {
  try {
    localStorage.setItem(storageKey(workflowId), JSON.stringify(values))
  } catch {
    // Storage is closed to this page, or full: the next run starts from the defaults.
  }
}

export function recallInputs(workflowId: string): InputValues {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey(workflowId)) ?? '{}')
    if (typeof stored !== 'object' || stored === null) return {}
    return Object.fromEntries(
      Object.entries(stored).filter(
        (entry): entry is [string, string | boolean] => typeof entry[1] === 'string' || typeof entry[1] === 'boolean',
      ),
    )
  } catch {
    return {}
  }
}
