import { useState } from 'react'
import { type CostRange, costRange, rangeNames } from '../../shared/contract/costs.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Field } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import { Input } from '../ui/input.tsx'
import { Popover } from '../ui/popover.tsx'
import { rangeWords } from './range-words.ts'

const say = text.costs.range

type PeriodPickerProps = { range: CostRange; onChange: (range: CostRange) => void }

/** Which time the costs are of: one of the usual periods, or from one date to another. */
export function PeriodPicker({ range, onChange }: PeriodPickerProps) {
  const [isOpen, setOpen] = useState(false)
  const choose = (chosen: CostRange) => {
    setOpen(false)
    onChange(chosen)
  }
  return (
    <Popover
      isOpen={isOpen}
      onOpenChange={setOpen}
      label={say.label}
      className="w-88 p-0!"
      trigger={
        <Button icon="calendar" aria-label={`${say.label}: ${rangeWords(range)}`}>
          {rangeWords(range)}
          <Icon name="chevron-down" size={14} className="text-mute" />
        </Button>
      }
    >
      <ul aria-label={say.label} className="grid grid-cols-2 gap-0.5 p-1.5">
        {rangeNames.map((name) => (
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
              {say.names[name]}
              {name === range ? <Icon name="check" size={14} /> : null}
            </button>
          </li>
        ))}
      </ul>
      <OwnDates key={range} range={range} onChoose={choose} />
    </Popover>
  )
}

function OwnDates({ range, onChoose }: { range: CostRange; onChoose: (range: CostRange) => void }) {
  const [first = '', second = ''] = range.includes('..') ? range.split('..') : []
  const [from, setFrom] = useState(first)
  const [to, setTo] = useState(second)
  const [error, setError] = useState<string | null>(null)
  const show = () => {
    const own = costRange.safeParse(`${from}..${to}`)
    if (own.success) return onChoose(own.data)
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
