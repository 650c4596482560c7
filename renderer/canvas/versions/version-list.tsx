import { useState } from 'react'
import type { VersionSummary } from '../../../shared/contract/versions.ts'
import { errorOf } from '../../link/error-of.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { NoteForm } from '../../parts/versions/note-form.tsx'
import { hrefOf, useRoute } from '../../state/route-store.ts'
import { keepVersion, loadMoreVersions, noteVersion, useVersions } from '../../state/versions-store.ts'
import { text } from '../../text.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Popover } from '../../ui/popover.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { showToast } from '../../ui/toast.tsx'
import { restoreVersion } from './restore-version.ts'

/** The versions of this workflow, newest first; each opens on the canvas, to be looked at. */
export function VersionList() {
  const { workflowId } = useGraphView()
  return workflowId ? <VersionsOf workflowId={workflowId} /> : null
}

function VersionsOf({ workflowId }: { workflowId: string }) {
  const { versions, hasMore, error } = useVersions(workflowId)
  const route = useRoute()
  const shown = route.screen === 'workflow' ? route.version : undefined
  return (
    <div className="flex flex-col">
      {error ? <ErrorNote error={error} className="m-3" /> : null}
      <Keep workflowId={workflowId} />
      {versions ? (
        <ul aria-label={text.versions.label} className="pb-1">
          {versions.map((version) => (
            <li key={version.version}>
              <VersionRow workflowId={workflowId} version={version} isCurrent={version.version === shown} />
            </li>
          ))}
        </ul>
      ) : error ? null : (
        <Skeleton className="m-3 h-5" />
      )}
      {hasMore ? (
        <Button size="sm" variant="ghost" className="mx-3 mb-2" onClick={() => void loadMoreVersions(workflowId)}>
          {text.versions.more}
        </Button>
      ) : null}
    </div>
  )
}

function Keep({ workflowId }: { workflowId: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="flex items-center gap-3 px-3 py-1.5 text-mute text-sm">
      <Popover
        label={text.versions.keep}
        side="top"
        isOpen={isOpen}
        onOpenChange={setOpen}
        className="w-72"
        trigger={
          <Button size="sm" icon="save">
            {text.versions.keep}
          </Button>
        }
      >
        <NoteForm
          action={text.versions.keep}
          onSubmit={async (note) => {
            const { version } = await keepVersion(workflowId, note)
            setOpen(false)
            showToast(text.versions.kept(version), { tone: 'ok' })
          }}
        />
      </Popover>
      <span className="min-w-0 truncate">{text.versions.keepHint}</span>
    </div>
  )
}

type VersionRowProps = { workflowId: string; version: VersionSummary; isCurrent: boolean }

function VersionRow({ workflowId, version: summary, isCurrent }: VersionRowProps) {
  const { version, at, kind, note, changes, isPublished } = summary
  const [isNoting, setNoting] = useState(false)
  const restore = () =>
    restoreVersion(workflowId, version).catch((thrown: unknown) => {
      showToast(errorOf(thrown).message, { tone: 'bad' })
    })
  return (
    <div
      className={classNames(
        'group flex h-7.5 items-center gap-1 pr-3',
        isCurrent ? 'bg-accent-soft' : 'hover:bg-hover/60',
      )}
    >
      <a
        href={hrefOf({ screen: 'workflow', workflowId, version })}
        aria-current={isCurrent || undefined}
        title={text.versions.lookAt(version)}
        className="flex h-full min-w-0 flex-1 items-center gap-3 pl-3 focus-visible:-outline-offset-2"
      >
        <span className="figures w-9 shrink-0 font-semibold">{text.versions.short(version)}</span>
        <RelativeTime atMs={at} className="w-24 shrink-0" />
        <span className="w-28 shrink-0">
          <Badge tone={isPublished ? 'ok' : 'plain'}>
            {isPublished ? text.versions.publishedNow : text.versions.kinds[kind]}
          </Badge>
        </span>
        {note === '' ? null : <span className="max-w-[40%] shrink-0 truncate font-medium">{note}</span>}
        <span className="min-w-0 flex-1 truncate text-mute">
          {changes ? text.versions.changes(changes) : text.versions.beginning}
        </span>
      </a>
      <Popover
        label={text.versions.editNote}
        align="end"
        side="top"
        isOpen={isNoting}
        onOpenChange={setNoting}
        className="w-72"
        trigger={<IconButton icon="pencil-line" size="sm" label={`${text.versions.editNote}: v${version}`} />}
      >
        <NoteForm
          action={text.common.save}
          note={note}
          onSubmit={async (next) => {
            await noteVersion(workflowId, version, next)
            setNoting(false)
          }}
        />
      </Popover>
      <IconButton
        icon="rotate-ccw"
        size="sm"
        label={`${text.versions.restore}: v${version}`}
        onClick={() => void restore()}
      />
    </div>
  )
}
