import { useState } from 'react'
import type { ErrorInfo } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'
import { Section } from '../parts/charts/section.tsx'
import { alerts, type QuietState } from '../state/alerts-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { classNames } from '../ui/class-names.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Switch } from '../ui/switch.tsx'
import { Until } from '../ui/until.tsx'

const say = text.alerts.quiet
const week = [1, 2, 3, 4, 5, 6, 0]
const isTime = (typed: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(typed)

/** The hours in which nothing is told. Each change holds at once. */
export function QuietPanel({ quiet }: { quiet: QuietState }) {
  const [error, setError] = useState<ErrorInfo | null>(null)
  const change = async (part: Partial<QuietState>) => {
    setError(null)
    try {
      await alerts.setQuietHours({ ...quiet, ...part })
    } catch (thrown) {
      setError(errorOf(thrown))
    }
  }
  const turn = (day: number) => {
    const days = quiet.days.includes(day) ? quiet.days.filter((one) => one !== day) : [...quiet.days, day]
    if (days.length > 0) void change({ days })
  }
  return (
    <Section title={say.title}>
      <p className="text-mute text-sm">{say.hint}</p>
      <Field layout="row" label={say.on} hint={say.zone}>
        <Switch isOn={quiet.isOn} onChange={(isOn) => void change({ isOn })} />
      </Field>
      {quiet.heldUntil !== null ? (
        <Badge tone="accent" icon="moon" className="self-start">
          {say.now} <Until atMs={quiet.heldUntil} />
        </Badge>
      ) : null}
      {quiet.isOn ? (
        <>
          <div className="flex gap-3">
            <TimeField label={say.from} value={quiet.from} onDone={(from) => void change({ from })} />
            <TimeField label={say.to} value={quiet.to} onDone={(to) => void change({ to })} />
          </div>
          <fieldset className="flex flex-col gap-1.5">
            <legend className="mb-1.5 font-semibold text-sm">{say.days}</legend>
            <div className="flex gap-1">
              {week.map((day) => (
                <button
                  key={day}
                  type="button"
                  aria-pressed={quiet.days.includes(day)}
                  onClick={() => turn(day)}
                  className={classNames(
                    'h-7 min-w-0 flex-1 rounded-md border text-sm transition-colors duration-100',
                    quiet.days.includes(day)
                      ? 'border-accent bg-accent-soft font-semibold text-accent'
                      : 'border-line-strong text-mute hover:text-text',
                  )}
                >
                  <span aria-hidden>{say.daysShort[day]}</span>
                  <span className="sr-only">{say.dayNames[day]}</span>
                </button>
              ))}
            </div>
          </fieldset>
          <Field layout="row" label={say.urgent} hint={say.urgentHint}>
            <Switch isOn={quiet.exceptUrgent} onChange={(exceptUrgent) => void change({ exceptUrgent })} />
          </Field>
        </>
      ) : null}
      {error ? <ErrorNote error={error} /> : null}
    </Section>
  )
}

type TimeFieldProps = { label: string; value: string; onDone: (value: string) => void }

/** Handed on when the person is done with it, so that half a time is never set. */
function TimeField({ label, value, onDone }: TimeFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const isWrong = typed !== null && !isTime(typed)
  const finish = () => {
    if (typed !== null && !isWrong && typed !== value) onDone(typed)
    if (!isWrong) setTyped(null)
  }
  return (
    <Field className="flex-1" label={label} error={isWrong ? say.time : null}>
      <Input
        value={typed ?? value}
        onChange={setTyped}
        onBlur={finish}
        onKeyDown={(event) => event.key === 'Enter' && finish()}
        inputMode="numeric"
        isMono
      />
    </Field>
  )
}
