import type { EditorView } from '@codemirror/view'
import { type ReactNode, type RefObject, useRef } from 'react'
import type { Issue } from '../../../shared/contract/workflows.ts'
import type { Json } from '../../../shared/json.ts'
import { isJsonObject } from '../../../shared/json.ts'
import type { Called } from '../../../shared/workflow/called-by.ts'
import { text } from '../../text.ts'
import { Field } from '../../ui/field.tsx'
import { FieldContext } from '../../ui/field-context.ts'
import { formatCount } from '../../ui/format.ts'
import type { MenuItem } from '../../ui/menu.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import { ModelPicker, ModelPrice } from '../models/model-picker.tsx'
import { ConnectionField } from './connection-field.tsx'
import { ExpressionField, insertExpression } from './expression-field.tsx'
import { FileField } from './file-field.tsx'
import { useFormScope } from './form-context.ts'
import { type FormField, holdsExpression } from './form-fields.ts'
import { JsonField } from './json-field.tsx'
import { KeyValues } from './key-values.tsx'
import { McpServerField } from './mcp-server-field.tsx'
import { NumberField } from './number-field.tsx'
import { ObjectList } from './object-list.tsx'
import { ReferenceMenu } from './reference-menu.tsx'
import { SchemaEditor } from './schema-editor.tsx'
import { TextList } from './text-list.tsx'
import { WorkflowInputs } from './workflow-inputs.tsx'
import { WorkflowPicker } from './workflow-picker.tsx'

type ParamFieldProps = {
  field: FormField
  /** undefined: the param is not in the document, its default holds. */
  value: Json | undefined
  onChange: (value: Json | undefined, how: 'typing' | 'choosing') => void
  issues: readonly Issue[]
  path: string
  hasTokens?: boolean
  /** The workflow the node runs, where it runs one. */
  called?: Called | null
}

/** One param: its label, its control, what is wrong with it, and the braces to use an expression in it. */
export function ParamField({ field, value, onChange, issues, path, hasTokens, called = null }: ParamFieldProps) {
  const { isReadOnly } = useFormScope()
  const view = useRef<EditorView | null>(null)
  const now = value === undefined ? field.default : value
  const isText = ['text', 'long-text', 'path', 'file'].includes(field.control)
  const isCode = field.control === 'code'
  const isExpression = !isText && !isCode && takesExpression(field) && holdsExpression(now)
  const own = issues.filter((issue) => issue.field === path)
  const problem = own[0] ?? (hasOwnPlaces(field) ? undefined : issues[0])

  const insert = (expression: string) => {
    if (view.current) insertExpression(view.current, expression, field.isRaw)
    else onChange(`{{ ${expression} }}`, 'choosing')
  }
  const plain: MenuItem[] = isExpression
    ? [
        {
          label: text.inspector.form.plainValue,
          icon: 'rotate-ccw',
          onSelect: () => onChange(field.default, 'choosing'),
        },
        { kind: 'separator' },
      ]
    : []
  const braces =
    !isReadOnly && (isCode || (!field.isRaw && (isText || takesExpression(field)))) ? (
      <ReferenceMenu field={field.title} onPick={insert} extra={plain} isActive={isExpression} />
    ) : null

  const note = noteOf(field, now, hasTokens)
  return (
    <div data-field={path} className="scroll-mt-4">
      <Field
        label={field.title}
        // Which connection is used, the field says itself.
        hint={field.description && field.control !== 'connection' ? <Ticks words={field.description} /> : undefined}
        error={problem?.message}
        isOptional={!field.isRequired && field.default === undefined}
        layout={field.control === 'switch' && !isExpression ? 'row' : 'stacked'}
        note={
          note || braces ? (
            <span className="flex items-center gap-1.5">
              {note}
              {braces}
            </span>
          ) : undefined
        }
      >
        {isExpression ? (
          <ExpressionField
            value={String(now)}
            onChange={(text) => onChange(text, 'typing')}
            minRows={1}
            maxRows={6}
            viewRef={view}
          />
        ) : (
          <Control
            field={field}
            value={now}
            onChange={onChange}
            issues={issues}
            path={path}
            view={view}
            called={called}
          />
        )}
      </Field>
    </div>
  )
}

type ControlProps = Pick<ParamFieldProps, 'field' | 'value' | 'onChange' | 'issues' | 'path'> & {
  view: RefObject<EditorView | null>
  called: Called | null
}

