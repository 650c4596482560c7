import { useState } from 'react'
import { NoteForm } from '../../parts/versions/note-form.tsx'
import { publishDraft } from '../../state/versions-store.ts'
import { useDraft } from '../../state/workflow-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { showToast } from '../../ui/toast.tsx'
import { PublishTriggers } from '../triggers/publish-triggers.tsx'

/** Makes the draft what triggers run; says at all times whether it is that already. */
export function PublishButton({ workflowId }: { workflowId: string }) {
  const publication = useDraft(workflowId, (draft) => draft.publication)
  const isEmpty = useDraft(workflowId, (draft) => Object.keys(draft.document.nodes).length === 0) ?? true
  const [isOpen, setOpen] = useState(false)
  if (!publication || isEmpty) return null
  const { version, hasUnpublishedChanges } = publication
  const say = text.versions.publish
  const isDone = version !== null && !hasUnpublishedChanges
  return (
    <Popover
      label={say.title}
      align="end"
      isOpen={isOpen}
      onOpenChange={setOpen}
      className="w-72"
      trigger={
        <Button size="sm" icon={isDone ? 'check' : 'upload'} className={isDone ? 'text-mute' : undefined}>
          {isDone ? say.done : say.button}
          {hasUnpublishedChanges ? <span aria-hidden className="size-1.5 rounded-full bg-warn" /> : null}
        </Button>
      }
    >
      <p className="mb-3 last:mb-0">
        {version === null ? say.never : hasUnpublishedChanges ? say.behind(version) : say.same(version)}
      </p>
      <PublishTriggers workflowId={workflowId} isDone={isDone} />
      {isDone ? null : (
        <NoteForm
          action={version === null ? say.button : say.again}
          onSubmit={async (note) => {
            const { version: published } = await publishDraft(workflowId, note)
            setOpen(false)
            if (published !== null) showToast(say.succeeded(published), { tone: 'ok' })
          }}
        />
      )}
    </Popover>
  )
}
