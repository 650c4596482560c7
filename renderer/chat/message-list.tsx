import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { ChatBranch, ChatEntry } from '../../shared/contract/chat.ts'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { Message } from './message.tsx'

const say = text.chat

/** Pixels from the end within which one counts as being there, and new text is followed. */
const nearEnd = 80

type MessageListProps = { branch: ChatBranch }

/** The messages of a branch, of which only those in sight are drawn; it stays at the end while text comes in. */
export function MessageList({ branch }: MessageListProps) {
  const { entries, conversation } = branch
  const { conversationId } = conversation
  const box = useRef<HTMLDivElement>(null)
  const [isAway, setAway] = useState(false)
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => estimate(entries[index]),
    getItemKey: (index) => entries[index]?.messageId ?? index,
    overscan: 4,
    paddingStart: 16,
    paddingEnd: 16,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: nearEnd,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation begins at its end, and only then
  useEffect(() => virtual.scrollToEnd(), [conversationId])
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={box}
        role="log"
        aria-label={say.messages}
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to do that too
        tabIndex={0}
        className="h-full overflow-y-auto overflow-x-hidden [overflow-anchor:none] focus-visible:-outline-offset-2"
        onScroll={() => setAway(!virtual.isAtEnd(nearEnd))}
      >
        <div className="relative mx-auto max-w-[760px]" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const entry = entries[index]
            return entry ? (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                className="absolute inset-x-0 px-4 py-2.5"
                style={{ transform: `translateY(${start}px)` }}
              >
                <Message conversationId={conversationId} entry={entry} partner={branch.partner} />
              </div>
            ) : null
          })}
        </div>
      </div>
      {isAway ? (
        <IconButton
          icon="arrow-down"
          variant="secondary"
          label={say.toEnd}
          className="absolute bottom-2 left-1/2 -translate-x-1/2 rounded-full! shadow-float"
          onClick={() => virtual.scrollToEnd({ behavior: 'smooth' })}
        />
      ) : null}
      <Announced entries={entries} />
    </div>
  )
}

/** A screen reader is told of each answer once, when it is whole, and not of every word on the way. */
function Announced({ entries }: { entries: readonly ChatEntry[] }) {
  const last = entries.at(-1)
  const isDone = last?.role === 'assistant' && last.status !== 'running' && last.status !== 'queued'
  const first = useRef(last?.messageId)
  const isNew = last !== undefined && (first.current !== last.messageId || !isDone)
  if (isNew) first.current = undefined
  const words = isDone && isNew ? say.answered(last.text.slice(0, 500) || last.error?.message || '') : ''
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  )
}

/** How tall a message will be, roughly, until it is measured. */
function estimate(entry: ChatEntry | undefined): number {
  if (!entry) return 60
  const lines = Math.ceil(entry.text.length / 95) + entry.text.split('\n').length
  return 56 + Math.min(lines, 400) * 21 + entry.steps.length * 38
}
