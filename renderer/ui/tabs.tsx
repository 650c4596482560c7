import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type Tab<Value extends string> = { value: Value; label: ReactNode; isDisabled?: boolean }

type TabsProps<Value extends string> = {
  value: Value
  onChange: (value: Value) => void
  tabs: readonly Tab<Value>[]
  /** What the row of tabs is about, for screen readers. */
  label: string
  /** At the right end of the row. */
  trailing?: ReactNode
  className?: string
  listClassName?: string
  /** The `TabPanel`s. */
  children?: ReactNode
}

/** Tabs as words with a line under the chosen one. */
export function Tabs<Value extends string>({
  value,
  onChange,
  tabs,
  label,
  trailing,
  className,
  listClassName,
  children,
}: TabsProps<Value>) {
  return (
    <Radix.Root
      value={value}
      // Radix hands back one of the values it was given.
      onValueChange={(next) => onChange(next as Value)}
      className={classNames('flex min-h-0 flex-col', className)}
    >
      <div className={classNames('flex h-8 shrink-0 items-stretch border-b px-2.5', listClassName)}>
        <Radix.List aria-label={label} className="flex min-w-0 items-stretch">
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              disabled={tab.isDisabled}
              className="-mb-px flex select-none items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 px-2 font-medium text-base text-mute transition-colors duration-100 hover:text-text focus-visible:-outline-offset-2 disabled:opacity-50 data-[state=active]:border-accent data-[state=active]:font-semibold data-[state=active]:text-text"
            >
              {tab.label}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {trailing ? <div className="ml-auto flex items-center gap-1">{trailing}</div> : null}
      </div>
      {children}
    </Radix.Root>
  )
}

type TabPanelProps = { value: string; className?: string; children: ReactNode }

export function TabPanel({ value, className, children }: TabPanelProps) {
  return (
    <Radix.Content value={value} className={classNames('min-h-0 flex-1 outline-none', className)}>
      {children}
    </Radix.Content>
  )
}
