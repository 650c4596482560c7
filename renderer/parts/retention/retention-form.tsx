import type { Retention } from '../../../shared/workflow/workflow.ts'
import { text } from '../../text.ts'
import { AmountField } from '../../ui/amount-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { modeOf, type RetentionMode, retentionLimits, retentionOf, retentionWords } from './retention-fields.ts'

type RetentionFormProps = {
  label: string
  hint?: string
  /** undefined: as the app's settings say. */
  value: Retention | undefined
  /** What the app's settings say; left out where this is the app's settings itself. */
  app?: Retention
  /** Modes that make no sense here. */
  without?: readonly RetentionMode[]
  isDisabled?: boolean
  /** Each key counts, where what is typed does nothing by itself. Else a number counts when its field is left. */
  isLive?: boolean
  onChange: (value: Retention | undefined) => void
}

const modes: readonly RetentionMode[] = ['app', 'days', 'runs', 'both', 'ever']

/** How long runs are kept: a choice, and the numbers it takes. */
export function RetentionForm({
  label,
  hint,
  value,
  app,
  without = [],
  isDisabled,
  isLive,
  onChange,
}: RetentionFormProps) {
  const say = text.storage.retention
  const mode = modeOf(value)
  const offered = modes.filter((known) => !without.includes(known) && (known !== 'app' || app !== undefined))
  const put = (name: keyof Retention) => (number: number | undefined) => {
    if (number !== undefined && number !== value?.[name]) onChange({ ...value, [name]: number })
  }
  const when = isLive ? 'onChange' : 'onDone'
  return (
    <div className="flex flex-col gap-3">
      <Field label={label} hint={hint}>
        <Select
          value={mode}
          isDisabled={isDisabled}
          onChange={(next) => {
            const chosen = offered.find((known) => known === next)
            if (chosen !== undefined && chosen !== mode) onChange(retentionOf(chosen, value))
          }}
          options={offered.map((known) => ({
            value: known,
            label: known === 'app' && app ? say.asApp(retentionWords(app)) : say.modes[known],
          }))}
        />
      </Field>
      {value?.days !== undefined || value?.runs !== undefined ? (
        <div className="grid grid-cols-2 gap-3">
          {value.days === undefined ? null : (
            <AmountField
              label={say.days}
              value={value.days}
              limits={retentionLimits.days}
              isDisabled={isDisabled}
              {...{ [when]: put('days') }}
            />
          )}
          {value.runs === undefined ? null : (
            <AmountField
              label={say.runs}
              value={value.runs}
              limits={retentionLimits.runs}
              isDisabled={isDisabled}
              {...{ [when]: put('runs') }}
            />
          )}
        </div>
      ) : null}
    </div>
  )
}
