import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import type { Channel } from '../../../shared/contract/channels.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { errorOf } from '../../link/error-of.ts'
import { channels } from '../../state/channels-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { type AddedKind, type ChannelDraft, checkDraft, type DraftErrors, draftOf, wishOf } from './channel-draft.ts'
import { EmailFields } from './email-fields.tsx'
import { SendGridFields } from './sendgrid-fields.tsx'
import { SlackAppFields } from './slack-app-fields.tsx'
import { SlackFields, WebhookFields } from './webhook-fields.tsx'

const say = text.channels
const fields = {
  ...{ email: EmailFields, sendgrid: SendGridFields, slack: SlackFields, webhook: WebhookFields },
  'slack-app': SlackAppFields,
}

type ChannelDialogProps = {
  kind: AddedKind
  /** The one that is edited; null for a new one. */
  channel: Channel | null
  onClose: () => void
}

/** A new channel, or what one is set to. */
export function ChannelDialog({ kind, channel, onClose }: ChannelDialogProps) {
  const formId = useId()
  const [draft, setDraft] = useState(() => draftOf(kind, channel))
  const [errors, setErrors] = useState<DraftErrors>({})
  const [refusal, setRefusal] = useState<ErrorInfo | null>(null)
  const [isBusy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const Fields = fields[kind]

  // What is wrong may lie below the dialog's edge. Only after a try to send it: `errors` shrinks while one types.
  const [sends, setSends] = useState(0)
  useEffect(() => {
    if (sends > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [sends])

  const change = (part: Partial<ChannelDraft>) => {
    setDraft({ ...draft, ...part })
    setErrors(withoutKeysOf(errors, part))
    setRefusal(null)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const found = checkDraft(kind, draft, channel)
    setErrors(found)
    setSends(sends + 1)
    if (Object.keys(found).length > 0 || isBusy) return
    setBusy(true)
    try {
      const wish = wishOf(kind, draft)
      if (channel) await channels.change(channel.channelId, wish)
      else await channels.create(wish)
      onClose()
    } catch (thrown) {
      setRefusal(errorOf(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={channel ? say.editTitle(channel.name) : say.addTitles[kind]}
      description={say.leaves[kind]}
      footer={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={isBusy}>
            {channel ? text.common.save : text.common.add}
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label={say.name} hint={say.nameHint} error={errors.name}>
          <Input value={draft.name} onChange={(name) => change({ name })} />
        </Field>
        <Fields draft={draft} errors={errors} channel={channel} change={change} />
        {refusal ? <ErrorNote error={refusal} /> : null}
      </form>
    </Dialog>
  )
}

/** What was typed anew is not called wrong before it is sent again. */
function withoutKeysOf(errors: DraftErrors, part: Partial<ChannelDraft>): DraftErrors {
  return Object.fromEntries(Object.entries(errors).filter(([key]) => !(key in part)))
}
