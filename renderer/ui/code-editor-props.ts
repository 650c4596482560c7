import type { Extension } from '@codemirror/state'

export type CodeEditorProps = {
  value: string
  onChange?: (value: string) => void
  language: 'javascript' | 'json' | 'text'
  /** Shows `{{ … }}` as chips. */
  hasExpressions?: boolean
  isReadOnly?: boolean
  /** Needed where no Field with a label stands around it. */
  label?: string
  placeholder?: string
  /** Rows before it grows, and before it scrolls. */
  minRows?: number
  maxRows?: number
  hasLineNumbers?: boolean
  /** For completion and the like. Keep the array's identity: a new one rebuilds the editor's state. */
  extensions?: Extension[]
  onBlur?: () => void
  className?: string
}
