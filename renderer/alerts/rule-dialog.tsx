import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { alertSentence } from '../../shared/alert-sentence.ts'
import type { AlertKind, AlertRule } from '../../shared/contract/alerts.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'
import { alerts } from '../state/alerts-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'
import { AboutFields } from './about-fields.tsx'
import { ConditionFields } from './condition-fields.tsx'
import { checkRule, draftOfRule, hasRuns, ofKind, type RuleDraft, type RuleErrors, termsOf } from './rule-draft.ts'
import { TellingFields } from './telling-fields.tsx'
import { useAlertNames } from './use-alert-names.ts'

const say = text.alerts.form
const kinds = Object.keys(say.kinds) as AlertKind[] // of that record

/** A new rule, or what one is set to, with the sentence it makes. */
export function RuleDialog({ rule, onClose }: { rule: AlertRule | null; onClose: () => void }) {
  const formId = useId()
  const names = useAlertNames()
  const [draft, setDraft] = useState(() => draftOfRule(rule))
  const [errors, setErrors] = useState<RuleErrors>({})
  const [refusal, setRefusal] = useState<ErrorInfo | null>(null)
  const [isBusy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  // What is wrong may lie below the dialog's edge. Only after a try to send it: `errors` shrinks while one types.
  const [sends, setSends] = useState(0)
  useEffect(() => {
    if (sends > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [sends])

  const change = (part: Partial<RuleDraft>) => {
    setDraft({ ...draft, ...part })
    setErrors(Object.fromEntries(Object.entries(errors).filter(([key]) => !(key in part))))
    setRefusal(null)
  }
  const chooseKind = (value: string) => {
    const kind = kinds.find((one) => one === value)
    if (!kind) return
    setDraft(ofKind(draft, kind))
    setErrors({})
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const found = checkRule(draft)
    setErrors(found)
    setSends(sends + 1)
    if (Object.keys(found).length > 0 || isBusy) return
    setBusy(true)
    try {
      if (rule) await alerts.change(rule.ruleId, termsOf(draft))
      else await alerts.create(termsOf(draft))
      onClose()
    } catch (thrown) {
      setRefusal(errorOf(thrown))
      setBusy(false)
    }
  }
  const { condition, about } = termsOf(draft)
  const isWhole = !checkRule(draft).amount && !checkRule(draft).fewest
  const parts = { draft, errors, change }
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={rule ? say.editTitle : say.newTitle}
      description={isWhole ? `${text.alerts.rules.tellMe} ${alertSentence(condition, about ?? {}, names)}.` : ''}
      footer={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={isBusy}>
            {rule ? text.common.save : text.common.add}
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label={say.kind}>
          <Select
            value={draft.kind}
            onChange={chooseKind}
            options={kinds.map((value) => ({ value, label: say.kinds[value] }))}
          />
        </Field>
        <ConditionFields {...parts} />
        {hasRuns(draft.kind) ? <AboutFields {...parts} /> : null}
        <TellingFields {...parts} />
        <Field label={say.name} hint={say.nameHint} error={errors.name}>
          <Input value={draft.name} onChange={(name) => change({ name })} />
        </Field>
        {refusal ? <ErrorNote error={refusal} /> : null}
      </form>
    </Dialog>
  )
}
