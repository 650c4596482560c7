import { useState } from 'react'
import type { Issue } from '../../../shared/contract/workflows.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { text } from '../../text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Input, TextArea } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import { ExpressionField } from './expression-field.tsx'
import { useFormScope } from './form-context.ts'
import { type FormField, isShown } from './form-fields.ts'
import { issuesAt } from './issues-at.ts'
import { JsonField } from './json-field.tsx'
import { NumberField } from './number-field.tsx'
import { TextList } from './text-list.tsx'
import { useRows } from './use-rows.ts'

type ObjectListProps = {
  field: FormField
  value: Json | undefined
  onChange: (value: Json | undefined, how: 'typing' | 'choosing') => void
  issues: readonly Issue[]
  path: string
}

/** Fields beyond these are folded away in each entry, so that the list stays a list. */
const mostInSight = 2

/** A list of entries with fields of their own: categories, cases, inputs. */
export function ObjectList({ field, value, onChange, issues, path }: ObjectListProps) {
  const { isReadOnly } = useFormScope()
  const list = Array.isArray(value) ? value.map((entry) => (isJsonObject(entry) ? entry : {})) : []
  const { rows, change, add, remove, move } = useRows<JsonObject[], JsonObject>(list, {
    toRows: (entries) => [...entries],
    toValue: (entries) => entries,
    onChange: (entries) => onChange(entries, 'typing'),
  })
  return (
    <div className="flex flex-col gap-2">
      {rows.map(({ key, row }, index) => (
        <Entry
          key={key}
          fields={field.fields}
          values={row}
          number={index + 1}
          issues={issuesAt(issues, `${path}.${index}`)}
          path={`${path}.${index}`}
          isReadOnly={isReadOnly}
          onChange={(next) => change(key, next)}
          onRemove={() => remove(key)}
          onMove={index > 0 ? () => move(key, -1) : undefined}
        />
      ))}
      {isReadOnly ? null : (
        <Button size="sm" variant="ghost" icon="plus" className="w-fit" onClick={() => add(freshEntry(field.fields))}>
          {text.inspector.form.addTo(field.title)}
        </Button>
      )}
    </div>
  )
}

/** Required texts begin empty and are asked for; the rest is left to its defaults. */
function freshEntry(fields: readonly FormField[]): JsonObject {
  return Object.fromEntries(
    fields.filter((field) => field.isRequired).map((field) => [field.name, field.default ?? '']),
  )
}

type EntryProps = {
  fields: readonly FormField[]
  values: JsonObject
  number: number
  issues: readonly Issue[]
  path: string
  isReadOnly: boolean
  onChange: (values: JsonObject) => void
  onRemove: () => void
  onMove?: () => void
}

function Entry({ fields, values, number, issues, path, isReadOnly, onChange, onRemove, onMove }: EntryProps) {
  const shown = fields.filter((field) => isShown(field, fields, values))
  const first = shown.slice(0, mostInSight)
  const rest = shown.slice(mostInSight)
  const hasTrouble = rest.some((field) => issuesAt(issues, `${path}.${field.name}`).length > 0)
  const [isOpen, setOpen] = useState(false)
  const isUnfolded = isOpen || hasTrouble
  const set = (name: string, value: Json | undefined) => {
    const { [name]: _, ...others } = values
    onChange(value === undefined ? others : { ...values, [name]: value })
  }
  const [main, second] = first
  // A name with a type is one line; a name with words about it takes two.
  const isOneLine = second?.control === 'choice'
  const draw = (field: FormField, label: string) => (
    <EntryControl field={field} value={values[field.name]} label={label} onChange={(value) => set(field.name, value)} />
  )
  const label = (field: FormField) => text.inspector.form.fieldOf(field.title, number)
  return (
    <div data-field={path} className="flex flex-col gap-1.5 rounded-lg border p-1.5">
      <div className="flex items-center gap-1">
        <div className="min-w-0 flex-1">{main ? draw(main, label(main)) : null}</div>
        {isOneLine && second ? <div className="w-28 shrink-0">{draw(second, label(second))}</div> : null}
        {isReadOnly ? null : (
          <>
            {onMove ? (
              <IconButton icon="arrow-up" size="sm" label={text.inspector.form.moveUp(number)} onClick={onMove} />
            ) : null}
            <IconButton icon="x" size="sm" label={text.inspector.form.removeEntry(number)} onClick={onRemove} />
          </>
        )}
      </div>
      {!isOneLine && second ? draw(second, label(second)) : null}
      {rest.length > 0 ? (
        <button
          type="button"
          aria-expanded={isUnfolded}
          onClick={() => setOpen(!isOpen)}
          className="flex w-fit items-center gap-1 rounded-sm px-1 text-mute text-sm hover:text-text"
        >
          <Icon name={isUnfolded ? 'chevron-down' : 'chevron-right'} size={13} />
          {text.inspector.form.details}
        </button>
      ) : null}
      {isUnfolded ? (
        <div className="flex flex-col gap-3 px-1 pb-1">
          {rest.map((field) => (
            <Field
              key={field.name}
              label={field.title}
              hint={field.description ? <Ticks words={field.description} /> : undefined}
              error={issuesAt(issues, `${path}.${field.name}`)[0]?.message}
              layout={field.control === 'switch' ? 'row' : 'stacked'}
            >
              {draw(field, label(field))}
            </Field>
          ))}
        </div>
      ) : null}
      {issues
        .filter((issue) => !rest.some((field) => issue.field?.startsWith(`${path}.${field.name}`)))
        .map((issue) => (
          <p key={`${issue.field}${issue.message}`} className="px-1 text-bad text-sm">
            {issue.message}
          </p>
        ))}
    </div>
  )
}

type EntryControlProps = {
  field: FormField
  value: Json | undefined
  label: string
  onChange: (value: Json | undefined) => void
}

function EntryControl({ field, value, label, onChange }: EntryControlProps) {
  const { isReadOnly, onLeave } = useFormScope()
  const now = value === undefined ? field.default : value
  switch (field.control) {
    case 'switch':
      return <Switch isOn={now === true} onChange={onChange} label={label} isDisabled={isReadOnly} />
    case 'choice':
      return (
        <Select
          size="sm"
          label={label}
          value={typeof now === 'string' ? now : ''}
          onChange={onChange}
          options={field.choices}
          isDisabled={isReadOnly}
        />
      )
    case 'number':
      return <NumberField field={field} value={now} onChange={onChange} />
    case 'text-list':
      return <TextList value={now} onChange={onChange} placeholder={field.placeholder} />
    case 'json':
    case 'object-list':
    case 'json-schema':
    case 'key-values':
      return <JsonField value={now} onChange={onChange} label={label} minRows={3} />
    case 'long-text':
      return field.isRaw ? (
        <TextArea value={asText(now)} onChange={onChange} onBlur={onLeave} aria-label={label} disabled={isReadOnly} />
      ) : (
        <ExpressionField
          value={asText(now)}
          onChange={onChange}
          label={label}
          placeholder={field.placeholder}
          minRows={1}
          maxRows={6}
        />
      )
    default:
      return (
        <Input
          value={asText(now)}
          onChange={onChange}
          onBlur={onLeave}
          aria-label={label}
          placeholder={field.placeholder ?? field.title}
          size="sm"
          disabled={isReadOnly}
        />
      )
  }
}

function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
