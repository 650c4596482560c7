import { useEffect, useRef } from 'react'
import type { Json } from '../../../shared/json.ts'
import { text } from '../../text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/input.tsx'
import { useFormScope } from './form-context.ts'
import { useRows } from './use-rows.ts'

type TextListProps = {
  value: Json | undefined
  onChange: (value: Json | undefined, how: 'typing' | 'choosing') => void
  placeholder?: string
}

/** A list of texts, one a row: Enter adds the next, Backspace in an empty one removes it. */
export function TextList({ value, onChange, placeholder }: TextListProps) {
  const { isReadOnly, onLeave } = useFormScope()
  const list = Array.isArray(value) ? value.map(String) : []
  const { rows, change, add, remove } = useRows(list, {
    toRows: (entries) => [...entries],
    toValue: (entries) => entries.filter((entry) => entry !== ''),
    onChange: (entries) => onChange(entries, 'typing'),
  })
  const box = useRef<HTMLDivElement>(null)
  const focusKey = useRef<number | null>(null)
  useEffect(() => {
    if (focusKey.current === null) return
    box.current?.querySelector<HTMLInputElement>(`[data-row="${focusKey.current}"]`)?.focus()
    focusKey.current = null
  })
  const addAfter = (key?: number) => {
    focusKey.current = add('', key)
  }
  return (
    <div ref={box} className="flex flex-col gap-1.5">
      {rows.map(({ key, row }, index) => (
        <div key={key} className="flex items-center gap-1">
          <Input
            value={row}
            data-row={key}
            aria-label={text.inspector.form.entry(index + 1)}
            placeholder={placeholder}
            disabled={isReadOnly}
            isMono
            onBlur={onLeave}
            onChange={(entry) => change(key, entry)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                event.preventDefault()
                addAfter(key)
              } else if (event.key === 'Backspace' && row === '') {
                event.preventDefault()
                focusKey.current = rows[index - 1]?.key ?? null
                remove(key)
              }
            }}
          />
          {isReadOnly ? null : (
            <IconButton
              icon="x"
              size="sm"
              label={text.inspector.form.removeEntry(index + 1)}
              onClick={() => remove(key)}
            />
          )}
        </div>
      ))}
      {isReadOnly ? null : (
        <Button size="sm" variant="ghost" icon="plus" className="w-fit" onClick={() => addAfter()}>
          {text.common.add}
        </Button>
      )}
    </div>
  )
}
