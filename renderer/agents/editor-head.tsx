import { useState } from 'react'
import { AgentAvatar } from '../parts/agents/agent-avatar.tsx'
import { NoteForm } from '../parts/versions/note-form.tsx'
import { agentDrafts, useAgentDraft } from '../state/agent-drafts-store.ts'
import { hrefOf, navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { Popover } from '../ui/popover.tsx'
import { showToast } from '../ui/toast.tsx'
import { agentMenuItems } from './agent-menu.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { UsesList } from './uses-list.tsx'

const say = text.agents

type EditorHeadProps = { agentId: string; isTrying: boolean; onTry: () => void }

/** Over the form: who it is about, whether it is stored and published, and what else can be done with it. */
export function EditorHead({ agentId, isTrying, onTry }: EditorHeadProps) {
  const name = useAgentDraft(agentId, (draft) => draft.document.name) ?? ''
  const colour = useAgentDraft(agentId, (draft) => draft.document.colour) ?? 'indigo'
  const usedBy = useAgentDraft(agentId, (draft) => draft.detail.usedBy) ?? []
  const [isDeleting, setDeleting] = useState(false)
  const shown = name.trim() || say.untitled
  return (
    <header className="flex h-14 shrink-0 items-center gap-2.5 bg-panel px-4">
      <a
        href={hrefOf({ screen: 'agents' })}
        aria-label={say.back}
        title={say.back}
        className="-ml-1.5 flex size-8 items-center justify-center rounded-md text-mute hover:bg-hover hover:text-text"
      >
        <Icon name="arrow-left" />
      </a>
      <AgentAvatar name={shown} colour={colour} />
      <h1 className="min-w-0 truncate font-semibold text-lg">{shown}</h1>
      <SaveState agentId={agentId} />
      <div className="flex-1" />
      {usedBy.length > 0 ? (
        <Popover
          label={say.usedIn}
          align="end"
          className="w-72 p-1!"
          trigger={
            <Button size="sm" variant="ghost" icon="waypoints">
              {say.uses(usedBy.length)}
            </Button>
          }
        >
          <UsesList uses={usedBy} />
        </Popover>
      ) : null}
      <Publish agentId={agentId} />
      <IconButton
        icon="panel-right"
        label={isTrying ? say.tryOut.hide : say.tryOut.show}
        isPressed={isTrying}
        onClick={onTry}
      />
      <Menu
        trigger={<IconButton icon="ellipsis" label={say.more(shown)} />}
        items={agentMenuItems({ agentId, name: shown }, () => setDeleting(true))}
      />
      {isDeleting ? (
        <DeleteDialog
          agent={{ agentId, name: shown }}
          onClose={() => setDeleting(false)}
          onDone={() => navigate({ screen: 'agents' })}
        />
      ) : null}
    </header>
  )
}

/** Whether the draft is stored. Nothing has to be done for it; only trouble asks for attention, below. */
function SaveState({ agentId }: { agentId: string }) {
  const state = useAgentDraft(agentId, (draft) => draft.save.state)
  const isSaved = state === 'saved'
  const isWrong = state === 'error' || state === 'conflict'
  return (
    <span
      role="status"
      className={`flex shrink-0 items-center gap-1.5 whitespace-nowrap text-sm ${isWrong ? 'text-bad' : 'text-mute'}`}
    >
      <Icon
        name={isWrong ? 'triangle-alert' : isSaved ? 'check' : 'loader-circle'}
        size={13}
        className={isWrong ? '' : isSaved ? 'text-ok' : 'animate-spin'}
      />
      {isWrong ? say.save.error : isSaved ? say.save.saved : say.save.saving}
    </span>
  )
}

/** Makes the draft what runs; says at all times whether it is that already. */
function Publish({ agentId }: { agentId: string }) {
  const version = useAgentDraft(agentId, (draft) => draft.detail.publishedVersion) ?? null
  const isStored = useAgentDraft(agentId, (draft) => draft.save.state === 'saved') ?? true
  const hasChanges = useAgentDraft(agentId, (draft) => draft.detail.hasChanges) ?? false
  const [isOpen, setOpen] = useState(false)
  const isBehind = version !== null && (hasChanges || !isStored)
  const isDone = version !== null && !isBehind
  return (
    <Popover
      label={say.publish.title}
      align="end"
      isOpen={isOpen}
      onOpenChange={setOpen}
      className="w-72"
      trigger={
        <Button
          variant={isDone ? 'secondary' : 'primary'}
          icon={isDone ? 'check' : 'upload'}
          disabled={isDone}
          title={isDone ? say.publish.same(version) : undefined}
        >
          {isDone ? say.publish.done : isBehind ? say.publish.again : say.publish.button}
        </Button>
      }
    >
      <p className="mb-3">{version === null ? say.publish.never : say.publish.behind(version)}</p>
      <NoteForm
        action={say.publish.button}
        onSubmit={async (note) => {
          const { publishedVersion } = await agentDrafts.publish(agentId, note)
          setOpen(false)
          if (publishedVersion !== null) showToast(say.publish.succeeded(publishedVersion), { tone: 'ok' })
        }}
      />
    </Popover>
  )
}
