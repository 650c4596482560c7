import { type FormEvent, useId, useState } from 'react'
import type { WorkflowSummary } from '../../shared/contract/workflows.ts'
import { errorOf } from '../link/error-of.ts'
import { renameWorkflow } from '../state/workflows-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'

const longestName = 200

type RenameDialogProps = { workflow: WorkflowSummary; onClose: () => void }

export function RenameDialog({ workflow, onClose }: RenameDialogProps) {
  const [name, setName] = useState(workflow.name)
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const formId = useId()

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wanted = name.trim()
    if (wanted === '') return setError(text.workflows.rename.empty)
    if (wanted.length > longestName) return setError(text.workflows.rename.tooLong)
    if (wanted === workflow.name) return onClose()
    setBusy(true)
    try {
      await renameWorkflow(workflow.workflowId, wanted)
      onClose()
    } catch (thrown) {
      setError(errorOf(thrown).message)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="sm"
      title={text.workflows.rename.title}
      footer={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={isBusy}>
            {text.common.rename}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <Field label={text.workflows.rename.label} error={error}>
          <Input
            value={name}
            onChange={(next) => {
              setName(next)
              setError(null)
            }}
            onFocus={(event) => event.target.select()}
          />
        </Field>
      </form>
    </Dialog>
  )
}
