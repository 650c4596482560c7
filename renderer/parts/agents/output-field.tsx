import { isJsonObject, type JsonObject } from '../../../shared/json.ts'
import { text } from '../../text.ts'
import { Field } from '../../ui/field.tsx'
import { FieldContext } from '../../ui/field-context.ts'
import { SegmentedWords } from '../../ui/segmented.tsx'
import { SchemaEditor } from '../params/schema-editor.tsx'
import type { AgentFieldsProps } from './model-fields.tsx'

const say = text.agents.form
const emptySchema: JsonObject = { type: 'object', properties: {}, additionalProperties: false }

/** Whether it answers with text, or with fields of such types. */
export function OutputField({ document, isReadOnly, onChange }: AgentFieldsProps) {
  const { output } = document
  return (
    <Field label={say.output} hint={say.outputHint}>
      <FieldContext value={null}>
        <div className="flex flex-col gap-2.5">
          <SegmentedWords
            label={say.output}
            value={output ? 'schema' : 'text'}
            isDisabled={isReadOnly}
            onChange={(next) => onChange({ output: next === 'schema' ? (output ?? emptySchema) : undefined })}
            segments={(['text', 'schema'] as const).map((value) => ({ value, label: say.outputs[value] }))}
          />
          {output ? (
            <SchemaEditor
              value={output}
              onChange={(value) => onChange({ output: isJsonObject(value) ? value : emptySchema })}
            />
          ) : null}
        </div>
      </FieldContext>
    </Field>
  )
}
