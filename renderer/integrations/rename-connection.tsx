import { type FormEvent, useState } from 'react'
import type { Connection } from '../../shared/contract/integrations.ts'
import { errorOf } from '../link/error-of.ts'
import { integrations } from '../state/integrations-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'

const say = text.integrations.connection
const formId = 'rename-connection'

type RenameConnectionProps = { connection: Connection; title: string; onClose: () => void }

export function RenameConnection({ connection, title, onClose }: RenameConnectionProps) {
  const [name, setName] = useState(title)
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      await integrations.rename(connection.connectionId, name.trim())
      onClose()
    } catch (thrown) {
      const told = errorOf(thrown)
      setError([told.message, told.hint].filter(Boolean).join(' '))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say.renameTitle}
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={isBusy} disabled={name.trim() === ''}>
            {text.common.rename}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <Field label={text.common.name} hint={say.renameHint} error={error}>
          <Input value={name} onChange={setName} maxLength={100} autoFocus onFocus={(event) => event.target.select()} />
        </Field>
      </form>
    </Dialog>
  )
}
