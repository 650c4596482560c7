import { useState } from 'react'
import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Input } from '../../ui/input.tsx'
import { parseNumber } from '../../ui/parse-number.ts'
import { withThreshold } from './budget-draft.ts'

const say = text.budgets.dialog

type ThresholdChipsProps = { thresholds: number[]; onChange: (thresholds: number[]) => void }

/** Per cents as chips, and a field to add one: with Enter, or by leaving it. */
export function ThresholdChips({ thresholds, onChange }: ThresholdChipsProps) {
  const [typed, setTyped] = useState('')
  const percent = parseNumber(typed.replace('%', ''), { min: 1, max: 1000, isInteger: true })
  const isWrong = typed.trim() !== '' && percent === null
  const add = () => {
    if (percent === null) return
    onChange(withThreshold(thresholds, percent))
    setTyped('')
  }
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {thresholds.map((each) => (
        <span key={each} className="figures flex h-7 items-center gap-1 rounded-md bg-hover pr-1 pl-2 text-sm">
          {each} %
          <button
            type="button"
            aria-label={say.removeThreshold(each)}
            onClick={() => onChange(thresholds.filter((one) => one !== each))}
            className="rounded-sm p-0.5 text-mute hover:text-text"
          >
            <Icon name="x" size={13} />
          </button>
        </span>
      ))}
      <Input
        value={typed}
        onChange={setTyped}
        size="sm"
        className="w-20!"
        inputMode="numeric"
        aria-label={say.addThreshold}
        aria-invalid={isWrong || undefined}
        title={isWrong ? say.badThreshold : undefined}
        trailing="%"
        onBlur={add}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || typed.trim() === '') return
          // Enter adds it here; with the field empty it keeps the budget.
          event.preventDefault()
          add()
        }}
      />
    </div>
  )
}
