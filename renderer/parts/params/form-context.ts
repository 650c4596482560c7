import { createContext, type ReactNode, useContext } from 'react'
import type { Issue } from '../../../shared/contract/workflows.ts'
import type { Json, JsonObject } from '../../../shared/json.ts'
import type { FormField } from './form-fields.ts'
import type { ReferenceGroup } from './references.ts'

/** `typing`: one of many small changes to the same field, which are one step for undo. */
export type ChangeParam = (name: string, value: Json | undefined, how: 'typing' | 'choosing') => void

/** A form of some fields, with the values they have. */
export type FormProps = {
  fields: readonly FormField[]
  values: JsonObject
  onChange: ChangeParam
  issues: readonly Issue[]
  /** Dotted path of the object the fields stand in: `params`. */
  path: string
}

/** What the fields of one node's form share. */
export type FormScope = {
  /** What expressions can name here; asked for when a menu opens or one types, not while drawing. */
  references: () => ReferenceGroup[]
  isReadOnly: boolean
  /** The person left a field: what comes next is a step of its own for undo. */
  onLeave: () => void
  /** Draws a form inside a field: handed on here, since the form draws its fields itself. */
  drawForm: (form: FormProps) => ReactNode
}

const FormContext = createContext<FormScope>({
  references: () => [],
  isReadOnly: true,
  onLeave: () => {},
  drawForm: () => null,
})

export const FormProvider = FormContext

export function useFormScope(): FormScope {
  return useContext(FormContext)
}
