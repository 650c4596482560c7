import type { Workflow } from '../../../shared/workflow/workflow.ts'
import { RetentionForm } from '../../parts/retention/retention-form.tsx'
import { useSettings } from '../../state/settings-store.ts'
import { text } from '../../text.ts'
import { AmountField } from '../../ui/amount-field.tsx'

type Settings = NonNullable<Workflow['settings']>
type Limit = 'concurrency' | 'runsAtOnce' | 'timeoutMs' | 'retention'

type WorkflowLimitsProps = {
  settings: Settings
  isReadOnly: boolean
  /** `typing`: one of many small changes to the same setting, which are one step for undo. */
  onChange: (settings: Settings, name: Limit, how: 'typing' | 'choosing') => void
  onLeave: () => void
}

const usualConcurrency = 8
const minuteMs = 60_000
const atOnce = { min: 1, max: 1000, isInteger: true }
const minutes = { min: 0.1, max: 30 * 24 * 60, isInteger: false }

/** How much of it may run at once, how long a run may take, and how long runs are kept. */
export function WorkflowLimits({ settings, isReadOnly, onChange, onLeave }: WorkflowLimitsProps) {
  const app = useSettings((state) => state.settings)
  const say = text.inspector.workflow
  const put = (name: Limit, value: Settings[Limit], how: 'typing' | 'choosing' = 'typing') =>
    onChange(withSetting(settings, name, value), name, how)
  return (
    <section aria-label={say.limits} className="flex flex-col gap-4 border-t pt-4">
      <h3 className="font-semibold text-base">{say.limits}</h3>
      <AmountField
        label={say.timeout}
        hint={say.timeoutHint}
        placeholder={say.timeoutNone}
        value={settings.timeoutMs === undefined ? undefined : settings.timeoutMs / minuteMs}
        limits={minutes}
        isDisabled={isReadOnly}
        onChange={(value) => put('timeoutMs', value === undefined ? undefined : Math.round(value * minuteMs))}
        onDone={onLeave}
      />
      <AmountField
        label={say.runsAtOnce}
        hint={say.runsAtOnceHint}
        placeholder={app ? String(app.runsAtOnce) : undefined}
        value={settings.runsAtOnce}
        limits={atOnce}
        isDisabled={isReadOnly}
        onChange={(value) => put('runsAtOnce', value)}
        onDone={onLeave}
      />
      <AmountField
        label={say.concurrency}
        hint={say.concurrencyHint}
        placeholder={String(usualConcurrency)}
        value={settings.concurrency}
        limits={atOnce}
        isDisabled={isReadOnly}
        onChange={(value) => put('concurrency', value)}
        onDone={onLeave}
      />
      <RetentionForm
        label={say.retention}
        hint={say.retentionHint}
        value={settings.retention}
        app={app?.retention ?? {}}
        isDisabled={isReadOnly}
        onChange={(value) => put('retention', value, 'choosing')}
      />
    </section>
  )
}

/** The settings with one of them changed; undefined takes it out. */
export function withSetting<Name extends keyof Settings>(
  settings: Settings,
  name: Name,
  value: Settings[Name] | undefined,
): Settings {
  const { [name]: _, ...rest } = settings
  return (value === undefined ? rest : { ...rest, [name]: value }) as Settings // only `name` was taken out, and all are optional
}
