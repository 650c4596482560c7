import type { SignInMethod } from '../../../shared/catalog/integration.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Input } from '../../ui/input.tsx'
import { SecretInput } from '../../ui/secret-input.tsx'
import type { DraftErrors, SignInDraft } from './sign-in-draft.ts'

const say = text.integrations.wizard

type ClientFieldsProps = {
  method: SignInMethod
  draft: SignInDraft
  errors: DraftErrors
  onChange: (part: Partial<SignInDraft>) => void
}

/** The client of one's own that a service demands; one that was entered before is used again unless told otherwise. */
export function ClientFields({ method, draft, errors, onChange }: ClientFieldsProps) {
  const secret = method.oauth?.secret ?? 'none'
  if (draft.keepsClient) {
    return (
      <div className="flex items-center gap-2.5 rounded-lg bg-ok-soft px-3 py-2">
        <Icon name="circle-check" size={15} className="text-ok" />
        <p className="min-w-0 flex-1 text-sm">{say.clientKept}</p>
        <Button size="sm" onClick={() => onChange({ keepsClient: false })}>
          {say.clientChange}
        </Button>
      </div>
    )
  }
  return (
    <div className="flex flex-col gap-3">
      <div data-sign-in="client-id">
        <Field label={say.clientId} error={errors['client-id']}>
          <Input value={draft.clientId} onChange={(clientId) => onChange({ clientId })} isMono />
        </Field>
      </div>
      {secret === 'none' ? null : (
        <div data-sign-in="client-secret">
          <Field label={say.clientSecret} error={errors['client-secret']} isOptional={secret === 'optional'}>
            <SecretInput
              title={say.clientSecret}
              value={draft.clientSecret}
              onChange={(clientSecret) => onChange({ clientSecret })}
            />
          </Field>
        </div>
      )}
      {method.oauth?.hasClient ? (
        <Button size="sm" variant="ghost" className="w-fit" onClick={() => onChange({ keepsClient: true })}>
          {say.clientKeep}
        </Button>
      ) : null}
    </div>
  )
}
