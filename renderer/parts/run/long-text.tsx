import { useState } from 'react'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { formatCount } from '../../ui/format.ts'
import { Prose } from '../../ui/prose.tsx'

type LongTextProps = {
  value: string
  /** Characters shown until one asks for all. */
  most: number
  /** Drawn as Markdown. */
  isMarkdown?: boolean
  className?: string
}

/** Text as it was written, cut where it would fill the panel. No box of its own that scrolls: the panel already does. */
export function LongText({ value, most, isMarkdown = false, className }: LongTextProps) {
  const [isWhole, setWhole] = useState(false)
  const isCut = value.length > most * 1.2 && !isWhole
  const shown = isCut ? `${value.slice(0, most)}… ` : value
  return (
    <div className={classNames('select-text break-words text-sm', !isMarkdown && 'whitespace-pre-wrap', className)}>
      {isMarkdown ? <Prose words={shown} /> : shown}
      {isCut ? (
        <button type="button" onClick={() => setWhole(true)} className="text-accent hover:underline">
          {text.runs.value.showAll(formatCount(value.length))}
        </button>
      ) : null}
    </div>
  )
}
