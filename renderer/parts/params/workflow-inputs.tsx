import { useMemo } from 'react'
import type { Issue } from '../../../shared/contract/workflows.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import type { Called } from '../../../shared/workflow/called-by.ts'
import { useCatalogStore } from '../../state/catalog-store.ts'
import { useSubworkflow } from '../../state/subworkflows-store.ts'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { useFormScope } from './form-context.ts'
import { inputFields } from './input-fields.ts'
import { KeyValues } from './key-values.tsx'

type WorkflowInputsProps = {
  /** null: no workflow is chosen, or an expression decides which. */
  called: Called | null
  value: Json | undefined
  onChange: (value: Json | undefined, how: 'typing' | 'choosing') => void
  issues: readonly Issue[]
  path: string
}

/** What the chosen workflow asks for, as a form of its own; names and values while nobody knows what that is. */
export function WorkflowInputs({ called, value, onChange, issues, path }: WorkflowInputsProps) {
  const { isReadOnly, drawForm } = useFormScope()
  const document = useSubworkflow(called)
  const types = useCatalogStore((state) => state.byType)
  const fields = useMemo(() => (document ? inputFields(document, types) : null), [document, types])
  const values = isJsonObject(value) ? value : {}
  if (!fields) {
    if (called && document === undefined) return <Quiet words={text.common.loading} />
    if (called === null && Object.keys(values).length === 0)
      return <Quiet words={text.inspector.subworkflow.chooseFirst} />
    return <KeyValues value={value} onChange={onChange} isRaw={false} />
  }
  const unknown = Object.keys(values).filter((name) => !fields.some((field) => field.name === name))
  const set = (name: string, next: Json | undefined, how: 'typing' | 'choosing') => {
    const { [name]: _, ...others } = values
    onChange(next === undefined || next === '' ? others : { ...others, [name]: next }, how)
  }
  return (
    <div className="flex flex-col gap-3.5 border-line border-l-2 pl-3">
      {fields.length === 0 && unknown.length === 0 ? <Quiet words={text.inspector.subworkflow.asksNothing} /> : null}
      {drawForm({ fields, values, onChange: set, issues, path })}
      {unknown.map((name) => (
        <div key={name} data-field={`${path}.${name}`} className="flex items-center gap-1 text-bad text-sm">
          <span className="min-w-0 flex-1">{text.inspector.subworkflow.unknownInput(name)}</span>
          {isReadOnly ? null : (
            <IconButton
              icon="x"
              size="sm"
              label={text.inspector.form.removeKey(name)}
              onClick={() => set(name, undefined, 'choosing')}
            />
          )}
        </div>
      ))}
    </div>
  )
}

function Quiet({ words }: { words: string }) {
  return <p className="text-mute text-sm">{words}</p>
}
