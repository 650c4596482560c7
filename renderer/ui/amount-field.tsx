import { type ReactNode, useState } from 'react'
import { text } from '../text.ts'
import { Field } from './field.tsx'
import { Input } from './input.tsx'
import { type NumberLimits, parseNumber } from './parse-number.ts'

type AmountFieldProps = {
  label: string
  hint?: ReactNode
  placeholder?: string
  value: number | undefined
  limits: NumberLimits
  isDisabled?: boolean
  layout?: 'stacked' | 'row'
  className?: string
  /** With each key that leaves a number within the limits. undefined: the field was emptied. */
  onChange?: (value: number | undefined) => void
  /** The person is done with it: left the field or pressed Enter. What is no number within the limits is not handed on. */
  onDone?: (value: number | undefined) => void
}

/** A number as text, so that half-typed ones can stand; only those within the limits are handed on. */
export function AmountField({
  label,
  hint,
  placeholder,
  value,
  limits,
  isDisabled,
  layout,
  className,
  onChange,
  onDone,
}: AmountFieldProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const typed = draft ?? (value === undefined ? '' : String(value))
  const isWrong = typed.trim() !== '' && parseNumber(typed, limits) === null
  const finish = () => {
    setDraft(null)
    if (draft !== null && !isWrong) onDone?.(parseNumber(typed, limits) ?? undefined)
  }
  return (
    <Field
      label={label}
      hint={hint}
      layout={layout}
      className={className}
      error={isWrong ? text.inspector.form.notANumber(limits.min, limits.max, limits.isInteger) : null}
    >
      <Input
        value={typed}
        placeholder={placeholder}
        inputMode={limits.isInteger ? 'numeric' : 'decimal'}
        disabled={isDisabled}
        className="max-w-28"
        onChange={(next) => {
          setDraft(next)
          const number = parseNumber(next, limits)
          if (number !== null || next.trim() === '') onChange?.(number ?? undefined)
        }}
        onBlur={finish}
        onKeyDown={(event) => {
          // With Ctrl or Command, Enter runs the workflow.
          if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) finish()
        }}
      />
    </Field>
  )
}
