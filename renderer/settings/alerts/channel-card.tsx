import { useState } from 'react'
import type { Channel, ChannelTarget } from '../../../shared/contract/channels.ts'
import type { Connection } from '../../../shared/contract/integrations.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { errorOf } from '../../link/error-of.ts'
import { channels } from '../../state/channels-store.ts'
import { useIntegrations } from '../../state/integrations-store.ts'
import { text } from '../../text.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import { Switch } from '../../ui/switch.tsx'
import { ChannelDialog } from './channel-dialog.tsx'

const say = text.channels

export const channelIcons: Record<ChannelTarget['kind'], IconName> = {
  desktop: 'monitor',
  email: 'mail',
  sendgrid: 'send',
  slack: 'message-square',
  'slack-app': 'message-square',
  webhook: 'webhook',
}

type Outcome = { said: string } | { error: ErrorInfo } | null

/** One channel: where it leads, a switch, and a test whose answer is shown in its place. */
export function ChannelCard({ channel }: { channel: Channel }) {
  const { channelId, name, target, isOn } = channel
  const connections = useIntegrations((state) => state.connections)
  const place = placeOf(channel, connections ?? [])
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null)
  const [isTesting, setTesting] = useState(false)
  const [outcome, setOutcome] = useState<Outcome>(null)

  /** What goes wrong with one call for this card is shown on it. */
  const attempt = async (action: () => Promise<Outcome>) => {
    setOutcome(null)
    try {
      setOutcome(await action())
    } catch (thrown) {
      setOutcome({ error: errorOf(thrown) })
    }
  }
  const test = async () => {
    setTesting(true)
    await attempt(async () => ({ said: await channels.test(channelId) }))
    setTesting(false)
  }
  const set = (next: boolean) =>
    attempt(async () => {
      await channels.change(channelId, { isOn: next })
      return null
    })

  return (
    <li className="flex flex-col">
      <div className="flex items-center gap-3 px-4 py-3">
        <span className="flex size-8 shrink-0 items-center justify-center rounded-lg border bg-sunken text-mute">
          <Icon name={channelIcons[target.kind]} size={16} />
        </span>
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-2">
            <h4 className="truncate font-semibold">{name}</h4>
            {isOn ? null : <Badge>{say.off}</Badge>}
          </div>
          <p className="truncate text-mute text-sm" title={place}>
            {place}
          </p>
        </div>
        <Button size="sm" isBusy={isTesting} aria-label={say.testLabel(name)} onClick={test}>
          {say.test}
        </Button>
        <Switch isOn={isOn} onChange={set} label={say.switchLabel(name)} />
        {target.kind === 'desktop' ? (
          <span className="w-6" />
        ) : (
          <Menu
            trigger={<IconButton icon="ellipsis" size="sm" label={say.more(name)} />}
            items={[
              { label: text.common.edit, icon: 'pencil', onSelect: () => setOpen('edit') },
              { kind: 'separator' },
              { label: text.common.remove, icon: 'trash-2', isDanger: true, onSelect: () => setOpen('remove') },
            ]}
          />
        )}
      </div>
      <div role="status" className="empty:hidden">
        {isTesting ? <p className="px-4 pb-3 text-mute text-sm">{say.testing}</p> : null}
        {outcome && 'said' in outcome ? (
          <p className="wrap-anywhere flex items-start gap-2 px-4 pb-3 text-ok text-sm">
            <Icon name="circle-check" size={14} className="mt-0.5" />
            {say.testOk(outcome.said)}
          </p>
        ) : null}
      </div>
      {outcome && 'error' in outcome ? <ErrorNote error={outcome.error} className="mx-4 mb-3" /> : null}
      {open === 'edit' && target.kind !== 'desktop' ? (
        <ChannelDialog kind={target.kind} channel={channel} onClose={() => setOpen(null)} />
      ) : null}
      <ConfirmDialog
        isOpen={open === 'remove'}
        onClose={() => setOpen(null)}
        title={say.removeTitle(name)}
        description={say.removeBody}
        confirmLabel={text.common.remove}
        isDanger
        onConfirm={() =>
          attempt(async () => {
            await channels.remove(channelId)
            return null
          })
        }
      />
    </li>
  )
}

function placeOf({ target, urlHint }: Channel, connections: readonly Connection[]): string {
  if (target.kind === 'desktop') return say.places.desktop
  if (target.kind === 'email') return say.places.email(target.to.join(', '), `${target.host}:${target.port}`)
  if (target.kind === 'sendgrid') return say.places.sendgrid(target.to.join(', '), target.region)
  if (target.kind === 'slack-app') {
    const connection = connections.find(({ connectionId }) => connectionId === target.connectionId)
    return say.places.slackApp(target.channelName || target.channelId, connection?.title ?? say.places.goneConnection)
  }
  return urlHint ?? ''
}
