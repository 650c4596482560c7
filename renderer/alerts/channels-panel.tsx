import { Section } from '../parts/charts/section.tsx'
import { useChannels } from '../state/channels-store.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'

const say = text.alerts.channels

/** Where alerts go, in short; they are set up in the settings. */
export function ChannelsPanel() {
  const { channels } = useChannels()
  const list = channels ?? []
  return (
    <Section title={say.title}>
      <ul className="flex flex-col gap-1.5">
        {list.map(({ channelId, name, isOn }) => (
          <li key={channelId} className="flex items-center justify-between gap-2">
            <span className="min-w-0 truncate">{name}</span>
            <Badge tone={isOn ? 'ok' : 'plain'}>{isOn ? say.on : say.off}</Badge>
          </li>
        ))}
      </ul>
      {channels !== null && !list.some(({ isOn }) => isOn) ? (
        <p className="flex items-start gap-2 text-sm text-warn">
          <Icon name="triangle-alert" size={14} className="mt-0.5" />
          {say.none}
        </p>
      ) : null}
      <a
        href={hrefOf({ screen: 'settings', section: 'alerts' })}
        className="self-start rounded-xs font-medium text-accent text-sm hover:underline"
      >
        {say.set}
      </a>
    </Section>
  )
}
