import { text } from '../text.ts'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import type { CodeEditorProps } from './code-editor-props.ts'
import { useFieldControl } from './field-context.ts'
import { Icon } from './icon.tsx'
import { fieldLook } from './input.tsx'
import { createLatePiece } from './late-piece.ts'
import { Skeleton } from './skeleton.tsx'

// CodeMirror is half a megabyte that most screens never show.
const view = createLatePiece(async () => (await import('./code-editor-view.tsx')).CodeEditorView)

/** Loads the editor's own code before a field needs it: once the engine is gone it cannot be had any more. */
export const loadCodeEditor = view.fetch

const rowPx = 19
const paddingPx = 14

/** Text with highlighting: code, JSON, prompts. */
export function CodeEditor({ className, ...props }: CodeEditorProps) {
  const field = useFieldControl()
  const { piece: View, hasFailed } = view.usePiece()
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
      {View ? (
        <View {...props} field={field} minHeight={minHeight} maxHeight={maxHeight} />
      ) : hasFailed ? (
        <NotLoaded value={props.value} minHeight={minHeight} onRetry={() => void view.retry()} />
      ) : (
        <div style={{ height: minHeight }}>
          <Skeleton className="m-2 h-3 w-2/3" />
        </div>
      )}
    </div>
  )
}

type NotLoadedProps = { value: string; minHeight: number; onRetry: () => void }

/** The value stays readable; it cannot be changed without the editor. */
export function NotLoaded({ value, minHeight, onRetry }: NotLoadedProps) {
  return (
    <div style={{ minHeight }} className="flex flex-col">
      <div role="alert" className="flex items-center gap-2 border-b bg-bad-soft px-2.5 py-1.5 text-bad text-sm">
        <Icon name="circle-alert" size={14} />
        <span className="min-w-0 flex-1">{text.common.editorNotLoaded}</span>
        <Button size="sm" onClick={onRetry}>
          {text.common.retry}
        </Button>
      </div>
      {value === '' ? null : (
        <pre className="max-h-40 select-text overflow-auto whitespace-pre-wrap break-words px-2.5 py-1.5 font-mono text-sm">
          {value}
        </pre>
      )}
    </div>
  )
}
