import { changeSettings, useSettings } from '../state/settings-store.ts'
import { text } from '../text.ts'
import { AmountField } from '../ui/amount-field.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { Panel } from './panel.tsx'
import { TimeZoneField } from './time-zone-field.tsx'

const say = text.settings.runs
const atOnce = { min: 1, max: 1000, isInteger: true }
const ports = { min: 0, max: 65_535, isInteger: true }

/** How many runs go on at once, where webhooks arrive, and where days of costs begin. */
export function RunsSection() {
  const settings = useSettings((state) => state.settings)
  if (!settings) return <Skeleton className="h-40 rounded-xl" />
  const { runsAtOnce, webhookPort, timeZone } = settings
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
        <AmountField
          layout="row"
          className="px-4 py-3"
          label={say.port}
          hint={say.portHint}
          value={webhookPort}
          limits={ports}
          onDone={(next) => {
            if (next !== undefined && next !== webhookPort) void changeSettings({ webhookPort: next })
          }}
        />
        <TimeZoneField zone={timeZone} onChange={(next) => void changeSettings({ timeZone: next })} />
      </Panel>
    </>
  )
}
