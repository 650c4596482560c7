import type { WaitField } from '../../../shared/run/wait.ts'
import { text } from '../../text.ts'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { Field } from '../../ui/field.tsx'
import { Input, TextArea } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import type { InputValues } from './input-values.ts'

type InputFieldsProps = {
  declared: WaitField[]
  values: InputValues
  onChange: (values: InputValues) => void
  /** What is wrong with a field, by its name; null: nothing. */
  errorAt: (name: string) => string | null
}

/** One field for each thing that is asked for: by a run that begins, or by one that waits for a person. */
export function InputFields({ declared, values, onChange, errorAt }: InputFieldsProps) {
  return declared.map((input) => (
    <Field
      key={input.name}
      label={input.title || input.name}
      hint={input.description}
      isOptional={!input.required && input.type !== 'boolean'}
      error={errorAt(input.name)}
      layout={input.type === 'boolean' ? 'row' : 'stacked'}
    >
      <InputControl
        input={input}
        value={values[input.name] ?? ''}
        onChange={(value) => onChange({ ...values, [input.name]: value })}
      />
    </Field>
  ))
}

type ControlProps = { input: WaitField; value: string | boolean; onChange: (value: string | boolean) => void }

function InputControl({ input, value, onChange }: ControlProps) {
  const typed = typeof value === 'string' ? value : ''
  switch (input.type) {
    case 'boolean':
      return <Switch isOn={value === true} onChange={onChange} />
    case 'choice':
      return (
        <Select
          value={typed}
          onChange={onChange}
          placeholder={text.form.choose}
          showsNote
          options={input.choices
            .filter((choice) => choice !== '')
            .map((choice) => ({ value: choice, label: choice, note: input.notes?.[choice] }))}
        />
      )
    case 'long-text':
      return <TextArea value={typed} onChange={onChange} rows={5} />
    case 'list':
      return <TextArea value={typed} onChange={onChange} rows={4} placeholder={text.form.list} />
    case 'object':
      return <CodeEditor language="json" value={typed} onChange={onChange} minRows={4} maxRows={12} />
    case 'number':
      return <Input value={typed} onChange={onChange} inputMode="decimal" className="max-w-48" />
    case 'folder':
    case 'file':
      return <Input value={typed} onChange={onChange} isMono icon={input.type === 'folder' ? 'folder' : 'file-text'} />
    default:
      return <Input value={typed} onChange={onChange} />
  }
}
