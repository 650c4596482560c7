import { useState } from 'react'
import type { Backup } from '../../../shared/contract/backups.ts'
import { type BackupsView, backups } from '../../state/backups-store.ts'
import { text } from '../../text.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { formatBytes, formatDateTime } from '../../ui/format.ts'
import { Menu } from '../../ui/menu.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { showToast } from '../../ui/toast.tsx'
import { useAttempt } from '../storage/use-attempt.ts'
import { RestoreDialog } from './restore-dialog.tsx'

const say = text.backups
const cell = 'px-3 first:pl-4 last:pr-2'

/** Every backup there is, newest first. */
export function BackupList({ view }: { view: BackupsView }) {
  const [restoring, setRestoring] = useState<Backup | null>(null)
  return (
    <section aria-labelledby="backups-heading" className="flex flex-col gap-2.5">
      <h3 id="backups-heading" className="font-semibold text-md">
        {say.list}
      </h3>
      {view.backups.length === 0 ? (
        <div className="rounded-xl border bg-panel shadow-card">
          <EmptyState icon="archive" title={say.emptyTitle} body={say.emptyBody} />
        </div>
      ) : (
        <div className="overflow-hidden rounded-xl border bg-panel shadow-card">
          <table aria-labelledby="backups-heading" className="w-full table-fixed text-left">
            <thead className="text-mute text-sm">
              <tr className="h-9 border-b">
                <th scope="col" className={`${cell} w-28 font-medium`}>
                  {say.columns.at}
                </th>
                <th scope="col" className={`${cell} w-36 font-medium`}>
                  {say.columns.why}
                </th>
                <th scope="col" className={`${cell} font-medium`}>
                  {say.columns.holds}
                </th>
                <th scope="col" className={`${cell} w-24 text-right font-medium`}>
                  {say.columns.bytes}
                </th>
                <th scope="col" className={`${cell} w-28 font-medium`}>
                  {say.columns.state}
                </th>
                <td className={`${cell} w-34`} />
              </tr>
            </thead>
            <tbody className="divide-y">
              {view.backups.map((backup) => (
                <BackupRow key={backup.path} backup={backup} onRestore={() => setRestoring(backup)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {restoring ? <RestoreDialog backup={restoring} onClose={() => setRestoring(null)} /> : null}
    </section>
  )
}

function BackupRow({ backup, onRestore }: { backup: Backup; onRestore: () => void }) {
  const { fileName, path, at, why, bytes, counts } = backup
  const [isRemoving, setRemoving] = useState(false)
  const { isBusy, attempt } = useAttempt()
  const name = formatDateTime(at)
  const verify = () =>
    attempt(async () => {
      const { problem } = await backups.verify(fileName)
      showToast(problem ?? say.isWhole, { tone: problem ? 'bad' : 'ok' })
    })
  const copyPath = async () => {
    await navigator.clipboard.writeText(path)
    showToast(say.pathCopied, { tone: 'ok' })
  }
  return (
    <tr className="h-11" title={fileName}>
      <td className={cell}>
        <RelativeTime atMs={at} />
      </td>
      <td className={`${cell} truncate`} title={say.why[why]}>
        {say.why[why]}
      </td>
      <td className={`${cell} truncate`} title={counts ? say.counts(counts) : undefined}>
        {counts ? say.shortCounts(counts) : <span className="text-mute">{say.unknownCounts}</span>}
      </td>
      <td className={`${cell} figures text-right`}>{formatBytes(bytes)}</td>
      <td className={cell}>
        <State backup={backup} />
      </td>
      <td className={cell}>
        <div className="flex items-center justify-end gap-1.5">
          <Button size="sm" isBusy={isBusy} aria-label={say.restoreOne(name)} onClick={onRestore}>
            {say.restore}
          </Button>
          <Menu
            trigger={<IconButton icon="ellipsis" size="sm" label={say.more(name)} />}
            items={[
              { label: say.verify, icon: 'shield-check', onSelect: () => void verify() },
              { label: say.copyPath, icon: 'copy', onSelect: () => void copyPath() },
              { kind: 'separator' },
              { label: say.remove, icon: 'trash-2', isDanger: true, onSelect: () => setRemoving(true) },
            ]}
          />
        </div>
        <ConfirmDialog
          isOpen={isRemoving}
          onClose={() => setRemoving(false)}
          title={say.removeTitle}
          description={say.removeBody(fileName)}
          confirmLabel={say.remove}
          isDanger
          onConfirm={async () => void (await attempt(() => backups.remove(fileName)))}
        />
      </td>
    </tr>
  )
}

function State({ backup: { problem, verifiedAt } }: { backup: Backup }) {
  if (problem) {
    return (
      <span title={problem}>
        <Badge tone="bad" icon="circle-alert">
          {say.broken}
        </Badge>
      </span>
    )
  }
  if (verifiedAt === null) return <Badge>{say.unread}</Badge>
  return (
    <Badge tone="ok" icon="circle-check">
      {say.whole}
    </Badge>
  )
}
