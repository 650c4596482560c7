import { changeSettings, useSettings } from '../state/settings-store.ts'
import { text } from '../text.ts'
import { AmountField } from '../ui/amount-field.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Panel } from './panel.tsx'
import { TimeZoneField } from './time-zone-field.tsx'
import { WebhooksPanel } from './webhooks-panel.tsx'

const say = text.settings.runs
const atOnce = { min: 1, max: 1000, isInteger: true }

/** How many runs go on at once, where days of costs begin, and where webhooks arrive. */
export function RunsSection() {
  const settings = useSettings((state) => state.settings)
  if (!settings) return <Skeleton className="h-40 rounded-xl" />
  const { runsAtOnce, timeZone } = settings
  return (
    <>
      <p className="-mt-3 text-mute">{say.triggersNote}</p>
      <Panel>
        <AmountField
          layout="row"
          className="px-4 py-3"
          label={say.atOnce}
          hint={say.atOnceHint}
          value={runsAtOnce}
          limits={atOnce}
          onDone={(next) => {
            if (next !== undefined && next !== runsAtOnce) void changeSettings({ runsAtOnce: next })
          }}
        />
        <TimeZoneField zone={timeZone} onChange={(next) => void changeSettings({ timeZone: next })} />
      </Panel>
      <WebhooksPanel settings={settings} />
    </>
  )
}
