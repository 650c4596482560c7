import { useEffect, useState } from 'react'
import type { AgentUse } from '../../shared/contract/agents.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { agents } from '../state/agents-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { showToast } from '../ui/toast.tsx'
import { UsesList } from './uses-list.tsx'

const say = text.agents.remove

type DeleteDialogProps = { agent: { agentId: string; name: string }; onClose: () => void; onDone?: () => void }

/** Asks before an agent goes; of one in use it says where, as it is at this moment. */
export function DeleteDialog({ agent: { agentId, name }, onClose, onDone }: DeleteDialogProps) {
  const [uses, setUses] = useState<AgentUse[] | null>(null)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const [isBusy, setBusy] = useState(false)
  useEffect(() => {
    client.agents.get({ agentId }).then(
      ({ usedBy }) => setUses(usedBy),
      (thrown: unknown) => setError(errorOf(thrown)),
    )
  }, [agentId])
  const isUsed = uses !== null && uses.length > 0
  const remove = async () => {
    setBusy(true)
    setError(null)
    try {
      await agents.remove(agentId, isUsed)
      showToast(say.done(name), { tone: 'ok' })
      onClose()
      onDone?.()
    } catch (thrown) {
      setError(errorOf(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="sm"
      title={isUsed ? say.usedTitle(name) : say.title(name)}
      description={isUsed ? say.usedBody : say.body}
      footer={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button variant="danger" isBusy={isBusy} disabled={uses === null} onClick={() => void remove()}>
            {isUsed ? say.even : text.common.delete}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {isUsed ? (
          <section aria-label={text.agents.usedIn} className="rounded-lg border p-1">
            <UsesList uses={uses} onLeave={onClose} />
          </section>
        ) : null}
        {uses === null && !error ? <Skeleton className="h-5 w-40" /> : null}
        {error ? <ErrorNote error={error} /> : null}
      </div>
    </Dialog>
  )
}
