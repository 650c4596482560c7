import { text } from '../../text.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { SecretInput } from '../../ui/secret-input.tsx'
import { Select } from '../../ui/select.tsx'
import { type DraftForm, usualPorts } from './channel-draft.ts'

const say = text.channels.email
const securities = ['starttls', 'tls', 'none'] as const

/** The mail server, who signs in there, and whom the mail goes to. */
export function EmailFields({ draft, errors, channel, change }: DraftForm) {
  const chooseSecurity = (chosen: string) => {
    const security = securities.find((one) => one === chosen)
    if (!security) return
    // A port that was not touched follows.
    const isUsual = draft.port === usualPorts[draft.security]
    change({ security, ...(isUsual && { port: usualPorts[security] }) })
  }
  return (
    <>
      <div className="flex items-start gap-3">
        <Field className="flex-1" label={say.host} hint={say.hostHint} error={errors.host}>
          <Input value={draft.host} onChange={(host) => change({ host })} placeholder="smtp.example.com" isMono />
        </Field>
        <Field className="w-24 shrink-0" label={say.port} error={errors.port}>
          <Input value={draft.port} onChange={(port) => change({ port })} inputMode="numeric" isMono />
        </Field>
      </div>
      <Field label={say.security} hint={say.securityHints[draft.security]}>
        <Select
          value={draft.security}
          onChange={chooseSecurity}
          options={securities.map((value) => ({ value, ...say.securities[value] }))}
        />
      </Field>
      <Field label={say.user} hint={say.userHint} isOptional>
        <Input value={draft.user} onChange={(user) => change({ user })} placeholder="you@example.com" />
      </Field>
      {draft.user.trim() === '' ? null : (
        <Field
          label={say.password}
          hint={channel?.hasPassword ? text.channels.secretKept : `${say.passwordHint} ${text.channels.sealed}`}
          error={errors.password}
        >
          <SecretInput value={draft.password} onChange={(password) => change({ password })} />
        </Field>
      )}
      <Field label={say.from} hint={say.fromHint} error={errors.from}>
        <Input value={draft.from} onChange={(from) => change({ from })} placeholder="niti@example.com" />
      </Field>
      <Field label={say.to} hint={say.toHint} error={errors.to}>
        <Input value={draft.to} onChange={(to) => change({ to })} placeholder="you@example.com" />
      </Field>
    </>
  )
}
