import { ToggleGroup as Radix } from 'radix-ui'
import { Icon, type IconName } from './icon.tsx'
import { Tooltip } from './tooltip.tsx'

export type Segment<Value extends string> = { value: Value; label: string; icon: IconName }

type SegmentedProps<Value extends string> = {
  value: Value
  onChange: (value: Value) => void
  segments: readonly Segment<Value>[]
  label: string
}

/** A few choices as icons side by side, one of them on. */
export function Segmented<Value extends string>({ value, onChange, segments, label }: SegmentedProps<Value>) {
  return (
    <Radix.Root
      type="single"
      value={value}
      aria-label={label}
      onValueChange={(next) => {
        // Radix answers '' when the chosen one is pressed again; one always stays on.
        const chosen = segments.find((segment) => segment.value === next)
        if (chosen) onChange(chosen.value)
      }}
      className="flex h-8 shrink-0 items-center gap-0.5 rounded-md border border-line-strong bg-sunken p-0.5"
    >
      {segments.map((segment) => (
        <Tooltip key={segment.value} label={segment.label}>
          {/* The tooltip writes `data-state` on its child, which is how the toggle says that it is on: so not on the same element. */}
          <span>
            <Radix.Item
              value={segment.value}
              aria-label={segment.label}
              className="flex h-6.5 w-7 items-center justify-center rounded-sm text-mute transition-colors duration-100 hover:text-text data-[state=on]:bg-raise data-[state=on]:text-text data-[state=on]:shadow-card"
            >
              <Icon name={segment.icon} size={15} />
            </Radix.Item>
          </span>
        </Tooltip>
      ))}
    </Radix.Root>
  )
}
