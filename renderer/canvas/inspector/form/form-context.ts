import { createContext, useContext } from 'react'
import type { ReferenceGroup } from './references.ts'

/** What the fields of one node's form share. */
export type FormScope = {
  /** What expressions can name here; asked for when a menu opens or one types, not while drawing. */
  references: () => ReferenceGroup[]
  isReadOnly: boolean
  /** The person left a field: what comes next is a step of its own for undo. */
  onLeave: () => void
}

const FormContext = createContext<FormScope>({ references: () => [], isReadOnly: true, onLeave: () => {} })

export const FormProvider = FormContext

export function useFormScope(): FormScope {
  return useContext(FormContext)
}
