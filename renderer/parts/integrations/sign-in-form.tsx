import { type ReactNode, useState } from 'react'
import type { IntegrationDetail, SignInMethod } from '../../../shared/catalog/integration.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { text } from '../../text.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Input } from '../../ui/input.tsx'
import { Switch } from '../../ui/switch.tsx'
import { ClientFields } from './client-fields.tsx'
import { MethodChoice } from './method-choice.tsx'
import { ScopeChoice } from './scope-choice.tsx'
import { SetupSteps } from './setup-steps.tsx'
import type { DraftErrors, SignInDraft } from './sign-in-draft.ts'
import { SignInFields } from './sign-in-fields.tsx'

const say = text.integrations.wizard

type SignInFormProps = {
  formId: string
  detail: IntegrationDetail
  method: SignInMethod
  draft: SignInDraft
  errors: DraftErrors
  /** What went wrong as a whole. */
  error: Pick<ErrorInfo, 'message' | 'hint'> | null
  onChoose: (method: SignInMethod) => void
  onChange: (part: Partial<SignInDraft>) => void
  onSubmit: () => void
}

/** Everything that is asked for before signing in, as numbered steps. */
export function SignInForm(props: SignInFormProps) {
  const { formId, detail, method, draft, errors, error, onChoose, onChange, onSubmit } = props
  const { oauth } = method
  const steps: { title: string; content: ReactNode }[] = []
  if (detail.methods.length > 1) {
    steps.push({
      title: say.method,
      content: <MethodChoice methods={detail.methods} value={method.id} onChange={onChoose} />,
    })
  }
  if (method.setup.length > 0 || method.setupUrl !== null) {
    steps.push({ title: say.prepare, content: <SetupSteps method={method} scopes={draft.scopes} /> })
  }
  if (oauth) {
    steps.push({
      title: say.client,
      content: <ClientFields method={method} draft={draft} errors={errors} onChange={onChange} />,
    })
  }
  if (method.fields.length > 0) {
    const hasSecrets = method.fields.some(({ secret }) => secret)
    steps.push({
      title: hasSecrets ? say.enter : say.enterAddress,
      content: <SignInFields method={method} draft={draft} errors={errors} onChange={onChange} />,
    })
  }
  if (oauth && oauth.scopes.length > 0) {
    steps.push({
      title: say.scopes,
      content: (
        <ScopeChoice
          scopes={oauth.scopes}
          chosen={draft.scopes}
          error={errors.scopes}
          onChange={(scopes) => onChange({ scopes })}
        />
      ),
    })
  }
  return (
    <form
      id={formId}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
      className="flex flex-col gap-5"
    >
      {steps.map(({ title, content }, index) => (
        <Step key={title} number={index + 1} title={title}>
          {content}
        </Step>
      ))}
      <Advanced draft={draft} onChange={onChange} />
      {error ? (
        <div data-sign-in="whole" tabIndex={-1} className="outline-none">
          <ErrorNote error={error} />
        </div>
      ) : null}
    </form>
  )
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <section aria-label={say.step(number, title)} className="flex gap-3">
      <span
        aria-hidden
        className="figures flex size-5.5 shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent text-xs"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="mb-2 font-semibold leading-5.5">{title}</h3>
        {children}
      </div>
    </section>
  )
}

function Advanced({ draft, onChange }: Pick<SignInFormProps, 'draft' | 'onChange'>) {
  const [isOpen, setOpen] = useState(draft.allowPrivate)
  return (
    <div className="flex flex-col gap-3 pl-8.5">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="-ml-1 flex w-fit items-center gap-1 rounded-sm px-1 font-medium text-mute text-sm hover:text-text"
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} />
        {say.advanced}
      </button>
      {isOpen ? (
        <>
          <Field label={say.name} hint={say.nameHint} isOptional>
            <Input value={draft.title} maxLength={100} onChange={(title) => onChange({ title })} />
          </Field>
          <Field label={say.allowPrivate} hint={say.allowPrivateHint} layout="row">
            <Switch isOn={draft.allowPrivate} onChange={(allowPrivate) => onChange({ allowPrivate })} />
          </Field>
        </>
      ) : null}
    </div>
  )
}
