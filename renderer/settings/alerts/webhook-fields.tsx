import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Input } from '../../ui/input.tsx'
import { SecretInput } from '../../ui/secret-input.tsx'
import { Switch } from '../../ui/switch.tsx'
import { type DraftForm, makeWebhookSecret } from './channel-draft.ts'

const say = text.channels
const slackGuide = 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks'

/** The address Slack gives, and how to get one. */
export function SlackFields({ draft, errors, channel, change }: DraftForm) {
  return (
    <>
      <p className="rounded-lg bg-sunken px-3 py-2.5">
        {say.slack.how}{' '}
        <a
          href={slackGuide}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 rounded-xs font-medium text-accent hover:underline"
        >
          {say.slack.link}
          <Icon name="external-link" size={12} />
        </a>
      </p>
      <Field
        label={say.slack.url}
        note={channel?.urlHint}
        hint={channel ? say.secretKept : say.slack.urlHint}
        error={errors.url}
      >
        <SecretInput value={draft.url} onChange={(url) => change({ url })} placeholder={say.slack.placeholder} />
      </Field>
    </>
  )
}

/** The address, the secret its messages are signed with, and whether it may be in the neighbourhood. */
export function WebhookFields({ draft, errors, channel, change }: DraftForm) {
  const make = () => change({ secret: makeWebhookSecret(), forgetsSecret: false })
  return (
    <>
      <Field
        label={say.webhook.url}
        note={channel?.urlHint}
        hint={channel ? say.secretKept : say.webhook.urlHint}
        error={errors.url}
      >
        <SecretInput value={draft.url} onChange={(url) => change({ url })} placeholder={say.webhook.placeholder} />
      </Field>
      <div className="flex flex-col gap-2">
        <Field
          label={say.webhook.secret}
          isOptional
          hint={channel?.hasSecret && draft.secret === '' ? say.secretKept : say.webhook.secretHint}
          error={errors.secret}
        >
          <Input
            value={draft.secret}
            onChange={(secret) => change({ secret })}
            placeholder="whsec_…"
            disabled={draft.forgetsSecret}
            isMono
          />
        </Field>
        <div className="flex items-center gap-3">
          <Button size="sm" icon="key-round" onClick={make}>
            {say.webhook.make}
          </Button>
          {channel?.hasSecret ? (
            <Checkbox
              isOn={draft.forgetsSecret}
              onChange={(forgetsSecret) => change({ forgetsSecret, ...(forgetsSecret && { secret: '' }) })}
              label={say.webhook.forget}
            />
          ) : null}
        </div>
      </div>
      <Field layout="row" label={say.webhook.allowPrivate} hint={say.webhook.allowPrivateHint}>
        <Switch isOn={draft.allowPrivate} onChange={(allowPrivate) => change({ allowPrivate })} />
      </Field>
    </>
  )
}
