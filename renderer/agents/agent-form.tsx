import { type ReactNode, useId, useMemo, useState } from 'react'
import type { AgentDocument } from '../../shared/agents/agent.ts'
import { InstructionsField } from '../parts/agents/instructions-field.tsx'
import { LimitFields, MemoryFields } from '../parts/agents/limit-fields.tsx'
import { ModelFields, ModelTuning } from '../parts/agents/model-fields.tsx'
import { OutputField } from '../parts/agents/output-field.tsx'
import { ToolsField } from '../parts/agents/tools-field.tsx'
import { VariablesField } from '../parts/agents/variables-field.tsx'
import { FormProvider, type FormScope } from '../parts/params/form-context.ts'
import { ParamForm } from '../parts/params/param-form.tsx'
import { agentDrafts, useAgentDraft } from '../state/agent-drafts-store.ts'
import { text } from '../text.ts'
import { Field } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import { Input, TextArea } from '../ui/input.tsx'
import { ColourChoice } from './colour-choice.tsx'
import { TagInput } from './tag-input.tsx'

const say = text.agents

/** All that an agent is, in sections. Each change is stored a moment later. */
export function AgentForm({ agentId }: { agentId: string }) {
  const document = useAgentDraft(agentId, (draft) => draft.document)
  const form = useMemo<FormScope>(
    () => ({
      isReadOnly: false,
      onLeave: () => void agentDrafts.flush(agentId),
      drawForm: (inner) => <ParamForm {...inner} />,
      references: () => [],
    }),
    [agentId],
  )
  if (!document) return null
  const change = (next: Partial<AgentDocument>) => agentDrafts.change(agentId, next)
  const fields = { document, onChange: change }
  return (
    <FormProvider value={form}>
      <div className="mx-auto flex w-full max-w-[760px] flex-col px-6 pt-2 pb-16">
        <Section title={say.sections.who}>
          <Who {...fields} />
        </Section>
        <Section title={say.sections.instructions} isHidden>
          <InstructionsField document={document} onChange={change} />
          <VariablesField variables={document.variables} onChange={(variables) => change({ variables })} />
        </Section>
        <Section title={say.sections.tools}>
          <ToolsField document={document} agentId={agentId} onChange={(tools) => change({ tools })} />
        </Section>
        <Section title={say.sections.model} isHidden>
          <ModelFields {...fields} />
          <Advanced isUsed={isTuned(document)}>
            <ModelTuning {...fields} />
          </Advanced>
        </Section>
        <Section title={say.sections.limits}>
          <LimitFields {...fields} />
        </Section>
        <Section title={say.sections.memory} isHidden>
          <MemoryFields {...fields} />
        </Section>
        <Section title={say.sections.output} isHidden>
          <OutputField {...fields} />
        </Section>
      </div>
    </FormProvider>
  )
}

function isTuned({ temperature, reasoning, maxOutputTokens, toolProtocol }: AgentDocument): boolean {
  return [temperature, reasoning, maxOutputTokens].some((value) => value !== undefined) || toolProtocol === 'text'
}

type SectionProps = {
  title: string
  /** The first field says what it is about: its title is there for screen readers alone. */
  isHidden?: boolean
  children: ReactNode
}

function Section({ title, isHidden, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4 border-t py-5 first:border-t-0">
      <h2 id={id} className={isHidden ? 'sr-only' : 'font-semibold text-md'}>
        {title}
      </h2>
      {children}
    </section>
  )
}

type FieldsProps = { document: AgentDocument; onChange: (change: Partial<AgentDocument>) => void }

function Who({ document, onChange }: FieldsProps) {
  const { name, colour, description, tags } = document
  return (
    <>
      <div className="flex flex-wrap items-start gap-4">
        <Field
          label={say.form.name}
          error={name.trim() === '' ? say.form.nameMissing : null}
          className="min-w-52 flex-1"
        >
          <Input value={name} maxLength={100} onChange={(next) => onChange({ name: next })} />
        </Field>
        <ColourChoice value={colour} onChange={(next) => onChange({ colour: next })} />
      </div>
      <Field label={say.form.description} hint={say.form.descriptionHint} isOptional>
        <TextArea value={description} rows={2} maxLength={1_000} onChange={(next) => onChange({ description: next })} />
      </Field>
      <Field label={say.form.tags} isOptional>
        <TagInput tags={tags} onChange={(next) => onChange({ tags: next })} />
      </Field>
    </>
  )
}

/** Folded away until it is asked for, unless it is in use. */
function Advanced({ isUsed, children }: { isUsed: boolean; children: ReactNode }) {
  const [isOpen, setOpen] = useState(isUsed)
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="-ml-1 flex w-fit items-center gap-1 rounded-sm px-1 font-medium text-mute text-sm hover:text-text"
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} />
        {text.inspector.form.advanced}
      </button>
      {isOpen ? children : null}
    </>
  )
}
