import type { CatalogEntry } from '../../shared/catalog/entry.ts'
import { type RunInput, runInputs } from '../../shared/workflow/run-inputs.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'
import type { InputValues } from '../parts/form/input-values.ts'
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
