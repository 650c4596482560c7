import type { JsonObject } from '../../../shared/json.ts'
import type { RunInput } from '../../../shared/workflow/run-inputs.ts'

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

/** The names of what is required and still empty. */
export function missingInputs(declared: RunInput[], values: InputValues): string[] {
  return declared.filter((input) => input.required && isEmpty(input, values)).map(({ name }) => name)
}

function isEmpty(input: RunInput, values: InputValues): boolean {
  const value = values[input.name]
  return (
    (value === undefined || value === '') &&
    (input.default === undefined || input.default === null || input.default === '')
  )
}
