import { agentDrafts, useAgentDraft } from '../state/agent-drafts-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'

const say = text.agents.save

/** Why what was typed is not stored, with the ways out. */
export function SaveTrouble({ agentId }: { agentId: string }) {
  const save = useAgentDraft(agentId, (draft) => draft.save)
  if (save?.state === 'conflict') {
    return (
      <ErrorNote
        error={{ message: say.conflict, hint: say.conflictHint }}
        className="mx-4 mb-2"
        action={
          <span className="flex shrink-0 gap-2">
            <Button size="sm" onClick={() => void agentDrafts.reload(agentId)}>
              {say.reload}
            </Button>
            <Button size="sm" onClick={() => void agentDrafts.keepMine(agentId)}>
              {say.keepMine}
            </Button>
          </span>
        }
      />
    )
  }
  if (save?.state !== 'error') return null
  return (
    <ErrorNote
      error={save.error}
      className="mx-4 mb-2"
      action={
        <Button size="sm" onClick={() => agentDrafts.retry(agentId)}>
          {say.retry}
        </Button>
      }
    />
  )
}
