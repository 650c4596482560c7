import { Checkbox as Radix } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { Icon } from './icon.tsx'

type CheckboxProps = { isOn: boolean; onChange: (isOn: boolean) => void; label: ReactNode; isDisabled?: boolean }

export function Checkbox({ isOn, onChange, label, isDisabled }: CheckboxProps) {
  const id = useId()
  return (
    <div className="flex items-center gap-2">
      <Radix.Root
        id={id}
        checked={isOn}
        onCheckedChange={(state) => onChange(state === true)}
        disabled={isDisabled}
        className="flex size-4 shrink-0 items-center justify-center rounded-xs border border-line-strong bg-sunken text-on-accent transition-colors duration-100 disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Radix.Indicator>
          <Icon name="check" size={12} />
        </Radix.Indicator>
      </Radix.Root>
      <label htmlFor={id} className="select-none text-base">
        {label}
      </label>
    </div>
  )
}
