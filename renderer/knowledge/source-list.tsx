import { type FormEvent, useState } from 'react'
import type { KnowledgeBase, KnowledgeSource } from '../../shared/contract/knowledge.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'
import { knowledge } from '../state/knowledge-store.ts'
import { text } from '../text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { Input } from '../ui/input.tsx'
import { attempt } from './attempt.ts'
import { Card } from './card.tsx'

const say = text.knowledge.sources

/** What a base is made from, and what of it could not be read. */
export function SourceList({ base }: { base: KnowledgeBase }) {
  const { knowledgeId, sources } = base
  return (
    <Card title={say.title}>
      {sources.length === 0 ? (
        <p className="text-mute">{say.none}</p>
      ) : (
        <ul className="-mx-4 divide-y border-y">
          {sources.map((source) => (
            <SourceRow key={source.sourceId} knowledgeId={knowledgeId} source={source} />
          ))}
        </ul>
      )}
      <AddSource knowledgeId={knowledgeId} />
    </Card>
  )
}

function SourceRow({ knowledgeId, source }: { knowledgeId: string; source: KnowledgeSource }) {
  const { sourceId, path, kind, files, chunks, indexedAt, problems, problemCount } = source
  const [isAsking, setAsking] = useState(false)
  return (
    <li className="flex flex-col gap-1.5 px-4 py-2.5">
      <div className="flex items-center gap-2.5">
        <Icon name={kind === 'folder' ? 'folder' : 'file-text'} size={16} className="shrink-0 text-mute" />
        <span className="min-w-0 flex-1 break-all font-mono text-sm">{path}</span>
        <span className="figures shrink-0 text-mute text-sm">
          {indexedAt === null ? say.unread : say.summary(files, chunks)}
        </span>
        <IconButton icon="x" size="sm" label={say.removeLabel(path)} onClick={() => setAsking(true)} />
      </div>
      {problemCount > 0 ? (
        <details className="ml-6.5 text-sm">
          <summary className="w-fit cursor-default rounded-xs text-warn">{say.problems(problemCount)}</summary>
          {problemCount > problems.length ? <p className="mt-1 text-mute">{say.shown(problems.length)}</p> : null}
          <ul className="mt-1 flex flex-col gap-1">
            {problems.map(({ path: file, error }) => (
              <li key={file} className="wrap-anywhere">
                {error.message} {error.hint ? <span className="text-mute">{error.hint}</span> : null}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={say.removeTitle}
        description={<span className="wrap-anywhere">{say.removeBody(path)}</span>}
        confirmLabel={text.common.remove}
        isDanger
        onConfirm={async () => {
          await attempt(() => knowledge.removeSource(knowledgeId, sourceId))
        }}
      />
    </li>
  )
}

function AddSource({ knowledgeId }: { knowledgeId: string }) {
  const [path, setPath] = useState('')
  const [error, setError] = useState<ErrorInfo | null>(null)
  const [isBusy, setBusy] = useState(false)
  async function add(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (path.trim() === '' || isBusy) return
    setBusy(true)
    setError(null)
    try {
      await knowledge.addSource(knowledgeId, path.trim())
      setPath('')
    } catch (thrown) {
      setError(errorOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void add(event)} className="flex flex-col gap-2">
      <div className="flex gap-2">
        <Input
          icon="folder-open"
          value={path}
          onChange={setPath}
          aria-label={say.addLabel}
          placeholder={text.knowledge.form.pathsPlaceholder}
          isMono
        />
        <Button type="submit" isBusy={isBusy} disabled={path.trim() === ''}>
          {say.add}
        </Button>
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </form>
  )
}
