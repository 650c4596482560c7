import { lengthInWords } from '../../shared/alert-sentence.ts'
import type { AlertKind } from '../../shared/contract/alerts.ts'
import { text } from '../text.ts'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import { amounts, hasFewest, hasWindow, type RuleDraft, type RuleErrors, type Unit } from './rule-draft.ts'

const say = text.alerts.form
const minuteMs = 60_000
const usualWindows = [15, 60, 360, 1_440, 10_080, 43_200]

export type RuleForm = { draft: RuleDraft; errors: RuleErrors; change: (part: Partial<RuleDraft>) => void }

/** What an amount is called, its unit where that is one word, and what there is to know about it. */
const words: Record<AlertKind, { label: string; unit?: string; hint?: string }> = {
  'run-failed': { label: '' },
  'failed-in-a-row': { label: say.runs, unit: say.unitRuns },
  'failure-rate': { label: say.percent, unit: '%' },
  'run-duration': { label: say.longest, hint: say.longestHint },
  latency: { label: say.slower },
  cost: { label: say.money, unit: 'USD', hint: say.moneyHint },
  tokens: { label: say.tokens, unit: say.unitTokens },
  'nothing-ran': { label: say.quietFor, hint: say.quietForHint },
  'queue-stuck': { label: say.stuckFor },
  'connection-expiring': { label: say.days, hint: say.daysHint },
  'disk-nearly-full': { label: say.megabytes, unit: 'MB' },
}

/** The limits of a condition, as its kind has them. */
export function ConditionFields({ draft, errors, change }: RuleForm) {
  const { kind } = draft
  return (
    <>
      {kind === 'latency' ? (
        <Field label={say.percentile}>
          <Select
            value={draft.percentile}
            onChange={(value) => change({ percentile: value === 'p50' ? 'p50' : 'p95' })}
            options={(['p50', 'p95'] as const).map((value) => ({ value, label: say.percentiles[value], note: value }))}
          />
        </Field>
      ) : null}
      <div className="flex items-start gap-3 empty:hidden">
        <Amount draft={draft} errors={errors} change={change} />
        {hasWindow(kind) ? (
          <Field className="flex-1" label={say.window}>
            <Select
              value={draft.windowMinutes}
              onChange={(windowMinutes) => change({ windowMinutes })}
              options={windowsWith(Number(draft.windowMinutes)).map((minutes) => ({
                value: String(minutes),
                label: lengthInWords(minutes * minuteMs),
              }))}
            />
          </Field>
        ) : null}
      </div>
      {hasFewest(kind) ? (
        <Field
          label={kind === 'latency' ? say.fewestCalls : say.fewestRuns}
          hint={kind === 'latency' ? say.fewestCallsHint : say.fewestRunsHint}
          error={errors.fewest}
        >
          <Input
            value={draft.fewest}
            onChange={(fewest) => change({ fewest })}
            inputMode="numeric"
            trailing={kind === 'latency' ? say.unitCalls : say.unitRuns}
          />
        </Field>
      ) : null}
    </>
  )
}

function Amount({ draft, errors, change }: RuleForm) {
  const { kind, unit } = draft
  const amount = amounts[kind]
  if (!amount) return null
  const { label, unit: word, hint } = words[kind]
  const { units } = amount
  return (
    <>
      <Field className="flex-1" label={label} hint={hint} error={errors.amount}>
        <Input
          value={draft.amount}
          onChange={(value) => change({ amount: value })}
          inputMode="decimal"
          {...(word !== undefined && { trailing: word })}
        />
      </Field>
      {units ? (
        <div className="w-32 shrink-0 pt-[22px]">
          <Select
            label={say.unitLabel(label)}
            value={unit}
            onChange={(value) => change({ unit: units.find((one) => one === value) ?? unit })}
            options={units.map((value: Unit) => ({ value, label: say.units[value] }))}
          />
        </div>
      ) : null}
    </>
  )
}

/** The usual ones, and what it is set to. */
function windowsWith(minutes: number): number[] {
  return [...new Set([...usualWindows, minutes])].sort((one, other) => one - other)
}
