import { lengthInWords } from '../../shared/alert-sentence.ts'
import { useChannels } from '../state/channels-store.ts'
import { text } from '../text.ts'
import { Checkbox } from '../ui/checkbox.tsx'
import { Field } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import { Select } from '../ui/select.tsx'
import { Switch } from '../ui/switch.tsx'
import type { RuleForm } from './condition-fields.tsx'

const say = text.alerts.form
const once = 'once'
const every = 'every'
const these = 'these'
const usualRepeats = [15, 60, 240, 1_440]
const minuteMs = 60_000

/** Where a rule tells, and how often. */
export function TellingFields({ draft, errors, change }: RuleForm) {
  const { channels } = useChannels()
  const { channelIds, repeatMinutes } = draft
  const turn = (channelId: string, isOn: boolean) => {
    const others = (channelIds ?? []).filter((one) => one !== channelId)
    change({ channelIds: isOn ? [...others, channelId] : others })
  }
  const repeats = [...new Set([...usualRepeats, ...(repeatMinutes === null ? [] : [repeatMinutes])])]
  return (
    <>
      <Field label={say.channels}>
        <Select
          value={channelIds === null ? every : these}
          onChange={(value) => change({ channelIds: value === every ? null : [] })}
          options={[
            { value: every, label: say.everyChannel },
            { value: these, label: say.theseChannels },
          ]}
        />
      </Field>
      {channelIds === null ? null : (
        <fieldset className="-mt-2 flex flex-col gap-1.5 pl-1" aria-label={say.theseChannels}>
          {(channels ?? []).map(({ channelId, name, isOn }) => (
            <Checkbox
              key={channelId}
              isOn={channelIds.includes(channelId)}
              onChange={(next) => turn(channelId, next)}
              label={isOn ? name : `${name} (${say.channelOff})`}
            />
          ))}
          {errors.channelIds ? (
            <p role="alert" className="flex items-center gap-1 text-bad text-sm">
              <Icon name="circle-alert" size={13} />
              {errors.channelIds}
            </p>
          ) : null}
        </fieldset>
      )}
      <Field label={say.repeat}>
        <Select
          value={repeatMinutes === null ? once : String(repeatMinutes)}
          onChange={(value) => change({ repeatMinutes: value === once ? null : Number(value) })}
          options={[
            { value: once, label: say.repeatOnce },
            ...repeats
              .sort((one, other) => one - other)
              .map((minutes) => ({
                value: String(minutes),
                label: say.repeatEvery(lengthInWords(minutes * minuteMs).replace(/^1 /, '')),
              })),
          ]}
        />
      </Field>
      <Field layout="row" label={say.recovery}>
        <Switch isOn={draft.saysRecovery} onChange={(saysRecovery) => change({ saysRecovery })} />
      </Field>
      <Field layout="row" label={say.urgent} hint={say.urgentHint}>
        <Switch isOn={draft.isUrgent} onChange={(isUrgent) => change({ isUrgent })} />
      </Field>
    </>
  )
}
