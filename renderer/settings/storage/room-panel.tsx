import type { StorageUsage } from '../../../shared/contract/storage.ts'
import { storage } from '../../state/storage-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { showToast } from '../../ui/toast.tsx'
import { Panel, PanelRow } from '../panel.tsx'
import { type BarPart, barParts } from './bar-parts.ts'
import { useAttempt } from './use-attempt.ts'

const say = text.storage

/** The file by its parts, what is free in it, and the button that gives that back to the disk. */
export function RoomPanel({ usage }: { usage: StorageUsage }) {
  const { isBusy, attempt } = useAttempt()
  const parts = barParts(usage)
  const compact = () =>
    attempt(async () => {
      const bytes = await storage.compact()
      showToast(bytes > 0 ? say.compacted(formatBytes(bytes)) : say.compactedNothing, { tone: 'ok' })
    })
  return (
    <Panel>
      <div className="flex flex-col gap-3 px-4 py-3.5">
        <div className="flex items-baseline justify-between gap-4">
          <div>
            <h3 className="font-semibold">{say.room}</h3>
            <p className="text-mute text-sm">{say.roomHint}</p>
          </div>
          <p className="figures shrink-0 font-semibold text-lg">{formatBytes(usage.fileBytes + usage.walBytes)}</p>
        </div>
        <div aria-hidden className="flex h-2.5 gap-px overflow-hidden rounded-full bg-line">
          {parts.map((part) => (
            <span
              key={part.part}
              data-group={groups[part.part]}
              className={part.part === 'free' ? 'bg-line' : part.part === 'other' ? 'bg-faint' : 'bg-group'}
              style={{ width: `${part.share * 100}%` }}
            />
          ))}
        </div>
        <ul className="grid grid-cols-2 gap-x-8 gap-y-1">
          {parts.map((part) => (
            <Legend key={part.part} part={part} />
          ))}
        </ul>
      </div>
      <PanelRow title={say.free} hint={say.freeHint}>
        <span className="figures py-1">{formatBytes(usage.freeBytes)}</span>
        <Button size="sm" icon="archive" isBusy={isBusy} disabled={usage.freeBytes === 0} onClick={compact}>
          {say.compact}
        </Button>
      </PanelRow>
      <PanelRow title={say.wal} hint={say.walHint}>
        <span className="figures">{formatBytes(usage.walBytes)}</span>
      </PanelRow>
      <PanelRow title={say.disk}>
        <span className="figures">{formatBytes(usage.diskFreeBytes)}</span>
      </PanelRow>
      <PanelRow title={say.cleaned} hint={say.cleanedHint}>
        {usage.lastCleanedAt === null ? (
          <span className="text-mute">{say.cleanedNever}</span>
        ) : (
          <RelativeTime atMs={usage.lastCleanedAt} />
        )}
      </PanelRow>
    </Panel>
  )
}

/** The colours of the groups of nodes: they are told apart in both themes. */
const groups: Partial<Record<BarPart['part'], string>> = {
  runs: 'ai',
  values: 'data',
  workflows: 'start',
  costs: 'logic',
}

function Legend({ part: { part, bytes, count } }: { part: BarPart }) {
  const counted = part === 'free' || count === null ? '' : say.partCounts[part](formatCount(count))
  return (
    <li className="flex items-center gap-2 text-sm">
      <span
        aria-hidden
        data-group={groups[part]}
        className={`size-2 shrink-0 rounded-xs ${part === 'free' ? 'bg-line-strong' : part === 'other' ? 'bg-faint' : 'bg-group'}`}
      />
      <span className="min-w-0 flex-1 truncate">
        {say.parts[part]}
        {counted ? <span className="figures text-mute"> · {counted}</span> : null}
      </span>
      <span className="figures">{formatBytes(bytes)}</span>
    </li>
  )
}
