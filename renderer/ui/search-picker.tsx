import { Command } from 'cmdk'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { useFieldControl } from './field-context.ts'
import { Icon, type IconName } from './icon.tsx'
import { fieldLook } from './input.tsx'
import { Popover } from './popover.tsx'

type SearchPickerProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  icon: IconName
  /** What the closed field says. */
  shown: ReactNode
  /** What the list holds, for screen readers. */
  label: string
  /** Of the closed field, where no Field with a label stands around it and what it shows is not enough. */
  ariaLabel?: string
  searchHint: string
  /** Said where nothing fits what is typed; null: something can be chosen all the same. */
  nothing: string | null
  isReadOnly?: boolean
  /** Left out, the search keeps what is typed to itself. */
  query?: string
  onQuery?: (query: string) => void
  /** Of the closed field, and of the list below it. */
  className?: string
  listClassName?: string
  /** `PickerOption`s, alone or in groups of cmdk's. */
  children: ReactNode
}

/** A field that opens a list with a search above it. */
export function SearchPicker({
  isOpen,
  onOpenChange,
  icon,
  shown,
  label,
  ariaLabel,
  searchHint,
  nothing,
  isReadOnly,
  query,
  onQuery,
  className,
  listClassName,
  children,
}: SearchPickerProps) {
  const field = useFieldControl()
  return (
    <Popover
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      label={label}
      className={classNames('w-(--radix-popover-trigger-width) overflow-hidden! p-0!', listClassName)}
      trigger={
        <button
          type="button"
          id={field?.id}
          aria-label={ariaLabel}
          aria-describedby={field?.describedBy}
          aria-invalid={field?.isInvalid || undefined}
          disabled={isReadOnly}
          className={classNames(fieldLook, 'flex h-8 items-center gap-2 px-2.5 text-left', className)}
        >
          <Icon name={icon} size={15} className="text-mute" />
          {shown}
          <Icon name="chevron-down" size={14} className="text-mute" />
        </button>
      }
    >
      <Command label={label} className="flex max-h-80 flex-col">
        <Command.Input
          autoFocus
          value={query}
          onValueChange={onQuery}
          placeholder={searchHint}
          className="h-9 shrink-0 border-b bg-transparent px-3 text-base outline-none"
        />
        <Command.List className="min-h-0 flex-1 overflow-y-auto p-1">
          {nothing === null ? null : (
            <Command.Empty className="px-3 py-4 text-center text-mute">{nothing}</Command.Empty>
          )}
          {children}
        </Command.List>
      </Command>
    </Popover>
  )
}

type PickerOptionProps = {
  /** Tells it from the others; found by it, and by its title. */
  value: string
  title: string
  isChosen: boolean
  onChoose: () => void
  /** At the right end, in small letters. */
  note?: ReactNode
}

/** One thing to choose. */
export function PickerOption({ value, title, isChosen, onChoose, note }: PickerOptionProps) {
  return (
    <Command.Item
      value={value}
      keywords={[title]}
      onSelect={onChoose}
      className="flex h-8 items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover"
    >
      <span className={classNames('min-w-0 flex-1 truncate', isChosen && 'font-semibold text-accent')}>{title}</span>
      {note ? <span className="figures shrink-0 text-mute text-xs">{note}</span> : null}
    </Command.Item>
  )
}
