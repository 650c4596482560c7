import { Switch as Radix } from 'radix-ui'
import { useFieldControl } from './field-context.ts'

type SwitchProps = {
  isOn: boolean
  onChange: (isOn: boolean) => void
  /** Needed where no Field with a label stands around it. */
  label?: string
  isDisabled?: boolean
}

export function Switch({ isOn, onChange, label, isDisabled }: SwitchProps) {
  const field = useFieldControl()
  return (
    <Radix.Root
      id={field?.id}
      checked={isOn}
      onCheckedChange={onChange}
      disabled={isDisabled}
      aria-label={label}
      aria-describedby={field?.describedBy}
      className="relative h-[18px] w-8 shrink-0 rounded-full bg-line-strong transition-colors duration-100 disabled:opacity-50 data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-panel shadow-card transition-transform duration-100 data-[state=checked]:translate-x-4" />
    </Radix.Root>
  )
}
