import { type ReactNode, useEffect } from 'react'
import type { About } from '../../shared/contract/settings.ts'
import { shell } from '../link/client.ts'
import { hrefOf } from '../state/route-store.ts'
import { loadAbout, useSettings } from '../state/settings-store.ts'
import { text } from '../text.ts'
import { Badge, type BadgeTone } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { showToast } from '../ui/toast.tsx'
import { Panel, PanelRow } from './panel.tsx'

const words = text.settings.data

export function DataSection() {
  const about = useSettings((state) => state.about)
  useEffect(() => {
    void loadAbout()
  }, [])
  if (!about) return <Skeleton className="h-64 rounded-xl" />
  return (
    <>
      <Panel>
        <PanelRow
          title={words.folder}
          hint={
            <>
              {words.folderHint}{' '}
              <a
                href={hrefOf({ screen: 'settings', section: 'storage' })}
                className="rounded-sm font-medium text-accent hover:underline"
              >
                {text.storage.room}
              </a>
            </>
          }
        >
          <Path path={about.dataDir}>
            {shell ? (
              <IconButton
                icon="folder-open"
                size="sm"
                label={words.openFolder}
                onClick={() => void shell?.openDataFolder()}
              />
            ) : null}
          </Path>
        </PanelRow>
        <PanelRow title={words.files} hint={words.filesHint}>
          <Path path={about.filesDir} />
        </PanelRow>
        <PanelRow title={words.keys} hint={about.secretsNote}>
          <SecretsBadge secrets={about.secrets} />
        </PanelRow>
      </Panel>
      <Panel>
        <div className="flex gap-3 px-4 py-3">
          <Icon name="shield-check" size={18} className="mt-px text-ok" />
          <div>
            <h3 className="font-semibold">{words.leaves}</h3>
            <p className="text-mute text-sm">{words.leavesBody}</p>
          </div>
        </div>
      </Panel>
      <Panel>
        <PanelRow title={words.version}>
          <span className="figures text-mute">{about.version}</span>
        </PanelRow>
        <PanelRow title={words.host}>
          <span className="text-mute">{words.hosts[about.host]}</span>
        </PanelRow>
      </Panel>
    </>
  )
}

function Path({ path, children }: { path: string; children?: ReactNode }) {
  const copy = async () => {
    await navigator.clipboard.writeText(path)
    showToast(words.copied, { tone: 'ok' })
  }
  return (
    <>
      <code title={path} className="min-w-0 break-all rounded-sm bg-sunken px-1.5 py-0.5 font-mono text-sm">
        {path}
      </code>
      <IconButton icon="copy" size="sm" label={words.copyPath} onClick={() => void copy()} />
      {children}
    </>
  )
}

/** The system's keychain and a passphrase of one's own count as strong; anything else is said to be weaker. */
const secretsLooks: Record<string, { label: string; tone: BadgeTone }> = {
  'os-keychain': { label: words.keysKind['os-keychain'], tone: 'ok' },
  passphrase: { label: words.keysKind.passphrase, tone: 'ok' },
  'key-file': { label: words.keysKind['key-file'], tone: 'warn' },
  none: { label: words.keysKind.none, tone: 'bad' },
}

function SecretsBadge({ secrets }: Pick<About, 'secrets'>) {
  const look = secretsLooks[secrets]
  return (
    <Badge tone={look?.tone ?? 'plain'} icon={look?.tone === 'ok' ? 'lock' : 'triangle-alert'}>
      {look?.label ?? secrets}
    </Badge>
  )
}
