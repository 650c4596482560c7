import { useState } from 'react'
import type { Json } from '../../../shared/json.ts'
import { text } from '../../text.ts'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { useFormScope } from './form-context.ts'
import { runKey } from './run-key.ts'

const extensions = [runKey]

type JsonFieldProps = {
  value: Json | undefined
  onChange: (value: Json | undefined, how: 'typing' | 'choosing') => void
  label?: string
  minRows?: number
}

/** A value written as JSON. Text that is no JSON (yet) stays here and does not reach the document. */
export function JsonField({ value, onChange, label, minRows = 5 }: JsonFieldProps) {
  const { isReadOnly, onLeave } = useFormScope()
  const [draft, setDraft] = useState<{ typed: string; of: Json | undefined } | null>(null)
  const shown = value === undefined ? '' : JSON.stringify(value, null, 2)
  // A change from elsewhere (undo, another editor of the same value) replaces what was typed.
  const typed = draft && JSON.stringify(draft.of) === JSON.stringify(value) ? draft.typed : shown
  const problem = typed.trim() === '' ? null : problemOf(typed)
  return (
    <div className="flex flex-col gap-1">
      <CodeEditor
        language="json"
        extensions={extensions}
        value={typed}
        label={label}
        isReadOnly={isReadOnly}
        minRows={minRows}
        maxRows={24}
        onBlur={onLeave}
        onChange={(next) => {
          if (next === typed) return
          const parsed = parse(next)
          setDraft({ typed: next, of: parsed === undefined ? value : parsed })
          if (parsed !== undefined) onChange(parsed, 'typing')
        }}
      />
      {problem ? <p className="text-bad text-sm">{problem}</p> : null}
    </div>
  )
}

function parse(typed: string): Json | undefined {
  try {
    return JSON.parse(typed)
  } catch {
    return undefined
  }
}

function problemOf(typed: string): string | null {
  try {
    JSON.parse(typed)
    return null
  } catch (error) {
    return text.inspector.form.notJson(error instanceof Error ? error.message : '')
  }
}
