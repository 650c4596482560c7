import { useState } from 'react'
import { z } from 'zod'
import type { AgentDocument } from '../../../shared/agents/agent.ts'
import { type Json, type JsonObject, stableStringify } from '../../../shared/json.ts'
import { runInput } from '../../../shared/workflow/run-inputs.ts'
import { text } from '../../text.ts'
import { Field } from '../../ui/field.tsx'
import { FieldContext } from '../../ui/field-context.ts'
import { formFields } from '../params/form-fields.ts'
import { ObjectList } from '../params/object-list.tsx'
import { finishedVariables, variableIssues } from './variable-rows.ts'

const say = text.agents.form

// The form of an input is drawn from its own schema, as that of a start node is.
const schema = z.toJSONSchema(z.object({ variables: z.array(runInput) }), { io: 'input' }) as JsonObject // a JSON Schema is JSON
const [drawn] = formFields(schema)

type VariablesFieldProps = {
  variables: AgentDocument['variables']
  onChange: (variables: AgentDocument['variables']) => void
}

/** What an agent is given with each task. A row that is not finished yet stays here, and is no variable. */
export function VariablesField({ variables, onChange }: VariablesFieldProps) {
  const [typed, setTyped] = useState<Json[]>(variables)
  // Changed by other hands: what was typed here is no longer what it is about.
  const isOurs = stableStringify(finishedVariables(typed)) === stableStringify(variables)
  const rows = isOurs ? typed : variables
  if (!drawn) return null
  return (
    <Field label={say.variables} hint={say.variablesHint}>
      <FieldContext value={null}>
        <ObjectList
          field={{ ...drawn, title: say.variables }}
          value={rows}
          path="variables"
          issues={variableIssues(rows)}
          onChange={(value) => {
            const next = Array.isArray(value) ? value : []
            setTyped(next)
            onChange(finishedVariables(next))
          }}
        />
      </FieldContext>
    </Field>
  )
}
