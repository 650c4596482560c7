import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { text } from '../../text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Input } from '../../ui/input.tsx'
import { ExpressionField } from './expression-field.tsx'
import { useFormScope } from './form-context.ts'
import { useRows } from './use-rows.ts'

type KeyValuesProps = {
  value: Json | undefined
  onChange: (value: Json | undefined, how: 'typing' | 'choosing') => void
  isRaw: boolean
}

type Row = { name: string; value: Json }

/** Names with values. A value is text and may hold expressions; one that is only an expression keeps its type. */
export function KeyValues({ value, onChange, isRaw }: KeyValuesProps) {
  const { isReadOnly, onLeave } = useFormScope()
  const { rows, change, add, remove } = useRows<JsonObject, Row>(isJsonObject(value) ? value : {}, {
    toRows: (entries) => Object.entries(entries).map(([name, each]) => ({ name, value: each })),
    toValue: (entries) =>
      Object.fromEntries(entries.filter(({ name }) => name !== '').map(({ name, value: each }) => [name, each])),
    onChange: (entries) => onChange(entries, 'typing'),
  })
  const names = rows.map(({ row }) => row.name)
  return (
    <div className="flex flex-col gap-2">
      {rows.map(({ key, row }, index) => {
        const isTwice = row.name !== '' && names.indexOf(row.name) !== index
        return (
          <div key={key} className="flex flex-col gap-1 rounded-lg border p-1.5">
            <div className="flex items-center gap-1">
              <Input
                value={row.name}
                aria-label={text.inspector.form.keyName(index + 1)}
                aria-invalid={isTwice || undefined}
                placeholder={text.common.name}
                size="sm"
                isMono
                disabled={isReadOnly}
                onBlur={onLeave}
                onChange={(name) => change(key, { ...row, name })}
              />
              {isReadOnly ? null : (
                <IconButton
                  icon="x"
                  size="sm"
                  label={text.inspector.form.removeKey(row.name || String(index + 1))}
                  onClick={() => remove(key)}
                />
              )}
            </div>
            <ExpressionField
              value={typeof row.value === 'string' ? row.value : JSON.stringify(row.value)}
              onChange={(each) => change(key, { ...row, value: each })}
              isRaw={isRaw}
              minRows={1}
              maxRows={6}
              label={text.inspector.form.valueOf(row.name || String(index + 1))}
              placeholder={text.inspector.form.value}
            />
            {isTwice ? <p className="text-bad text-sm">{text.inspector.form.twice(row.name)}</p> : null}
          </div>
        )
      })}
      {isReadOnly ? null : (
        <Button size="sm" variant="ghost" icon="plus" className="w-fit" onClick={() => add({ name: '', value: '' })}>
          {text.common.add}
        </Button>
      )}
    </div>
  )
}
