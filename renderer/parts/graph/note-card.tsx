import type { NodeProps } from '@xyflow/react'
import { memo } from 'react'
import { text } from '../../text.ts'
import { Prose } from '../../ui/prose.tsx'
import type { CardNode } from './flow-elements.ts'

/** A note: there to be read, never run. Its text is Markdown; links and pictures in it load nothing. */
export const NoteCard = memo(function NoteCard({ data, selected }: NodeProps<CardNode>) {
  const { node, entry } = data
  const written = entry?.cardParam === undefined ? undefined : node.params[entry.cardParam]
  const words = typeof written === 'string' ? written.trim() : ''
  return (
    <div data-selected={selected || undefined} className="niti-note w-56">
      {node.title ? <div className="mb-1 font-semibold text-sm">{node.title}</div> : null}
      {words ? (
        <Prose words={words} className="max-h-80 overflow-hidden text-sm" />
      ) : (
        <p className="text-mute text-sm">{text.canvas.card.emptyNote}</p>
      )}
    </div>
  )
})
