import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { Icon } from '../../ui/icon.tsx'

type DropZoneProps = {
  onFiles: (files: File[]) => void
  /** Said while files hover: what becomes of them, and which are meant. */
  title: string
  hint: string
  className?: string
  children: ReactNode
}

/** Takes files dropped anywhere on it and says so while they hover. */
export function DropZone({ onFiles, title, hint, className, children }: DropZoneProps) {
  const [isOver, setOver] = useState(false)
  // Entering a child comes before leaving its parent: only the sum tells whether the pointer is still inside.
  const depth = useRef(0)
  const move = (change: 1 | -1) => (event: DragEvent) => {
    if (!hasFiles(event)) return
    depth.current = Math.max(0, depth.current + change)
    setOver(depth.current > 0)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the Import button is the keyboard's.
    <div
      className={className}
      onDragEnter={move(1)}
      onDragLeave={move(-1)}
      onDragOver={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        depth.current = 0
        setOver(false)
        onFiles([...event.dataTransfer.files])
      }}
    >
      {children}
      {isOver ? (
        <div className="pointer-events-none absolute inset-3 z-30 flex flex-col items-center justify-center gap-1 rounded-xl border-2 border-accent border-dashed bg-accent-soft/97 text-accent">
          <Icon name="upload" size={24} />
          <p className="font-semibold text-lg">{title}</p>
          <p className="text-mute">{hint}</p>
        </div>
      ) : null}
    </div>
  )
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes('Files')
}
