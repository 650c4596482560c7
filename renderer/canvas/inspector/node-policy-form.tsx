import { useId, useRef, useState } from 'react'
import type { WorkflowNode } from '../../../shared/workflow/workflow.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { policyWords } from '../../parts/graph/policy-words.ts'
import { useFormScope } from '../../parts/params/form-context.ts'
import { JsonField } from '../../parts/params/json-field.tsx'
import { text } from '../../text.ts'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Input } from '../../ui/input.tsx'
import { parseNumber } from '../../ui/parse-number.ts'
import { Select } from '../../ui/select.tsx'
import { policyEdits } from '../edit/policy-edits.ts'
import type { CanvasActions } from '../edit/use-canvas-actions.ts'
import { fieldsOfPolicy, type PolicyFields, policyLimits, policyOfFields } from './policy-fields.ts'

type NodePolicyFormProps = { nodeId: string; node: WorkflowNode; actions: CanvasActions }

/** What becomes of the node when it fails, hangs or is cut off. Folded away while nothing is said about it. */
export function NodePolicyForm({ nodeId, node, actions }: NodePolicyFormProps) {
  const view = useGraphView()
  const latest = useRef(view)
  latest.current = view
  const say = text.inspector.policy
  const [isOpen, setOpen] = useState(node.policy !== undefined)
  const bodyId = useId()
  const fields = fieldsOfPolicy(node.policy)
  const words = policyWords(node.policy)

  const change = <Name extends keyof PolicyFields>(name: Name, value: PolicyFields[Name], isTyping = false) => {
    const { graph, at } = latest.current
    const now = graph.nodes[nodeId]
    if (!now) return
    const policy = policyOfFields({ ...fieldsOfPolicy(now.policy), [name]: value })
    if (JSON.stringify(policy) === JSON.stringify(now.policy ?? null)) return
    const key = `policy:${at.join('/')}/${nodeId}:${name}`
    actions.edit(policyEdits(graph, at, nodeId, policy), {
      coalesce: isTyping ? { key, withinMs: Number.POSITIVE_INFINITY } : undefined,
    })
  }

  return (
    <section className="flex flex-col gap-4 border-t pt-4">
      <div className="flex flex-col gap-1">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={bodyId}
          onClick={() => setOpen(!isOpen)}
          className="-ml-1 flex w-fit items-center gap-1 rounded-sm px-1 font-medium text-mute text-sm hover:text-text"
        >
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} />
          {say.title}
        </button>
        {!isOpen && words.length > 0 ? <p className="pl-4 text-mute text-sm">{words.join(' ')}</p> : null}
      </div>
      {isOpen ? (
        <div id={bodyId} className="flex flex-col gap-4">
          <Choice
            label={say.retry}
            hint={fields.retry === 'temporary' ? say.retryHint : undefined}
            value={fields.retry}
            labels={say.retries}
            onChange={(retry) => change('retry', retry)}
          />
          {fields.retry === 'no' ? null : (
            <div className="grid grid-cols-2 gap-3">
              <Amount
                label={say.count}
                value={fields.count}
                limits={policyLimits.count}
                onChange={(count) => count !== undefined && change('count', count, true)}
              />
              <Amount
                label={say.firstWait}
                hint={say.firstWaitHint}
                value={fields.firstWaitSeconds}
                limits={policyLimits.firstWaitSeconds}
                onChange={(seconds) => seconds !== undefined && change('firstWaitSeconds', seconds, true)}
              />
            </div>
          )}
          <Amount
            label={say.timeout}
            placeholder={say.timeoutNone}
            value={fields.timeoutSeconds}
            limits={policyLimits.timeoutSeconds}
            onChange={(seconds) => change('timeoutSeconds', seconds, true)}
          />
          <Choice
            label={say.onError}
            hint={fields.onError === 'port' ? say.portHint : undefined}
            value={fields.onError}
            labels={say.onErrors}
            onChange={(onError) => change('onError', onError)}
          />
          {fields.onError === 'value' ? (
            <Field label={say.fallback}>
              <JsonField
                value={fields.fallback}
                minRows={2}
                onChange={(value) => value !== undefined && change('fallback', value, true)}
              />
            </Field>
          ) : null}
          <Choice
            label={say.interrupted}
            hint={say.interruptedHints[fields.whenInterrupted]}
            value={fields.whenInterrupted}
            labels={say.interrupteds}
            onChange={(when) => change('whenInterrupted', when)}
          />
        </div>
      ) : null}
    </section>
  )
}

type ChoiceProps<Value extends string> = {
  label: string
  hint?: string
  value: Value
  labels: Readonly<Record<Value, string>>
  onChange: (value: Value) => void
}

function Choice<Value extends string>({ label, hint, value, labels, onChange }: ChoiceProps<Value>) {
  const { isReadOnly } = useFormScope()
  const values = Object.keys(labels) as Value[] // a record's keys are what its type says
  return (
    <Field label={label} hint={hint}>
      <Select
        value={value}
        onChange={(next) => {
          const chosen = values.find((known) => known === next)
          if (chosen !== undefined) onChange(chosen)
        }}
        options={values.map((known) => ({ value: known, label: labels[known] }))}
        isDisabled={isReadOnly}
      />
    </Field>
  )
}

type AmountProps = {
  label: string
  hint?: string
  placeholder?: string
  value: number | undefined
  limits: { min: number; max: number; isInteger: boolean }
  /** undefined: the field was emptied. */
  onChange: (value: number | undefined) => void
}

/** A number as text, so that half-typed ones can stand; only those within the limits reach the document. */
function Amount({ label, hint, placeholder, value, limits, onChange }: AmountProps) {
  const { isReadOnly, onLeave } = useFormScope()
  const [draft, setDraft] = useState<string | null>(null)
  const isWrong = draft !== null && draft.trim() !== '' && parseNumber(draft, limits) === null
  return (
    <Field
      label={label}
      hint={hint}
      error={isWrong ? text.inspector.form.notANumber(limits.min, limits.max, limits.isInteger) : null}
    >
      <Input
        value={draft ?? (value === undefined ? '' : String(value))}
        placeholder={placeholder}
        inputMode={limits.isInteger ? 'numeric' : 'decimal'}
        disabled={isReadOnly}
        className="max-w-40"
        onChange={(next) => {
          setDraft(next)
          if (next.trim() === '') onChange(undefined)
          const number = parseNumber(next, limits)
          if (number !== null) onChange(number)
        }}
        onBlur={() => {
          setDraft(null)
          onLeave()
        }}
      />
    </Field>
  )
}
