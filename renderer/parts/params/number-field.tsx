import { useState } from 'react'
import type { Json } from '../../../shared/json.ts'
import { text } from '../../text.ts'
import { Input } from '../../ui/input.tsx'
import { parseNumber } from '../../ui/parse-number.ts'
import { useFormScope } from './form-context.ts'
import type { FormField } from './form-fields.ts'

type NumberFieldProps = {
  field: FormField
  value: Json | undefined
  onChange: (value: Json | undefined, how: 'typing' | 'choosing') => void
}

/** A number as text, so that half-typed ones (`-`, `0.`) can stand; only whole ones reach the document. */
export function NumberField({ field, value, onChange }: NumberFieldProps) {
  const { isReadOnly, onLeave } = useFormScope()
  const shown = typeof value === 'number' ? String(value) : ''
  const [draft, setDraft] = useState<string | null>(null)
  const typed = draft ?? shown
  const isWrong = draft !== null && draft !== '' && parseNumber(draft, field) === null
  return (
    <>
      <Input
        value={typed}
        inputMode={field.isInteger ? 'numeric' : 'decimal'}
        disabled={isReadOnly}
        placeholder={field.placeholder ?? (typeof field.default === 'number' ? String(field.default) : undefined)}
        onChange={(next) => {
          setDraft(next)
          if (next.trim() === '') onChange(undefined, 'typing')
          const number = parseNumber(next, field)
          if (number !== null) onChange(number, 'typing')
        }}
        onBlur={() => {
          setDraft(null)
          onLeave()
        }}
        className="max-w-40"
      />
      {isWrong ? (
        <p className="text-bad text-sm">{text.inspector.form.notANumber(field.min, field.max, field.isInteger)}</p>
      ) : null}
    </>
  )
}
