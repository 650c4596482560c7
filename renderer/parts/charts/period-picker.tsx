import { useState } from 'react'
import { isDateRange } from '../../../shared/calendar.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Input } from '../../ui/input.tsx'
import { Popover } from '../../ui/popover.tsx'

const say = text.charts.range

type PeriodPickerProps<Name extends string> = {
  label: string
  /** The usual periods, each with its words. */
  names: readonly { name: Name; title: string }[]
  /** One of them, or two dates: `2026-11-01..2026-11-15`. */
  range: string
  /** The range in words. */
  shown: string
  onChange: (range: Name | DateRange) => void
}

/** Two dates with both days included, checked. */
export type DateRange = `${string}..${string}`

/** Which time the figures are of: one of the usual periods, or from one date to another. */
export function PeriodPicker<Name extends string>({ label, names, range, shown, onChange }: PeriodPickerProps<Name>) {
  const [isOpen, setOpen] = useState(false)
  const choose = (chosen: Name | DateRange) => {
    setOpen(false)
    onChange(chosen)
  }
  return (
    <Popover
      isOpen={isOpen}
      onOpenChange={setOpen}
      label={label}
      className="w-88 p-0!"
      trigger={
        <Button icon="calendar" aria-label={`${label}: ${shown}`}>
          {shown}
          <Icon name="chevron-down" size={14} className="text-mute" />
        </Button>
      }
    >
      <ul aria-label={label} className="grid grid-cols-2 gap-0.5 p-1.5">
        {names.map(({ name, title }) => (
          <li key={name}>
            <button
              type="button"
              aria-pressed={name === range}
              onClick={() => choose(name)}
              className={classNames(
                'flex h-8 w-full items-center justify-between rounded-md px-2 text-left hover:bg-hover',
                name === range && 'font-semibold text-accent',
              )}
            >
              {title}
              {name === range ? <Icon name="check" size={14} /> : null}
            </button>
          </li>
        ))}
      </ul>
      <OwnDates key={range} range={range} onChoose={choose} />
    </Popover>
  )
}

function OwnDates({ range, onChoose }: { range: string; onChoose: (range: DateRange) => void }) {
  const [first = '', second = ''] = range.includes('..') ? range.split('..') : []
  const [from, setFrom] = useState(first)
  const [to, setTo] = useState(second)
  const [error, setError] = useState<string | null>(null)
  const show = () => {
    const own: DateRange = `${from}..${to}`
    if (isDateRange(own)) return onChoose(own)
    setError(from && to ? say.backwards : say.incomplete)
  }
  return (
    <form
      aria-label={say.own}
      className="flex flex-col gap-2.5 border-t p-3"
      onSubmit={(event) => {
        event.preventDefault()
        show()
      }}
    >
      <div className="grid grid-cols-2 gap-2.5">
        <Field label={say.from}>
          <Input type="date" value={from} onChange={setFrom} />
        </Field>
        <Field label={say.to}>
          <Input type="date" value={to} onChange={setTo} />
        </Field>
      </div>
      {error ? (
        <p role="alert" className="text-bad text-sm">
          {error}
        </p>
      ) : null}
      <Button type="submit" size="sm" className="self-end">
        {say.show}
      </Button>
    </form>
  )
}
