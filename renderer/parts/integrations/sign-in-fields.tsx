import type { ChangeEvent } from 'react'
import { namesAccount, type SignInField, type SignInMethod } from '../../../shared/catalog/integration.ts'
import { text } from '../../text.ts'
import { Field } from '../../ui/field.tsx'
import { Input, TextArea } from '../../ui/input.tsx'
import { SecretInput } from '../../ui/secret-input.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import type { DraftErrors, SignInDraft } from './sign-in-draft.ts'

const say = text.integrations.wizard

type SignInFieldsProps = {
  method: SignInMethod
  draft: SignInDraft
  errors: DraftErrors
  onChange: (part: Partial<SignInDraft>) => void
}

/** What a way to sign in asks for: addresses, names, keys. */
export function SignInFields({ method, draft, errors, onChange }: SignInFieldsProps) {
  return (
    <div className="flex flex-col gap-3">
      {method.fields.map((field) => (
        <div key={field.name} data-sign-in={field.name}>
          <Field
            label={field.title}
            hint={field.description ? <Ticks words={field.description} /> : undefined}
            error={errors[field.name]}
            isOptional={!field.required}
          >
            <Control
              field={field}
              isFile={method.kind === 'service-account' && field.secret}
              value={draft.values[field.name] ?? ''}
              onChange={(value) => onChange({ values: { ...draft.values, [field.name]: value } })}
            />
          </Field>
        </div>
      ))}
    </div>
  )
}

type ControlProps = { field: SignInField; isFile: boolean; value: string; onChange: (value: string) => void }

function Control({ field, isFile, value, onChange }: ControlProps) {
  if (isFile) return <KeyFile field={field} value={value} onChange={onChange} />
  if (field.secret && !namesAccount(field.name)) {
    return <SecretInput title={field.title} value={value} onChange={onChange} placeholder={field.placeholder} />
  }
  return <Input value={value} onChange={onChange} placeholder={field.placeholder} />
}

/** A key file's text: pasted, or read from the file; it goes nowhere but to the engine. */
function KeyFile({ field, value, onChange }: Omit<ControlProps, 'isFile'>) {
  const read = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? []
    if (file) void file.text().then(onChange)
  }
  return (
    <>
      <TextArea
        value={value}
        onChange={onChange}
        placeholder={field.placeholder}
        rows={4}
        isMono
        className="max-h-40 min-h-20"
      />
      <label className="w-fit cursor-default rounded-sm font-medium text-accent text-sm focus-within:outline-2 focus-within:outline-accent hover:underline">
        {say.chooseFile}
        <input type="file" accept=".json,application/json" onChange={read} className="sr-only" />
      </label>
    </>
  )
}
