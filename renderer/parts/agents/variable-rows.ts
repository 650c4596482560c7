import type { Issue } from '../../../shared/contract/workflows.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { type RunInput, runInputs } from '../../../shared/workflow/run-inputs.ts'

/** The rows of a form that are variables already: whole, right, and each name once. */
export function finishedVariables(rows: readonly Json[]): RunInput[] {
  const found = new Map<string, RunInput>()
  for (const row of rows) {
    const [variable] = runInputs.safeParse([row]).data ?? []
    if (variable && !found.has(variable.name)) found.set(variable.name, variable)
  }
  return [...found.values()]
}

/** What is wrong with the others, but for those that have no name yet. */
export function variableIssues(rows: readonly Json[]): Issue[] {
  const names = rows.map((row) => (isJsonObject(row) && typeof row.name === 'string' ? row.name : ''))
  return rows.flatMap((row, index): Issue[] => {
    if (names[index] === '') return []
    const wrong = runInputs.safeParse([row]).error?.issues ?? []
    const isTwice = names.indexOf(names[index] ?? '') < index
    const told = [
      ...wrong.map(({ path, message }) => ({ field: path.slice(1).join('.'), message })),
      ...(isTwice ? [{ field: 'name', message: `\`${names[index]}\` is there twice` }] : []),
    ]
    return told.map(({ field, message }) => ({
      ...{ severity: 'error', code: 'agent.bad-variable', message, at: [] },
      field: ['variables', index, field].filter((part) => part !== '').join('.'),
    }))
  })
}
