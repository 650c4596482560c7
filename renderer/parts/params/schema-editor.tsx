import { useState } from 'react'
import type { Json } from '../../../shared/json.ts'
import { text } from '../../text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { useFormScope } from './form-context.ts'
import { JsonField } from './json-field.tsx'
import {
  doubleNames,
  emptyRow,
  emptyTable,
  fromSchemaTable,
  type RowType,
  type SchemaRow,
  type SchemaTable,
  toSchemaTable,
  withType,
} from './schema-rows.ts'
import { TextList } from './text-list.tsx'
import { useRows } from './use-rows.ts'

type SchemaEditorProps = {
  value: Json | undefined
  onChange: (value: Json | undefined, how: 'typing' | 'choosing') => void
}

const rowTypes: RowType[] = [
  'text',
  'number',
  'integer',
  'boolean',
  'choice',
  'text-list',
  'number-list',
  'object',
  'object-list',
]

/** A JSON Schema of an object: as a table of fields, or as JSON where it says more than a table can. */
export function SchemaEditor({ value, onChange }: SchemaEditorProps) {
  const table = value === undefined ? emptyTable() : toSchemaTable(value)
  const [isRaw, setRaw] = useState(false)
  const showsRaw = isRaw || table === null
  return (
    <div className="flex flex-col gap-2">
      {showsRaw ? (
        <JsonField value={value} onChange={onChange} minRows={10} />
      ) : (
        <Table table={table} depth={0} onChange={(next) => onChange(fromSchemaTable(next), 'typing')} />
      )}
      {table === null ? (
        <p className="text-mute text-sm">{text.inspector.schema.onlyJson}</p>
      ) : (
        <button
          type="button"
          onClick={() => setRaw(!isRaw)}
          className="w-fit rounded-sm px-1 text-accent text-sm hover:underline"
        >
          {showsRaw ? text.inspector.schema.asTable : text.inspector.schema.asJson}
        </button>
      )}
    </div>
  )
}

type TableProps = { table: SchemaTable; depth: number; onChange: (table: SchemaTable) => void }

function Table({ table, depth, onChange }: TableProps) {
  const { isReadOnly } = useFormScope()
  const { rows, change, add, remove, move } = useRows<SchemaRow[], SchemaRow>(table.rows, {
    toRows: (all) => [...all],
    // A row that is still without a name is not part of the schema.
    toValue: (all) => all.filter(({ name }) => name !== ''),
    onChange: (all) => onChange({ ...table, rows: all }),
  })
  const twice = doubleNames({ rows: rows.map(({ row }) => row), extra: {} })
  return (
    <div className="flex flex-col gap-2">
      {rows.map(({ key, row }, index) => (
        <Row
          key={key}
          row={row}
          depth={depth}
          isTwice={twice.has(row.name)}
          onChange={(next) => change(key, next)}
          onRemove={() => remove(key)}
          onMove={index > 0 ? () => move(key, -1) : undefined}
        />
      ))}
      {isReadOnly ? null : (
        <Button size="sm" variant="ghost" icon="plus" className="w-fit" onClick={() => add(emptyRow())}>
          {text.inspector.schema.addField}
        </Button>
      )}
    </div>
  )
}

type RowProps = {
  row: SchemaRow
  depth: number
  isTwice: boolean
  onChange: (row: SchemaRow) => void
  onRemove: () => void
  onMove?: () => void
}

function Row({ row, depth, isTwice, onChange, onRemove, onMove }: RowProps) {
  const { isReadOnly, onLeave } = useFormScope()
  const say = text.inspector.schema
  const name = row.name || say.unnamed
  return (
    <div className="flex flex-col gap-1.5 rounded-lg border p-1.5">
      <div className="flex items-center gap-1">
        <Input
          value={row.name}
          aria-label={say.fieldName}
          aria-invalid={isTwice || undefined}
          placeholder={text.common.name}
          size="sm"
          isMono
          disabled={isReadOnly}
          onBlur={onLeave}
          onChange={(next) => onChange({ ...row, name: next })}
        />
        <Select
          size="sm"
          label={say.typeOf(name)}
          value={row.type}
          onChange={(type) => onChange(withType(row, rowTypes.find((each) => each === type) ?? 'text'))}
          options={rowTypes.map((type) => ({ value: type, label: say.types[type] }))}
          isDisabled={isReadOnly}
          className="w-28! shrink-0"
        />
        {isReadOnly ? null : (
          <>
            {onMove ? <IconButton icon="arrow-up" size="sm" label={say.moveUp(name)} onClick={onMove} /> : null}
            <IconButton icon="x" size="sm" label={say.remove(name)} onClick={onRemove} />
          </>
        )}
      </div>
      <Input
        value={row.description}
        aria-label={say.descriptionOf(name)}
        placeholder={say.description}
        size="sm"
        disabled={isReadOnly}
        onBlur={onLeave}
        onChange={(description) => onChange({ ...row, description })}
      />
      {row.type === 'choice' ? (
        <TextList
          value={row.choices}
          placeholder={say.choice}
          onChange={(choices) => onChange({ ...row, choices: Array.isArray(choices) ? choices.map(String) : [] })}
        />
      ) : null}
      {row.inner ? (
        <div className="ml-1 border-l pl-2">
          <Table table={row.inner} depth={depth + 1} onChange={(inner) => onChange({ ...row, inner })} />
        </div>
      ) : null}
      <Checkbox
        isOn={row.isRequired}
        isDisabled={isReadOnly}
        onChange={(isRequired) => onChange({ ...row, isRequired })}
        label={<span className="text-mute text-sm">{say.required}</span>}
      />
      {isTwice ? <p className="text-bad text-sm">{text.inspector.form.twice(row.name)}</p> : null}
    </div>
  )
}
