import { useState } from 'react'
import { alertSentence, lengthInWords } from '../../shared/alert-sentence.ts'
import type { AlertRule } from '../../shared/contract/alerts.ts'
import { alerts } from '../state/alerts-store.ts'
import { useChannels } from '../state/channels-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Switch } from '../ui/switch.tsx'
import { showToast } from '../ui/toast.tsx'
import { useAlertNames } from './use-alert-names.ts'
import { useAttempt } from './use-attempt.ts'

const say = text.alerts.rules
const minuteMs = 60_000

/** One rule: when it tells, where to, and whether it is true now. */
export function RuleRow({ rule, onEdit }: { rule: AlertRule; onEdit: () => void }) {
  const { ruleId, name, condition, about, isOn, firingSince, problem } = rule
  const names = useAlertNames()
  const { attempt } = useAttempt()
  const [isRemoving, setRemoving] = useState(false)
  const test = () =>
    attempt(async () => {
      showToast(say.tested(await alerts.test(ruleId)))
    })
  const set = (next: boolean) =>
    attempt(async () => {
      await alerts.change(ruleId, { isOn: next })
    })
  return (
    <li className="flex items-start gap-3 py-2.5">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <h3 className="wrap-anywhere min-w-0 font-semibold">{name}</h3>
          {firingSince !== null ? (
            <Badge tone="bad">
              {say.firing} <RelativeTime atMs={firingSince} />
            </Badge>
          ) : null}
          {isOn ? null : <Badge>{say.off}</Badge>}
        </div>
        <p className="wrap-anywhere text-sm">
          {say.tellMe} {alertSentence(condition, about, names)}.
        </p>
        <p className="wrap-anywhere text-mute text-sm">{useWays(rule).join(' · ')}</p>
        {problem !== null && isOn ? (
          <p className="wrap-anywhere mt-0.5 flex items-start gap-1.5 text-sm text-warn">
            <Icon name="triangle-alert" size={13} className="mt-[3px]" />
            {problem}
          </p>
        ) : null}
      </div>
      <div className="flex shrink-0 items-center gap-2">
        <Switch isOn={isOn} onChange={set} label={say.switchLabel(name)} />
        <Menu
          trigger={<IconButton icon="ellipsis" size="sm" label={say.more(name)} />}
          items={[
            { label: say.edit, icon: 'pencil', onSelect: onEdit },
            { label: say.test, icon: 'send', onSelect: test },
            { kind: 'separator' },
            { label: say.remove, icon: 'trash-2', isDanger: true, onSelect: () => setRemoving(true) },
          ]}
        />
      </div>
      <ConfirmDialog
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        title={say.removeTitle(name)}
        description={say.removeBody}
        confirmLabel={text.common.remove}
        isDanger
        onConfirm={() => attempt(() => alerts.remove(ruleId))}
      />
    </li>
  )
}

/** Where it tells, and how. */
function useWays({ channelIds, repeatMinutes, isUrgent }: AlertRule): string[] {
  const { channels } = useChannels()
  const named = (channelIds ?? []).flatMap((id) => channels?.find(({ channelId }) => channelId === id)?.name ?? [])
  return [
    channelIds === null ? say.toAll : named.length > 0 ? say.to(named.join(', ')) : say.toGone,
    ...(repeatMinutes === null ? [] : [say.repeats(lengthInWords(repeatMinutes * minuteMs))]),
    ...(isUrgent ? [say.urgent] : []),
  ]
}
