import { useEffect, useState } from 'react'
import type { StorageOfWorkflow } from '../../../shared/contract/storage.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import type { Retention } from '../../../shared/workflow/workflow.ts'
import { errorOf } from '../../link/error-of.ts'
import { RetentionForm } from '../../parts/retention/retention-form.tsx'
import { type CleanWish, type Freed, storage } from '../../state/storage-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Select } from '../../ui/select.tsx'
import { showToast } from '../../ui/toast.tsx'
import { useAttempt } from './use-attempt.ts'

const say = text.storage
/** Names in the choice of workflows for what has no id of its own. */
const all = '*'
const files = '-'
const calmMs = 200

type CleanDialogProps = {
  workflows: readonly StorageOfWorkflow[]
  /** `undefined`: of all; `null`: of files that are not in the list of workflows. */
  chosen: string | null | undefined
  onClose: () => void
}

/** Says what is to be kept, sees what that would free, and frees it. */
export function CleanDialog({ workflows, chosen, onClose }: CleanDialogProps) {
  const [workflowId, setWorkflowId] = useState(chosen)
  const [keep, setKeep] = useState<Retention>({ days: 30 })
  const { preview, error } = usePreview(workflowId, keep)
  const { isBusy, error: failed, attempt } = useAttempt()
  const problem = error ?? failed
  const clean = async () => {
    const isDone = await attempt(
      async () => {
        const { runs, bytes } = await storage.clean(wishOf(workflowId, keep))
        showToast(say.freed(runs, formatBytes(bytes)), { tone: 'ok', detail: say.freedDetail })
      },
      { isShown: true },
    )
    if (isDone) onClose()
  }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say.cleanTitle}
      description={say.cleanBody}
      footer={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button variant="danger" isBusy={isBusy} disabled={!preview || preview.runs === 0} onClick={clean}>
            {preview && preview.runs > 0 ? say.doClean(formatBytes(preview.bytes)) : say.clean}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={say.cleanOf}>
          <Select
            value={workflowId === undefined ? all : (workflowId ?? files)}
            onChange={(next) => setWorkflowId(next === all ? undefined : next === files ? null : next)}
            options={[
              { value: all, label: say.cleanOfAll },
              ...workflows.map((one) => ({
                value: one.workflowId ?? files,
                label: one.workflowId === null ? say.files : one.name,
                note: formatBytes(one.bytes),
              })),
            ]}
          />
        </Field>
        <RetentionForm
          label={say.cleanKeep}
          value={keep}
          without={['ever']}
          isLive
          onChange={(next) => setKeep(next ?? { days: 30 })}
        />
        {problem ? (
          <ErrorNote error={problem} />
        ) : (
          <p role="status" className="flex items-center gap-2 rounded-lg bg-sunken px-3 py-2.5">
            <Icon name="info" size={15} className="text-mute" />
            {preview ? say.preview(preview.runs, formatBytes(preview.bytes)) : say.previewing}
          </p>
        )}
      </div>
    </Dialog>
  )
}

function wishOf(workflowId: string | null | undefined, keep: Retention): CleanWish {
  return workflowId === undefined ? keep : { ...keep, workflowId }
}

/** What a clean would free, asked for again a moment after its form has changed. */
function usePreview(workflowId: string | null | undefined, keep: Retention) {
  const [shown, setShown] = useState<{ preview: Freed | null; error: ErrorInfo | null }>({ preview: null, error: null })
  useEffect(() => {
    let isOver = false
    setShown({ preview: null, error: null })
    const timer = setTimeout(async () => {
      try {
        const preview = await storage.preview(wishOf(workflowId, keep))
        if (!isOver) setShown({ preview, error: null })
      } catch (thrown) {
        if (!isOver) setShown({ preview: null, error: errorOf(thrown) })
      }
    }, calmMs)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [workflowId, keep])
  return shown
}
