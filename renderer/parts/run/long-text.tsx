import { useState } from 'react'
import { cutTextOf } from '../../../shared/run/clip.ts'
import { errorOf } from '../../link/error-of.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { formatCount } from '../../ui/format.ts'
import { Prose } from '../../ui/prose.tsx'
import { showToast } from '../../ui/toast.tsx'

type LongTextProps = {
  value: string
  /** Characters shown until one asks for all. */
  most: number
  /** Drawn as Markdown. */
  isMarkdown?: boolean
  /** Reads on from a character, where the feed cut the text. */
  readOn?: (offset: number) => Promise<string>
  className?: string
}

/** Text as it was written, cut where it would fill the panel. No box of its own that scrolls: the panel already does. */
export function LongText({ value, most, isMarkdown = false, readOn, className }: LongTextProps) {
  const [isWhole, setWhole] = useState(false)
  const [read, setRead] = useState('')
  const cut = readOn ? cutTextOf(value) : null
  const known = cut ? cut.head + read : value
  const characters = cut?.characters ?? value.length
  const isCut = value.length > most * 1.2 && !isWhole
  const left = characters - known.length
  const shown = isCut ? `${known.slice(0, most)}… ` : known
  const goOn = async () => {
    setWhole(true)
    if (!isCut && readOn) {
      try {
        const next = await readOn(known.length)
        setRead((before) => (cut && cut.head.length + before.length === known.length ? before + next : before))
      } catch (thrown) {
        showToast(errorOf(thrown).message, { tone: 'bad' })
      }
    }
  }
  return (
    <div className={classNames('select-text break-words text-sm', !isMarkdown && 'whitespace-pre-wrap', className)}>
      {isMarkdown ? <Prose words={shown} /> : shown}
      {isCut || left > 0 ? (
        <button type="button" onClick={() => void goOn()} className="text-accent hover:underline">
          {isCut && left <= 0
            ? text.runs.value.showAll(formatCount(characters))
            : text.runs.value.readOn(formatCount(isCut ? characters - most : left))}
        </button>
      ) : null}
    </div>
  )
}
