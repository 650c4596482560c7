import { useState } from 'react'
import type { Connection } from '../../shared/contract/integrations.ts'
import { errorOf } from '../link/error-of.ts'
import { integrations } from '../state/integrations-store.ts'
import { text } from '../text.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { showToast } from '../ui/toast.tsx'

const say = text.integrations.connection

type DisconnectDialogProps = {
  connection: Connection
  title: string
  /** A client of one's own was entered for this way to sign in. */
  hasClient: boolean
  isOpen: boolean
  onClose: () => void
}

/** Asks before a connection is taken away, and names what would fail without it. */
export function DisconnectDialog({ connection, title, hasClient, isOpen, onClose }: DisconnectDialogProps) {
  const names = connection.usedBy.map(({ name }) => `“${name}”`).join(', ')
  const [isForgotten, setForgotten] = useState(false)
  const disconnect = async () => {
    try {
      const isRevoked = await integrations.disconnect(connection.connectionId, hasClient && isForgotten)
      showToast(say.disconnected(title), {
        tone: 'ok',
        detail: isRevoked ? say.disconnectedRevoked : say.disconnectedKept,
      })
    } catch (thrown) {
      const error = errorOf(thrown)
      showToast(error.message, { tone: 'bad', detail: error.hint })
    }
  }
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={say.disconnectTitle(title)}
      description={
        <>
          {say.disconnectBody}
          {names === '' ? null : (
            <span className="mt-2 block font-medium text-text">
              {say.disconnectUsed(names, connection.usedBy.length)}
            </span>
          )}
          {hasClient ? (
            <span className="mt-3 block text-text">
              <Checkbox isOn={isForgotten} onChange={setForgotten} label={say.forgetClient} />
            </span>
          ) : null}
        </>
      }
      confirmLabel={say.disconnect}
      isDanger
      onConfirm={disconnect}
    />
  )
}
