import { text } from '../../text.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { SecretInput } from '../../ui/secret-input.tsx'
import { Select } from '../../ui/select.tsx'
import type { DraftForm } from './channel-draft.ts'

const say = text.channels
const regions = ['global', 'eu'] as const

/** The key at SendGrid, and whom the mail goes to. */
export function SendGridFields({ draft, errors, channel, change }: DraftForm) {
  return (
    <>
      <Field
        label={say.sendgrid.key}
        hint={channel ? say.secretKept : `${say.sendgrid.keyHint} ${say.sealed}`}
        error={errors.key}
      >
        <SecretInput value={draft.key} onChange={(key) => change({ key })} placeholder="SG.…" />
      </Field>
      <Field label={say.sendgrid.region}>
        <Select
          value={draft.region}
          onChange={(value) => change({ region: value === 'eu' ? 'eu' : 'global' })}
          options={regions.map((value) => ({ value, ...say.sendgrid.regions[value] }))}
        />
      </Field>
      <Field label={say.email.from} hint={say.sendgrid.fromHint} error={errors.from}>
        <Input value={draft.from} onChange={(from) => change({ from })} placeholder="niti@example.com" />
      </Field>
      <Field label={say.email.to} hint={say.email.toHint} error={errors.to}>
        <Input value={draft.to} onChange={(to) => change({ to })} placeholder="you@example.com" />
      </Field>
    </>
  )
}
