import { microUsdPerUsd, usdToMicroUsd } from '../../../shared/money.ts'
import { text } from '../../text.ts'
import { AmountField } from '../../ui/amount-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import type { AgentFieldsProps } from './model-fields.tsx'

const say = text.agents.form
const turns = { min: 1, max: 200, isInteger: true }
const dollars = { min: 0.000001, max: 1_000_000, isInteger: false }
const messages = { min: 1, max: 500, isInteger: true }
const memories = ['window', 'summary', 'none'] as const

/** How far one task may go. */
export function LimitFields({ document, isReadOnly, onChange }: AgentFieldsProps) {
  const { maxTurns, maxMicroUsd } = document
  return (
    <div className="grid grid-cols-2 gap-4">
      <AmountField
        label={say.turns}
        hint={say.turnsHint}
        value={maxTurns}
        limits={turns}
        isDisabled={isReadOnly}
        onChange={(next) => next !== undefined && onChange({ maxTurns: next })}
      />
      <AmountField
        label={say.cost}
        hint={say.costHint}
        placeholder="0.25"
        value={maxMicroUsd === undefined ? undefined : maxMicroUsd / microUsdPerUsd}
        limits={dollars}
        isDisabled={isReadOnly}
        onChange={(next) => onChange({ maxMicroUsd: next === undefined ? undefined : usdToMicroUsd(next) })}
      />
    </div>
  )
}

/** What of a conversation goes along with each message. */
export function MemoryFields({ document, isReadOnly, onChange }: AgentFieldsProps) {
  const { memory } = document
  return (
    <div className="grid grid-cols-2 gap-4">
      <Field label={say.memory}>
        <Select
          value={memory.conversation}
          isDisabled={isReadOnly}
          onChange={(next) => {
            const conversation = memories.find((one) => one === next)
            if (conversation) onChange({ memory: { ...memory, conversation } })
          }}
          options={memories.map((value) => ({ value, label: say.memories[value] }))}
        />
      </Field>
      {memory.conversation === 'none' ? null : (
        <AmountField
          label={say.messages}
          value={memory.messages}
          limits={messages}
          isDisabled={isReadOnly}
          onChange={(next) => next !== undefined && onChange({ memory: { ...memory, messages: next } })}
        />
      )}
    </div>
  )
}
