import { type ReactNode, useMemo } from 'react'
import { text } from '../../text.ts'
import { FormProvider, useFormScope } from './form-context.ts'
import type { ReferenceGroup } from './references.ts'

/** A field whose expression knows names of its own, such as the condition of a loop: they are offered first. */
export function OwnNames({ names, children }: { names: readonly string[]; children: ReactNode }) {
  const around = useFormScope()
  const scope = useMemo(
    () => ({ ...around, references: () => withOwnNames(names, around.references()) }),
    [around, names],
  )
  return <FormProvider value={scope}>{children}</FormProvider>
}

/** The names here hide those of the same name from around. */
export function withOwnNames(names: readonly string[], around: ReferenceGroup[]): ReferenceGroup[] {
  const own = names.map((name) => ({ label: name, expression: name, children: [] }))
  const rest = around.map(({ heading, references }) => ({
    heading,
    references: references.filter(({ expression }) => !names.includes(expression)),
  }))
  const heading = text.inspector.references.here
  const here = rest.find((group) => group.heading === heading)?.references ?? []
  return [
    { heading, references: [...own, ...here] },
    ...rest.filter((group) => group.heading !== heading && group.references.length > 0),
  ]
}
