import { lazy, Suspense } from 'react'
import { classNames } from './class-names.ts'
import type { CodeEditorProps } from './code-editor-props.ts'
import { useFieldControl } from './field-context.ts'
import { fieldLook } from './input.tsx'
import { Skeleton } from './skeleton.tsx'

// CodeMirror is half a megabyte that most screens never show.
const CodeEditorView = lazy(async () => ({ default: (await import('./code-editor-view.tsx')).CodeEditorView }))

const rowPx = 19
const paddingPx = 14

/** Text with highlighting: code, JSON, prompts. */
export function CodeEditor({ className, ...props }: CodeEditorProps) {
  const field = useFieldControl()
  const minHeight = (props.minRows ?? 3) * rowPx + paddingPx
  const maxHeight = (props.maxRows ?? 18) * rowPx + paddingPx
  return (
    <div
      className={classNames(
        fieldLook,
        'w-full overflow-hidden has-[:focus]:border-accent has-[:focus]:outline-2 has-[:focus]:outline-accent/35',
        field?.isInvalid && 'border-bad',
        className,
      )}
    >
      <Suspense fallback={<div style={{ height: minHeight }}>{<Skeleton className="m-2 h-3 w-2/3" />}</div>}>
        <CodeEditorView {...props} field={field} minHeight={minHeight} maxHeight={maxHeight} />
      </Suspense>
    </div>
  )
}
