import { useEffect, useState } from 'react'
import { channels, useChannels } from '../state/channels-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ChannelCard, channelIcons } from './alerts/channel-card.tsx'
import { ChannelDialog } from './alerts/channel-dialog.tsx'
import type { AddedKind } from './alerts/channel-draft.ts'
import { DeliveryList } from './alerts/delivery-list.tsx'

const say = text.channels
const kinds: readonly AddedKind[] = ['email', 'sendgrid', 'slack', 'slack-app', 'webhook']

/** Where alerts go, and what became of those that were sent. */
export function AlertsSection() {
  const { channels: list, deliveries, error } = useChannels()
  const [adding, setAdding] = useState<AddedKind | null>(null)
  useEffect(() => channels.follow(), [])
  if (!list) {
    if (!error) {
      return (
        <div role="status" aria-label={text.common.loading} className="flex flex-col gap-5">
          <Skeleton className="h-24 rounded-xl" />
          <Skeleton className="h-40 rounded-xl" />
        </div>
      )
    }
    return (
      <ErrorNote
        error={error}
        action={
          <Button size="sm" onClick={channels.load}>
            {text.common.retry}
          </Button>
        }
      />
    )
  }
  const items = kinds.map((kind) => ({
    label: say.kinds[kind],
    icon: channelIcons[kind],
    onSelect: () => setAdding(kind),
  }))
  return (
    <>
      <div className="-mt-3 flex items-start justify-between gap-6">
        <p className="max-w-[560px] text-mute">{say.intro}</p>
        <Menu
          trigger={
            <Button icon="plus" variant="primary">
              {say.add}
            </Button>
          }
          items={items}
        />
      </div>
      {error ? <ErrorNote error={error} /> : null}
      <ul className="divide-y rounded-xl border bg-panel shadow-card">
        {list.map((channel) => (
          <ChannelCard key={channel.channelId} channel={channel} />
        ))}
      </ul>
      {list.some(({ isOn }) => isOn) ? null : (
        <p className="flex items-center gap-2 text-sm text-warn">
          <Icon name="triangle-alert" size={14} />
          {say.allOff}
        </p>
      )}
      <DeliveryList deliveries={deliveries} />
      {adding ? <ChannelDialog kind={adding} channel={null} onClose={() => setAdding(null)} /> : null}
    </>
  )
}
