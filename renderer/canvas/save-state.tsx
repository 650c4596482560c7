import { drafts, useDraft } from '../state/workflow-store.ts'
import { text } from '../text.ts'
import { Icon } from '../ui/icon.tsx'
import { Tooltip } from '../ui/tooltip.tsx'

/** Whether the draft is stored. Nothing has to be done for it; only trouble asks for attention. */
export function SaveState({ workflowId }: { workflowId: string }) {
  const save = useDraft(workflowId, (draft) => draft.save)
  if (!save) return null
  if (save.state === 'error') {
    return (
      <Tooltip label={`${save.error.message} ${text.canvas.save.willRetry}`}>
        <button
          type="button"
          onClick={() => drafts.retry(workflowId)}
          className="flex h-7 items-center gap-1.5 rounded-lg border border-bad/40 bg-panel px-2 font-medium text-bad text-sm shadow-card hover:bg-bad-soft"
        >
          <Icon name="triangle-alert" size={14} />
          {text.canvas.save.error}
        </button>
      </Tooltip>
    )
  }
  const isSaved = save.state === 'saved'
  return (
    <span role="status" className="flex h-7 items-center gap-1.5 rounded-lg bg-bg/85 px-2 text-mute text-sm">
      <Icon
        name={isSaved ? 'check' : 'loader-circle'}
        size={13}
        className={isSaved ? 'text-ok' : 'animate-spin text-mute'}
      />
      {isSaved ? text.canvas.save.saved : text.canvas.save.saving}
    </span>
  )
}
