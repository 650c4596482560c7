import { useState } from 'react'
import type { StorageUsage } from '../../../shared/contract/storage.ts'
import { storage } from '../../state/storage-store.ts'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { formatBytes } from '../../ui/format.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { useAttempt } from './use-attempt.ts'

const say = text.storage

/** Copies of the database from before updates. */
export function BackupList({ backups }: Pick<StorageUsage, 'backups'>) {
  const [removing, setRemoving] = useState<string | null>(null)
  const { attempt } = useAttempt()
  return (
    <section aria-labelledby="backups-heading" className="flex flex-col gap-2.5">
      <div>
        <h3 id="backups-heading" className="font-semibold text-md">
          {say.backups}
        </h3>
        <p className="text-mute text-sm">{backups.length > 0 ? say.backupsHint : say.noBackups}</p>
      </div>
      {backups.length > 0 ? (
        <ul className="divide-y rounded-xl border bg-panel shadow-card">
          {backups.map(({ fileName, bytes, at }) => (
            <li key={fileName} className="flex h-10 items-center gap-4 pr-2 pl-4">
              <code title={fileName} className="min-w-0 flex-1 truncate font-mono text-sm">
                {fileName}
              </code>
              <RelativeTime atMs={at} className="text-mute" />
              <span className="figures w-20 text-right">{formatBytes(bytes)}</span>
              <IconButton
                icon="trash-2"
                size="sm"
                label={say.removeBackup(fileName)}
                onClick={() => setRemoving(fileName)}
              />
            </li>
          ))}
        </ul>
      ) : null}
      <ConfirmDialog
        isOpen={removing !== null}
        onClose={() => setRemoving(null)}
        title={say.removeBackupTitle}
        description={say.removeBackupBody(removing ?? '')}
        confirmLabel={text.common.remove}
        isDanger
        onConfirm={async () => {
          if (removing !== null) await attempt(() => storage.removeBackup(removing))
        }}
      />
    </section>
  )
}
