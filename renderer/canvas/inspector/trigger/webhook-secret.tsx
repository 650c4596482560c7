import { type FormEvent, useState } from 'react'
import type { WebhookSetup } from '../../../../shared/contract/triggers.ts'
import { errorOf } from '../../../link/error-of.ts'
import { setSecret } from '../../../state/webhooks-store.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog, Dialog } from '../../../ui/dialog.tsx'
import { Field } from '../../../ui/field.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Input } from '../../../ui/input.tsx'
import { showToast } from '../../../ui/toast.tsx'
import { CopyValue } from './copy-value.tsx'

const say = text.triggers.service

type Props = { workflowId: string; nodeId: string; secret: NonNullable<WebhookSetup['secret']> }

/** What proves that a call is the service's own: entered or made here, and never shown again. */
export function WebhookSecret({ workflowId, nodeId, secret }: Props) {
  const [isEntering, setEntering] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const { title, description, from, isSet, shown } = secret

  const attempt = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (thrown) {
      const error = errorOf(thrown)
      showToast(say.failed, { tone: 'bad', detail: [error.message, error.hint].filter(Boolean).join(' ') })
    }
  }
  const make = () => attempt(async () => setMade(await setSecret(workflowId, nodeId)))
  const forget = () => attempt(async () => void (await setSecret(workflowId, nodeId, null)))

  return (
    <div className="flex flex-col gap-1.5">
      <h4 className="font-semibold text-sm">{title}</h4>
      <p className="text-mute text-sm">{description}</p>
      <p className="flex items-start gap-2 text-sm">
        <Icon
          name={isSet ? 'circle-check' : 'circle-alert'}
          size={14}
          className={isSet ? 'mt-0.5 text-ok' : 'mt-0.5 text-warn'}
        />
        {isSet ? say.isSet : from === 'handshake' ? say.waits : say.notSet}
      </p>
      {shown ? (
        <>
          <p className="text-sm">{say.shown}</p>
          <CopyValue title={title} value={shown} />
        </>
      ) : null}
      {isEntering ? (
        <SecretForm workflowId={workflowId} nodeId={nodeId} title={title} onDone={() => setEntering(false)} />
      ) : (
        <div className="flex flex-wrap gap-2">
          {from === 'niti' ? (
            <Button size="sm" icon="refresh-cw" onClick={() => (isSet ? setAsking(true) : void make())}>
              {isSet ? say.renew : say.make}
            </Button>
          ) : null}
          {from === 'handshake' && !isSet ? null : (
            <Button size="sm" icon="key-round" onClick={() => setEntering(true)}>
              {isSet ? say.change : say.enter}
            </Button>
          )}
          {isSet ? (
            <Button size="sm" onClick={() => void forget()}>
              {say.forget}
            </Button>
          ) : null}
        </div>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={say.renewTitle}
        description={say.renewBody}
        confirmLabel={say.renew}
        isDanger
        onConfirm={make}
      />
      <Dialog
        isOpen={made !== null}
        onClose={() => setMade(null)}
        title={title}
        description={say.made}
        footer={
          <Button variant="primary" onClick={() => setMade(null)}>
            {say.done}
          </Button>
        }
      >
        {made === null ? null : <CopyValue title={title} value={made} />}
      </Dialog>
    </div>
  )
}

type SecretFormProps = { workflowId: string; nodeId: string; title: string; onDone: () => void }

/** Takes a secret and hands it to be sealed; it lives in this field only until then. */
function SecretForm({ workflowId, nodeId, title, onDone }: SecretFormProps) {
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() === '') return
    try {
      await setSecret(workflowId, nodeId, typed.trim())
      showToast(say.saved, { tone: 'ok' })
      onDone()
    } catch (thrown) {
      const told = errorOf(thrown)
      setError([told.message, told.hint].filter(Boolean).join(' '))
    }
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field label={title} error={error}>
        <Input type="password" value={typed} onChange={setTyped} placeholder={say.placeholder} isMono autoFocus />
      </Field>
      <div className="flex justify-end gap-2">
        <Button size="sm" onClick={onDone}>
          {text.common.cancel}
        </Button>
        <Button size="sm" variant="primary" type="submit" disabled={typed.trim() === ''}>
          {text.common.save}
        </Button>
      </div>
    </form>
  )
}
