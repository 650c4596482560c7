import type { StorageUsage } from '../../../shared/contract/storage.ts'
import { hrefOf } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { formatBytes } from '../../ui/format.ts'
import { Panel, PanelRow } from '../panel.tsx'

const say = text.storage

/** How much room the backups take, and the way to them. */
export function BackupRoom({ backups }: Pick<StorageUsage, 'backups'>) {
  const bytes = backups.reduce((sum, backup) => sum + backup.bytes, 0)
  return (
    <Panel>
      <PanelRow title={say.backups} hint={backups.length === 0 ? say.noBackups : say.backupsRoom(backups.length)}>
        <span className="figures py-1">{formatBytes(bytes)}</span>
        <a
          href={hrefOf({ screen: 'settings', section: 'backups' })}
          className="rounded-sm py-1 font-medium text-accent hover:underline"
        >
          {say.showBackups}
        </a>
      </PanelRow>
    </Panel>
  )
}
