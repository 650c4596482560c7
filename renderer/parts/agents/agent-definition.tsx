import { useState } from 'react'
import { type AgentDocument, agentDocument, emptyAgent } from '../../../shared/agents/agent.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Input } from '../../ui/input.tsx'
import { InstructionsField } from './instructions-field.tsx'
import { LimitFields } from './limit-fields.tsx'
import { ModelFields, ModelTuning } from './model-fields.tsx'
import { ToolsField } from './tools-field.tsx'

const say = text.agents

type AgentDefinitionProps = {
  /** The agent's document; undefined: none is written yet. */
  value: Json | undefined
  isReadOnly: boolean
  onChange: (value: JsonObject | undefined, how: 'typing' | 'choosing') => void
}

/** An agent that is written into a node: the form of the Agents page, as far as it is needed there. */
export function AgentDefinition({ value, isReadOnly, onChange }: AgentDefinitionProps) {
  const [isOpen, setOpen] = useState(false)
  if (value === undefined || value === null) {
    return (
      <div className="flex flex-col items-start gap-1.5">
        <Button
          icon="pencil"
          disabled={isReadOnly}
          onClick={() => onChange(asJson(emptyAgent(say.node.writtenHere)), 'choosing')}
        >
          {say.node.begin}
        </Button>
        <p className="text-mute text-sm">{say.node.beginHint}</p>
      </div>
    )
  }
  const parsed = agentDocument.safeParse(value)
  const document = parsed.data ?? (isJsonObject(value) ? unfinished(value) : null)
  if (!document) return <ErrorNote error={{ message: say.node.broken }} />
  const change = (next: Partial<AgentDocument>) => onChange(asJson({ ...document, ...next }), 'typing')
  const fields = { document, isReadOnly, onChange: change }
  return (
    <div className="flex flex-col gap-4 rounded-lg border bg-bg/60 p-2.5">
      <Field label={say.form.name} error={document.name.trim() === '' ? say.form.nameMissing : null}>
        <Input value={document.name} maxLength={100} disabled={isReadOnly} onChange={(name) => change({ name })} />
      </Field>
      <InstructionsField document={document} isReadOnly={isReadOnly} minRows={6} onChange={change} />
      <Field label={say.sections.tools}>
        <ToolsField document={document} isReadOnly={isReadOnly} onChange={(tools) => change({ tools })} />
      </Field>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="-ml-1 flex w-fit items-center gap-1 rounded-sm px-1 font-medium text-mute text-sm hover:text-text"
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} />
        {say.node.details}
      </button>
      {isOpen ? (
        <>
          <ModelFields {...fields} />
          <LimitFields {...fields} />
          <ModelTuning {...fields} />
        </>
      ) : null}
    </div>
  )
}

/** One whose name was just emptied, and the like: still to be written on. */
function unfinished(value: JsonObject): AgentDocument | null {
  const named = agentDocument.safeParse({ ...value, name: 'x' })
  return named.success ? { ...named.data, name: typeof value.name === 'string' ? value.name : '' } : null
}

/** Without the fields that say nothing: a document in a workflow is JSON. */
function asJson(document: AgentDocument): JsonObject {
  return JSON.parse(JSON.stringify(document))
}
