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

export type WordSegment<Value extends string> = { value: Value; label: string; hint?: string; isMarked?: boolean }

type SegmentedWordsProps<Value extends string> = {
  /** null: none of them. */
  value: Value | null
  onChange: (value: Value) => void
  segments: readonly WordSegment<Value>[]
  label: string
  /** Said of the segment that is marked. */
  markHint?: string
  isDisabled?: boolean
}

/** The same in words. One of them may be marked: the usual one, whichever is on. */
export function SegmentedWords<Value extends string>(props: SegmentedWordsProps<Value>) {
  const { value, onChange, segments, label, markHint, isDisabled } = props
  return (
    <Radix.Root
      type="single"
      value={value ?? ''}
      aria-label={label}
      disabled={isDisabled}
      onValueChange={(next) => {
        const chosen = segments.find((segment) => segment.value === next)
        if (chosen) onChange(chosen.value)
      }}
      className="flex h-7 w-fit shrink-0 items-center gap-0.5 rounded-md border border-line-strong bg-sunken p-0.5"
    >
      {segments.map((segment) => (
        <Radix.Item
          key={segment.value}
          value={segment.value}
          title={segment.isMarked && markHint ? [segment.hint, markHint].filter(Boolean).join(' · ') : segment.hint}
          className="flex h-5.5 items-center gap-1 whitespace-nowrap rounded-sm px-2 text-mute text-sm transition-colors duration-100 hover:text-text disabled:opacity-60 data-[state=on]:bg-raise data-[state=on]:font-medium data-[state=on]:text-text data-[state=on]:shadow-card"
        >
          {segment.label}
          {segment.isMarked ? <span aria-hidden className="size-1 rounded-full bg-accent" /> : null}
        </Radix.Item>
      ))}
    </Radix.Root>
  )
}
