import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { EditorState, type Extension } from '@codemirror/state'
import { type EditorView, keymap, ViewPlugin } from '@codemirror/view'
import { type RefObject, useMemo, useRef } from 'react'
import { CodeEditor } from '../../ui/code-editor.tsx'
import { useFormScope } from './form-context.ts'
import { flattenReferences } from './references.ts'
import { runKey } from './run-key.ts'

type ExpressionFieldProps = {
  value: string
  onChange: (value: string) => void
  language?: 'text' | 'javascript' | 'json'
  /** Without `{{ }}`: code and text that is taken as it stands. */
  isRaw?: boolean
  minRows?: number
  maxRows?: number
  placeholder?: string
  label?: string
  hasLineNumbers?: boolean
  /** Where the editor is put once it is there, for inserting into it. */
  viewRef?: RefObject<EditorView | null>
}

/** Text with expressions: shown as chips, completed while one types. */
export function ExpressionField({ viewRef, isRaw, language = 'text', value, onChange, ...rest }: ExpressionFieldProps) {
  const { references, isReadOnly, onLeave } = useFormScope()
  const own = useRef<EditorView | null>(null)
  const target = viewRef ?? own
  const latest = useRef(references)
  latest.current = references
  const isSingle = (rest.minRows ?? 3) === 1
  const extensions = useMemo((): Extension[] => {
    // Made once: CodeMirror tells sources apart by identity and forgets what another one has found.
    const offer = [
      { autocomplete: (context: CompletionContext) => complete(context, latest.current, language === 'javascript') },
    ]
    return [
      runKey,
      ViewPlugin.define((view) => {
        target.current = view
        return {
          destroy() {
            if (target.current === view) target.current = null
          },
        }
      }),
      EditorState.languageData.of(() => offer),
      // In a field of one line Enter is not a new line; the key is the form's.
      ...(isSingle ? [keymap.of([{ key: 'Enter', run: () => true }])] : []),
    ]
  }, [target, language, isSingle])
  return (
    <CodeEditor
      language={language}
      value={value}
      onChange={onChange}
      hasExpressions={!isRaw}
      isReadOnly={isReadOnly}
      extensions={extensions}
      onBlur={onLeave}
      hasLineNumbers={language === 'javascript'}
      {...rest}
    />
  )
}

/** Offers what expressions can name: anywhere in JavaScript, elsewhere only between `{{` and `}}`. */
function complete(
  context: CompletionContext,
  references: () => ReturnType<ReturnType<typeof useFormScope>['references']>,
  isCode: boolean,
): CompletionResult | null {
  const word = context.matchBefore(/[\p{ID_Continue}$.]*$/u)
  const before = context.state.sliceDoc(0, word?.from ?? context.pos)
  const isInside = isCode || before.lastIndexOf('{{') > before.lastIndexOf('}}')
  if (!isInside) return null
  if (!context.explicit && word?.from === context.pos && !/\{\{\s?$/.test(before)) return null
  return {
    from: word?.from ?? context.pos,
    options: flattenReferences(references()).map(({ expression, label, heading }) => ({
      label: expression,
      detail: label === expression ? heading : label,
      type: 'variable',
    })),
    validFor: /^[\p{ID_Continue}$.]*$/u,
  }
}

/** Puts an expression where the cursor is, or over what is chosen. */
export function insertExpression(view: EditorView, expression: string, isRaw: boolean): void {
  const { from, to } = view.state.selection.main
  const before = view.state.sliceDoc(0, from)
  const isInside = isRaw || before.lastIndexOf('{{') > before.lastIndexOf('}}')
  const insert = isInside ? expression : `{{ ${expression} }}`
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: 'input' })
  view.focus()
}
