import { Select as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { useFieldControl } from './field-context.ts'
import { Icon, type IconName } from './icon.tsx'
import { fieldLook } from './input.tsx'

export type SelectOption = {
  /** Not empty: an empty value means "nothing chosen yet". */
  value: string
  label: string
  /** Quiet text at the right end: a price, where it comes from. */
  note?: ReactNode
  icon?: IconName
  isDisabled?: boolean
}

export type SelectGroup = { heading: string; options: SelectOption[] }

type SelectProps = {
  value: string
  onChange: (value: string) => void
  options: readonly (SelectOption | SelectGroup)[]
  placeholder?: string
  /** Needed where no Field with a label stands around it. */
  label?: string
  isDisabled?: boolean
  size?: 'sm' | 'md'
  /** The closed field shows the chosen option's note, too. */
  showsNote?: boolean
  /** Sets the width; without it the field is as wide as its place. */
  className?: string
}

export function Select({
  value,
  onChange,
  options,
  placeholder,
  label,
  isDisabled,
  size = 'md',
  showsNote = false,
  className = 'w-full',
}: SelectProps) {
  const field = useFieldControl()
  const chosen = options
    .flatMap((option) => ('options' in option ? option.options : [option]))
    .find((option) => option.value === value)
  return (
    <Radix.Root value={value} onValueChange={onChange} disabled={isDisabled}>
      <Radix.Trigger
        id={field?.id}
        aria-label={label}
        aria-describedby={field?.describedBy}
        aria-invalid={field?.isInvalid || undefined}
        className={classNames(
          fieldLook,
          'flex select-none items-center gap-2 px-2.5 text-left data-placeholder:text-mute',
          size === 'sm' ? 'h-7 text-sm' : 'h-8',
          className,
        )}
      >
        {chosen?.icon ? <Icon name={chosen.icon} size={15} /> : null}
        <span className="min-w-0 flex-1 truncate">
          <Radix.Value placeholder={placeholder}>{chosen?.label}</Radix.Value>
        </span>
        {showsNote && chosen?.note ? (
          <span className="figures min-w-0 truncate text-mute text-sm">{chosen.note}</span>
        ) : null}
        <Radix.Icon asChild>
          <Icon name="chevron-down" size={14} className="text-mute" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) max-w-96 animate-appear overflow-hidden rounded-lg border border-line bg-raise shadow-over"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) =>
              'options' in option ? (
                <Radix.Group key={option.heading}>
                  <Radix.Label className="px-2 pt-2 pb-1 text-mute text-xs">{option.heading}</Radix.Label>
                  {option.options.map((inner) => (
                    <Item key={inner.value} option={inner} />
                  ))}
                </Radix.Group>
              ) : (
                <Item key={option.value} option={option} />
              ),
            )}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Item({ option }: { option: SelectOption }) {
  return (
    <Radix.Item
      value={option.value}
      disabled={option.isDisabled}
      className="flex h-8 select-none items-center gap-2 rounded-md pr-2 pl-2 text-base outline-none data-disabled:opacity-50 data-highlighted:bg-hover"
    >
      {option.icon ? <Icon name={option.icon} size={15} className="text-mute" /> : null}
      <span className="min-w-0 flex-1">
        {/* The note is part of the name that is read out; the closed field shows the label alone. */}
        <Radix.ItemText>
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate">{option.label}</span>
            {option.note ? <span className="figures shrink-0 text-mute text-sm">{option.note}</span> : null}
          </span>
        </Radix.ItemText>
      </span>
      <span className="flex w-3.5 shrink-0">
        <Radix.ItemIndicator>
          <Icon name="check" size={14} className="text-accent" />
        </Radix.ItemIndicator>
      </span>
    </Radix.Item>
  )
}
