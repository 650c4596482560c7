import type { AgentDocument } from '../../../shared/agents/agent.ts'
import { text } from '../../text.ts'
import { AmountField } from '../../ui/amount-field.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { FieldContext } from '../../ui/field-context.ts'
import { Select } from '../../ui/select.tsx'
import { ModelPicker, ModelPrice } from '../models/model-picker.tsx'

const say = text.agents.form
const mostFallbacks = 5
const warmth = { min: 0, max: 2, isInteger: false }
const answerTokens = { min: 1, max: 1_000_000, isInteger: true }

export type AgentFieldsProps = {
  document: AgentDocument
  isReadOnly?: boolean
  onChange: (change: Partial<AgentDocument>) => void
}

/** Which model answers, and which ones in its place. */
export function ModelFields({ document, isReadOnly, onChange }: AgentFieldsProps) {
  const { model, fallbacks } = document
  const put = (index: number, ref: string) => onChange({ fallbacks: fallbacks.toSpliced(index, 1, ref) })
  return (
    <>
      <Field label={say.model} note={<ModelPrice model={model} />}>
        <ModelPicker value={model} onChange={(ref) => onChange({ model: ref })} isReadOnly={isReadOnly} />
      </Field>
      <Field label={say.fallbacks} hint={say.fallbacksHint} isOptional>
        <FieldContext value={null}>
          <ol className="flex flex-col gap-1.5">
            {fallbacks.map((ref, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place in the order is what it is
              <li key={index} className="flex items-start gap-1">
                <div className="min-w-0 flex-1">
                  <ModelPicker
                    value={ref}
                    onChange={(next) => put(index, next)}
                    isReadOnly={isReadOnly}
                    hasAuto={false}
                  />
                </div>
                {isReadOnly ? null : (
                  <>
                    {index > 0 ? (
                      <IconButton
                        icon="arrow-up"
                        size="sm"
                        label={say.moveUp(index + 1)}
                        className="mt-1"
                        onClick={() =>
                          onChange({ fallbacks: fallbacks.toSpliced(index, 1).toSpliced(index - 1, 0, ref) })
                        }
                      />
                    ) : null}
                    <IconButton
                      icon="x"
                      size="sm"
                      label={say.removeFallback(index + 1)}
                      className="mt-1"
                      onClick={() => onChange({ fallbacks: fallbacks.toSpliced(index, 1) })}
                    />
                  </>
                )}
              </li>
            ))}
            {isReadOnly || fallbacks.length >= mostFallbacks ? null : (
              <li>
                <ModelPicker
                  // Another one is another field: it begins closed and empty.
                  key={fallbacks.length}
                  value=""
                  hasAuto={false}
                  onChange={(ref) => onChange({ fallbacks: [...fallbacks, ref] })}
                />
              </li>
            )}
          </ol>
        </FieldContext>
      </Field>
    </>
  )
}

const efforts = ['usual', 'low', 'medium', 'high'] as const

/** How the model answers: what one rarely needs. */
export function ModelTuning({ document, isReadOnly, onChange }: AgentFieldsProps) {
  const { temperature, reasoning, maxOutputTokens, toolProtocol } = document
  return (
    <div className="grid grid-cols-2 gap-4">
      <AmountField
        label={say.temperature}
        hint={say.temperatureHint}
        value={temperature}
        limits={warmth}
        isDisabled={isReadOnly}
        onChange={(next) => onChange({ temperature: next })}
      />
      <AmountField
        label={say.longest}
        hint={say.longestHint}
        value={maxOutputTokens}
        limits={answerTokens}
        isDisabled={isReadOnly}
        onChange={(next) => onChange({ maxOutputTokens: next })}
      />
      <Field label={say.reasoning} hint={say.reasoningHint}>
        <Select
          value={reasoning ?? 'usual'}
          isDisabled={isReadOnly}
          onChange={(next) =>
            onChange({ reasoning: next === 'low' || next === 'medium' || next === 'high' ? next : undefined })
          }
          options={efforts.map((value) => ({ value, label: say.reasoningChoices[value] }))}
        />
      </Field>
      <Field label={say.protocol} hint={say.protocolHint}>
        <Select
          value={toolProtocol}
          isDisabled={isReadOnly}
          onChange={(next) => onChange({ toolProtocol: next === 'text' ? 'text' : 'native' })}
          options={(['native', 'text'] as const).map((value) => ({ value, label: say.protocols[value] }))}
        />
      </Field>
    </div>
  )
}
