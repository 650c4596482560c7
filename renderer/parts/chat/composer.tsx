import { type ClipboardEvent, type DragEvent, type KeyboardEvent, type Ref, useId, useRef, useState } from 'react'
import { text } from '../../text.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { formatBytes } from '../../ui/format.ts'
import { AttachmentChip } from './attachment-chip.tsx'

const say = text.chat.composer

export const mostFiles = 20
/** What goes over the link with one message, in bytes. */
export const mostFileBytes = 50 * 1024 * 1024

type ComposerProps = {
  value: string
  onChange: (value: string) => void
  /** Left out: nothing can be attached. */
  files?: readonly File[]
  onFiles?: (files: File[]) => void
  onSend: () => void
  /** An answer is under way: what stops it stands in the place of what sends. */
  isRunning?: boolean
  onStop?: () => void
  /** It is on its way. */
  isSending?: boolean
  /** Why nothing can be sent now; null where it can. */
  disabledReason?: string | null
  /** Who is written to. */
  name?: string
  inputRef?: Ref<HTMLTextAreaElement>
  className?: string
}

/** The field one writes a message into: grows with it, Enter sends, files are pasted, dropped or chosen. */
export function Composer(props: ComposerProps) {
  const { value, onChange, files = [], onFiles, onSend, isRunning = false, onStop, isSending = false } = props
  const { disabledReason = null, name = '', inputRef, className } = props
  const [problem, setProblem] = useState<string | null>(null)
  const [isOver, setOver] = useState(false)
  const chooser = useRef<HTMLInputElement>(null)
  const noteId = useId()
  const canSend = disabledReason === null && !isRunning && !isSending && (value.trim() !== '' || files.length > 0)
  const note = problem ?? disabledReason

  const add = (more: readonly File[]) => {
    if (!onFiles || more.length === 0) return
    const tooLarge = more.find(({ size }) => size > mostFileBytes)
    const fitting = more.filter(({ size }) => size <= mostFileBytes).slice(0, mostFiles - files.length)
    setProblem(
      tooLarge
        ? say.tooLarge(tooLarge.name, formatBytes(mostFileBytes))
        : fitting.length < more.length
          ? say.tooMany(mostFiles)
          : null,
    )
    if (fitting.length > 0) onFiles([...files, ...fitting])
  }
  const send = () => {
    if (!canSend) return
    setProblem(null)
    onSend()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // While letters are being put together Enter chooses one.
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  const onPaste = (event: ClipboardEvent) => {
    const pasted = [...event.clipboardData.files]
    if (pasted.length === 0 || !onFiles) return
    event.preventDefault()
    add(pasted)
  }
  const hasFiles = (event: DragEvent) => onFiles !== undefined && event.dataTransfer.types.includes('Files')

  return (
    <section
      aria-label={say.label}
      data-composer
      className={classNames(
        'flex flex-col rounded-xl border border-line-strong bg-panel shadow-card transition-colors focus-within:border-accent',
        isOver && 'border-accent bg-accent-soft',
        className,
      )}
      onDragOver={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(false)
        add([...event.dataTransfer.files])
      }}
    >
      {files.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5 px-2.5 pt-2.5">
          {files.map((file, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two files may be the same in all they say of themselves
            <li key={`${file.name}-${index}`}>
              <AttachmentChip
                name={file.name}
                mediaType={file.type}
                bytes={file.size}
                blob={file}
                onRemove={() => onFiles?.(files.filter((_, at) => at !== index))}
              />
            </li>
          ))}
        </ul>
      ) : null}
      <textarea
        ref={inputRef}
        value={value}
        rows={1}
        aria-label={say.label}
        aria-describedby={note ? noteId : undefined}
        placeholder={isOver ? say.drop : say.placeholder(name)}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        className="field-sizing-content max-h-60 min-h-10 w-full resize-none bg-transparent px-3 pt-2.5 pb-1 text-base outline-none"
      />
      <div className="flex items-center gap-1 px-1.5 pb-1.5">
        {onFiles ? (
          <>
            <IconButton icon="paperclip" label={say.attach} size="md" onClick={() => chooser.current?.click()} />
            <input
              ref={chooser}
              type="file"
              multiple
              hidden
              aria-label={say.attach}
              onChange={(event) => {
                add([...(event.target.files ?? [])])
                // The same file can be chosen again.
                event.target.value = ''
              }}
            />
          </>
        ) : null}
        <p
          id={noteId}
          role={problem ? 'alert' : undefined}
          className={classNames('min-w-0 flex-1 px-1.5 text-sm', problem ? 'text-bad' : 'text-mute')}
        >
          {note ?? <span className="max-sm:hidden">{say.hint}</span>}
        </p>
        {isRunning && onStop ? (
          <Button icon="circle-stop" onClick={onStop}>
            {say.stop}
          </Button>
        ) : (
          <Button variant="primary" icon="send" isBusy={isSending} disabled={!canSend && !isSending} onClick={send}>
            {say.send}
          </Button>
        )}
      </div>
    </section>
  )
}
