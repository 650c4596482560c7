import { useId, useState } from 'react'
import type { AgentNote } from '../../shared/contract/agents.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { useAgentDraft } from '../state/agent-drafts-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { TextArea } from '../ui/input.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { attempt } from './attempt.ts'
import { useKept } from './use-kept.ts'

const say = text.agents.notes

/** What an agent remembers between its tasks: all of it can be read, changed and removed. */
export function NotesTab({ agentId }: { agentId: string }) {
  // News of an agent is also news of its notes; its detail is read again with each.
  const news = useAgentDraft(agentId, (draft) => draft.detail)
  const [seen, setSeen] = useState({ news, count: 0 })
  if (seen.news !== news) setSeen({ news, count: seen.count + 1 })
  const { value, error, reload } = useKept(() => client.agents.notes({ agentId }), `${agentId} ${seen.count}`)
  const [editing, setEditing] = useState<string | null>(null)
  const keep = async (noteText: string, noteId?: string) => {
    await client.agents.keepNote({ agentId, text: noteText, ...(noteId && { noteId }) })
    setEditing(null)
    await reload()
  }
  const remove = (noteId: string) =>
    attempt(async () => {
      await client.agents.removeNote({ agentId, noteId })
      await reload()
    })
  if (error && !value) return <ErrorNote error={error} className="m-6" />
  if (!value) return <Skeleton className="m-6 h-24" />
  return (
    <div className="mx-auto flex w-full max-w-[760px] flex-col gap-4 px-6 py-5">
      <NoteText key={value.length} action={say.add} onKeep={(words) => keep(words)} />
      {value.length === 0 ? <EmptyState icon="notebook-pen" title={say.none} body={say.noneBody} /> : null}
      <ul className="flex flex-col gap-2">
        {value.map((note) => (
          <li key={note.noteId}>
            {editing === note.noteId ? (
              <NoteText
                action={text.common.save}
                initial={note.text}
                onKeep={(words) => keep(words, note.noteId)}
                onCancel={() => setEditing(null)}
              />
            ) : (
              <Note note={note} onEdit={() => setEditing(note.noteId)} onRemove={() => remove(note.noteId)} />
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Note({ note, onEdit, onRemove }: { note: AgentNote; onEdit: () => void; onRemove: () => void }) {
  const start = note.text.slice(0, 40)
  return (
    <article className="flex items-start gap-2 rounded-lg border bg-panel px-3 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere select-text whitespace-pre-wrap">{note.text}</p>
        <p className="mt-1 text-mute text-sm">
          <RelativeTime atMs={note.updatedAt} /> {note.byAgent ? say.byAgent : say.byPerson}
        </p>
      </div>
      <IconButton icon="pencil" size="sm" label={say.edit(start)} onClick={onEdit} />
      <IconButton icon="trash-2" size="sm" label={say.remove(start)} onClick={onRemove} />
    </article>
  )
}

type NoteTextProps = {
  action: string
  initial?: string
  onKeep: (words: string) => Promise<void>
  onCancel?: () => void
}

function NoteText({ action, initial = '', onKeep, onCancel }: NoteTextProps) {
  const [words, setWords] = useState(initial)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const id = useId()
  const keep = async () => {
    setBusy(true)
    setError(null)
    try {
      await onKeep(words.trim())
    } catch (thrown) {
      setError(errorOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        void keep()
      }}
    >
      <TextArea
        id={id}
        value={words}
        onChange={setWords}
        rows={2}
        maxLength={10_000}
        aria-label={action}
        placeholder={say.placeholder}
        autoFocus={onCancel !== undefined}
      />
      {error ? <ErrorNote error={error} /> : null}
      <div className="flex gap-2">
        <Button type="submit" size="sm" icon="check" isBusy={isBusy} disabled={words.trim() === ''}>
          {action}
        </Button>
        {onCancel ? (
          <Button size="sm" variant="ghost" onClick={onCancel}>
            {text.common.cancel}
          </Button>
        ) : null}
      </div>
    </form>
  )
}
