import type { ReactNode } from 'react'
import { Field } from '../../ui/field.tsx'
import { Switch } from '../../ui/switch.tsx'

type SwitchRowProps = {
  label: string
  hint: ReactNode
  isOn: boolean
  onChange: (isOn: boolean) => void
  isDisabled?: boolean
}

/** A switch that says what it does. */
export function SwitchRow({ label, hint, ...rest }: SwitchRowProps) {
  return (
    <Field layout="row" className="px-4 py-3" label={label} hint={hint}>
      <Switch {...rest} />
    </Field>
  )
}