function Control({ field, value, onChange, issues, path, view, called }: ControlProps) {
  const { isReadOnly } = useFormScope()
  const typing = (text: string) => onChange(text, 'typing')
  switch (field.control) {
    case 'text':
    case 'path':
      return (
        <ExpressionField
          value={asText(value)}
          onChange={typing}
          isRaw={field.isRaw}
          minRows={1}
          maxRows={6}
          placeholder={field.placeholder}
          viewRef={view}
        />
      )
    case 'long-text':
      return (
        <ExpressionField
          value={asText(value)}
          onChange={typing}
          isRaw={field.isRaw}
          minRows={field.name === 'system' || field.name === 'instructions' ? 2 : 5}
          maxRows={22}
          placeholder={field.placeholder}
          viewRef={view}
        />
      )
    case 'code':
      return (
        <ExpressionField
          value={asText(value)}
          onChange={typing}
          language={field.language}
          isRaw
          minRows={field.expressionOf ? 1 : 8}
          maxRows={field.expressionOf ? 8 : 30}
          hasLineNumbers={field.language === 'javascript' && !field.expressionOf}
          placeholder={field.placeholder}
          viewRef={view}
        />
      )
    case 'number':
      return <NumberField field={field} value={value} onChange={onChange} />
    case 'switch':
      return <Switch isOn={value === true} onChange={(isOn) => onChange(isOn, 'choosing')} isDisabled={isReadOnly} />
    case 'choice':
      return (
        <Select
          value={typeof value === 'string' ? value : ''}
          onChange={(choice) => onChange(choice, 'choosing')}
          options={field.choices}
          isDisabled={isReadOnly}
        />
      )
    case 'model':
      return (
        <ModelPicker
          value={asText(value) || 'auto'}
          onChange={(ref) => onChange(ref, 'choosing')}
          isReadOnly={isReadOnly}
        />
      )
    case 'workflow':
      return (
        <WorkflowPicker
          value={asText(value)}
          onChange={(workflowId) => onChange(workflowId, 'choosing')}
          none={field.placeholder}
          isReadOnly={isReadOnly}
        />
      )
    case 'connection':
      return (
        <ConnectionField
          integrationId={field.integration ?? ''}
          value={asText(value)}
          onChange={(connectionId) => onChange(connectionId, 'choosing')}
        />
      )
    case 'mcp-server':
      return (
        <McpServerField
          value={asText(value)}
          onChange={(serverId) => onChange(serverId, 'choosing')}
          isReadOnly={isReadOnly}
        />
      )
    case 'file':
      return <FileField value={asText(value)} onChange={typing} placeholder={field.placeholder} viewRef={view} />
    case 'workflow-inputs':
      return many(<WorkflowInputs called={called} value={value} onChange={onChange} issues={issues} path={path} />)
    case 'text-list':
      return many(<TextList value={value} onChange={onChange} placeholder={field.placeholder} />)
    case 'key-values':
      return many(<KeyValues value={value} onChange={onChange} isRaw={field.isRaw} />)
    case 'object-list':
      return many(<ObjectList field={field} value={value} onChange={onChange} issues={issues} path={path} />)
    case 'json-schema':
      return many(<SchemaEditor value={value} onChange={onChange} />)
    case 'json':
      return <JsonField value={value} onChange={onChange} />
  }
}

/** Many controls in one field: none of them is the one its label stands for, so each brings its own name. */
function many(controls: ReactNode) {
  return <FieldContext value={null}>{controls}</FieldContext>
}

/** Controls whose value an expression may give as a whole. */
function takesExpression(field: FormField): boolean {
  return (
    !field.isRaw &&
    ['number', 'switch', 'choice', 'json', 'text-list', 'key-values', 'object-list'].includes(field.control)
  )
}

/** Controls that show what is wrong inside them at the place itself. */
function hasOwnPlaces(field: FormField): boolean {
  return field.control === 'object-list' || field.control === 'workflow-inputs'
}

function noteOf(field: FormField, value: Json | undefined, hasTokens: boolean | undefined): ReactNode {
  if (field.control === 'model') return <ModelPrice model={asText(value) || 'auto'} />
  if (!hasTokens || field.control !== 'long-text' || typeof value !== 'string' || value === '') return null
  // Four characters a token is what English comes to; the call itself reports the real number.
  return (
    <span title={text.inspector.form.tokensHint}>
      {text.inspector.form.tokens(formatCount(Math.ceil(value.length / 4)))}
    </span>
  )
}

/** A value of any type as text one can edit: what is not text is shown as JSON. */
function asText(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  return Array.isArray(value) || isJsonObject(value) ? JSON.stringify(value, null, 2) : String(value)
}
