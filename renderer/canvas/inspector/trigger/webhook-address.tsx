import { useState } from 'react'
import { errorOf } from '../../../link/error-of.ts'
import { triggers, useTrigger } from '../../../state/triggers-store.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/dialog.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { showToast } from '../../../ui/toast.tsx'
import { CopyValue } from './copy-value.tsx'

const say = text.triggers.webhook

/** Where to call the published webhook; a new address only after a question, because the old one stops working. */
export function WebhookAddress({ workflowId, nodeId }: { workflowId: string; nodeId: string }) {
  const trigger = useTrigger(workflowId, nodeId)
  const [isAsking, setAsking] = useState(false)
  const url = trigger?.url
  const publicUrl = trigger?.publicUrl
  const renew = async () => {
    try {
      await triggers.renewUrl(workflowId, nodeId)
      showToast(say.renewed, { tone: 'ok' })
    } catch (thrown) {
      const error = errorOf(thrown)
      showToast(say.renewFailed, { tone: 'bad', detail: [error.message, error.hint].filter(Boolean).join(' ') })
    }
  }
  return (
    <section aria-label={say.address} className="flex flex-col gap-1.5">
      <h3 className="font-semibold text-sm">{say.address}</h3>
      {url ? (
        <>
          {publicUrl ? (
            <>
              <h4 className="text-mute text-sm">{text.triggers.service.publicAddress}</h4>
              <CopyValue title={text.triggers.service.publicAddress} value={publicUrl} />
              <h4 className="text-mute text-sm">{text.triggers.service.localAddress}</h4>
            </>
          ) : null}
          <CopyValue title={say.address} value={url} label={say.copy} copied={say.copied} />
          <p className="text-mute text-sm">{publicUrl ? say.addressHintPublic : say.addressHint}</p>
          <Button size="sm" icon="refresh-cw" className="w-fit" onClick={() => setAsking(true)}>
            {say.renew}
          </Button>
        </>
      ) : (
        <p className="flex items-start gap-2 rounded-md bg-sunken px-2.5 py-2 text-mute text-sm">
          <Icon name="upload" size={14} className="mt-0.5" />
          {say.notYet}
        </p>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={say.renewTitle}
        description={say.renewBody}
        confirmLabel={say.renew}
        isDanger
        onConfirm={renew}
      />
    </section>
  )
}
