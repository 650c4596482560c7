import { createContext, useContext } from 'react'

/** What a control takes over from the `Field` around it, so that label, hint and error are read with it. */
export type FieldControl = { id: string; describedBy: string | undefined; isInvalid: boolean }

export const FieldContext = createContext<FieldControl | null>(null)

export function useFieldControl(): FieldControl | null {
  return useContext(FieldContext)
}
