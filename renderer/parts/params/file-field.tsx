import type { EditorView } from '@codemirror/view'
import type { RefObject } from 'react'
import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'
import { ExpressionField } from './expression-field.tsx'
import { holdsExpression } from './form-fields.ts'

const say = text.integrations.field

type FileFieldProps = {
  value: string
  onChange: (value: string) => void
  placeholder?: string
  viewRef: RefObject<EditorView | null>
}

/** An expression that gives a file: files come from nodes before, never from what is typed here. */
export function FileField({ value, onChange, placeholder, viewRef }: FileFieldProps) {
  const isText = value.trim() !== '' && !holdsExpression(value)
  return (
    <div className="flex flex-col gap-1.5">
      <ExpressionField
        value={value}
        onChange={onChange}
        minRows={1}
        maxRows={4}
        placeholder={placeholder ?? `{{ ${say.file} }}`}
        viewRef={viewRef}
      />
      <p
        className={isText ? 'flex items-start gap-1.5 text-sm text-warn' : 'flex items-start gap-1.5 text-mute text-sm'}
      >
        <Icon name={isText ? 'triangle-alert' : 'file-input'} size={13} className="mt-[1.5px]" />
        {isText ? say.fileNotExpression : say.fileHint}
      </p>
    </div>
  )
}
