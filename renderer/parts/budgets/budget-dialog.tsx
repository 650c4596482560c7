import { useId, useState } from 'react'
import { budgetTitle } from '../../../shared/budget-title.ts'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { errorOf } from '../../link/error-of.ts'
import { type BudgetForm, budgets } from '../../state/budgets-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import { Select } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { showToast } from '../../ui/toast.tsx'
import { ModelPicker } from '../models/model-picker.tsx'
import { type BudgetDraft, type DraftErrors, draftOf, fieldOf, readDraft } from './budget-draft.ts'
import { meaningOf } from './budget-words.ts'
import { ScopeFields } from './scope-fields.tsx'
import { ThresholdChips } from './threshold-chips.tsx'
import { useScopeNames } from './use-scope-names.ts'

const say = text.budgets.dialog
const none: DraftErrors = {}

type BudgetDialogProps = { form: BudgetForm; onClose: () => void }

/** Makes a budget, or changes one; says in words what it means while it is filled in. */
export function BudgetDialog({ form, onClose }: BudgetDialogProps) {
  const id = useId()
  const nameOf = useScopeNames()
  const [draft, setDraft] = useState(() => draftOf(form))
  const [wasSent, setSent] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<ErrorInfo | null>(null)
  const { terms, errors } = readDraft(draft)
  const set = (change: Partial<BudgetDraft>) => {
    setDraft((now) => ({ ...now, ...change }))
    setRefusal(null)
  }
  const refusedField = refusal ? fieldOf(refusal.field, refusal.code) : null
  const refused: DraftErrors = refusal && refusedField ? { [refusedField]: refusal.message } : none
  // Nothing is called missing before one tried to keep it; what is no number is said at once.
  const shown: DraftErrors = { ...(wasSent ? errors : typedErrors(errors)), ...refused }

  async function send(): Promise<void> {
    setSent(true)
    if (Object.keys(errors).length > 0 || isBusy) return
    setBusy(true)
    try {
      const { scope, period, ...rest } = terms
      if (form.kind === 'new') await budgets.create({ scope, period, ...rest })
      else await budgets.change(form.budget.budgetId, rest)
      showToast(say.saved, { tone: 'ok', detail: budgetTitle(terms, nameOf) })
      onClose()
    } catch (thrown) {
      setRefusal(errorOf(thrown))
      setBusy(false)
    }
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={titleOf(form, budgetTitle(terms, nameOf))}
      footer={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button type="submit" form={id} variant="primary" isBusy={isBusy}>
            {form.kind === 'new' ? say.create : say.save}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void send()
        }}
      >
        {form.kind === 'new' ? <ScopeFields draft={draft} error={shown.scope} onChange={set} /> : null}
        <div className="grid grid-cols-2 gap-3">
          <Field label={say.dollars} error={shown.limitMicroUsd}>
            <Input
              value={draft.dollars}
              onChange={(dollars) => set({ dollars })}
              placeholder={say.noLimit}
              inputMode="decimal"
              trailing="$"
              autoFocus={form.kind === 'new' ? form.scope !== undefined : form.budget.limitMicroUsd !== null}
            />
          </Field>
          <Field label={say.tokens} error={shown.limitTokens}>
            <Input
              value={draft.tokens}
              onChange={(tokens) => set({ tokens })}
              placeholder={say.noLimit}
              inputMode="numeric"
              autoFocus={form.kind === 'change' && form.budget.limitMicroUsd === null}
            />
          </Field>
        </div>
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1.5 font-semibold text-sm">{say.thresholds}</legend>
          <ThresholdChips thresholds={draft.thresholds} onChange={(thresholds) => set({ thresholds })} />
          <p className={shown.thresholds ? 'text-bad text-sm' : 'text-mute text-sm'}>
            {shown.thresholds ?? say.thresholdsHint}
          </p>
        </fieldset>
        <div className="grid grid-cols-2 items-end gap-3">
          <Field label={say.onExceed}>
            <Select
              value={draft.onExceed}
              onChange={(value) => set({ onExceed: value === 'fail' ? 'fail' : 'pause' })}
              options={(['pause', 'fail'] as const).map((value) => ({ value, label: say.onExceeds[value] }))}
            />
          </Field>
          <Field label={say.cheaper} layout="row" className="h-8 items-center!">
            <Switch isOn={draft.cheaperModel !== null} onChange={(isOn) => set({ cheaperModel: isOn ? '' : null })} />
          </Field>
        </div>
        {draft.cheaperModel === null ? null : (
          <Field label={say.cheaperModel} error={shown.cheaperModel}>
            <ModelPicker
              value={draft.cheaperModel}
              onChange={(cheaperModel) => set({ cheaperModel })}
              hasAuto={false}
            />
          </Field>
        )}
        <section aria-label={say.means} aria-live="polite" className="rounded-lg border bg-panel px-3 py-2.5 text-mute">
          {meaningOf(terms, nameOf)}
        </section>
        {refusal && !refusedField ? <ErrorNote error={refusal} /> : null}
      </form>
    </Dialog>
  )
}

function typedErrors({ limitMicroUsd, limitTokens }: DraftErrors): DraftErrors {
  return {
    ...(limitMicroUsd === say.notANumber && { limitMicroUsd }),
    ...(limitTokens === say.notANumber && { limitTokens }),
  }
}

function titleOf(form: BudgetForm, title: string): string {
  if (form.kind === 'new') return say.new
  return form.isRaise ? say.raise(title) : say.change(title)
}
