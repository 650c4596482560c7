import { useState } from 'react'
import type { Json, JsonObject } from '../../../shared/json.ts'
import { type Called, calledBy } from '../../../shared/workflow/called-by.ts'
import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'
import type { FormProps } from './form-context.ts'
import { type FormField, isShown } from './form-fields.ts'
import { issuesAt } from './issues-at.ts'
import { OwnNames } from './own-names.tsx'
import { ParamField } from './param-field.tsx'

type ParamFormProps = FormProps & {
  /** A node that asks a model: its prompt says how long it is. */
  hasTokens?: boolean
}

/** A form drawn from a JSON Schema. Fields that are rarely needed are folded away, unless something is wrong there. */
export function ParamForm({ fields, values, onChange, issues, path, hasTokens }: ParamFormProps) {
  const shown = fields.filter((field) => isShown(field, fields, values))
  const main = shown.filter((field) => !field.isAdvanced)
  const advanced = shown.filter((field) => field.isAdvanced)
  const hasTrouble = advanced.some((field) => issuesAt(issues, `${path}.${field.name}`).length > 0)
  const isUsed = advanced.some((field) => Object.hasOwn(values, field.name) && !isDefault(field, values[field.name]))
  const [isOpen, setOpen] = useState(isUsed)
  const called = calledIn(fields, values)
  const drawField = (field: FormField) => (
    <ParamField
      key={field.name}
      field={field}
      value={Object.hasOwn(values, field.name) ? values[field.name] : undefined}
      onChange={(value, how) => onChange(field.name, value, how)}
      issues={issuesAt(issues, `${path}.${field.name}`)}
      path={`${path}.${field.name}`}
      hasTokens={hasTokens}
      called={called}
    />
  )
  const draw = (field: FormField) =>
    field.expressionOf ? (
      <OwnNames key={field.name} names={field.expressionOf}>
        {drawField(field)}
      </OwnNames>
    ) : (
      drawField(field)
    )
  return (
    <>
      {main.map(draw)}
      {advanced.length > 0 ? (
        <div className="flex flex-col gap-4">
          <button
            type="button"
            aria-expanded={isOpen || hasTrouble}
            onClick={() => setOpen(!isOpen)}
            className="-ml-1 flex w-fit items-center gap-1 rounded-sm px-1 font-medium text-mute text-sm hover:text-text"
          >
            <Icon name={isOpen || hasTrouble ? 'chevron-down' : 'chevron-right'} size={14} />
            {text.inspector.form.advanced}
          </button>
          {isOpen || hasTrouble ? advanced.map(draw) : null}
        </div>
      ) : null}
    </>
  )
}

/** Which workflow the form's node runs, for the field that asks for its inputs. */
function calledIn(fields: readonly FormField[], values: JsonObject): Called | null {
  const picker = fields.find(({ control }) => control === 'workflow')
  return picker ? calledBy({ workflowParam: picker.name }, values) : null
}

function isDefault(field: FormField, value: Json | undefined): boolean {
  return JSON.stringify(value) === JSON.stringify(field.default)
}
