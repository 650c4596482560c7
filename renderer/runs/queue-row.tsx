import { type DragEvent, type KeyboardEvent, useState } from 'react'
import type { QueuedRun } from '../../shared/contract/queue.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'

const dragType = 'application/x-niti-queued-run'
const priorities = [50, 0, -50]

type QueueRowProps = {
  run: QueuedRun
  index: number
  total: number
  /** So many places down; negative: up. */
  onMoveBy: (by: number) => void
  /** Another run was dropped on this one's upper half, or lower half. */
  onDropBefore: (runId: string, isAfter: boolean) => void
  onPriority: (priority: number) => void
  onTakeOut: () => void
}

/** One run that waits: its place, why it does not run yet, since when; moved by dragging or by the arrow keys. */
export function QueueRow({ run, index, total, onMoveBy, onDropBefore, onPriority, onTakeOut }: QueueRowProps) {
  const [drop, setDrop] = useState<'before' | 'after' | null>(null)
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1, Home: -total, End: total }[event.key]
    if (by === undefined) return
    event.preventDefault()
    onMoveBy(by)
  }
  const over = (event: DragEvent<HTMLElement>) => {
    if (!event.dataTransfer.types.includes(dragType)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'move'
    setDrop(isInLowerHalf(event) ? 'after' : 'before')
  }
  const priority = text.queue.priorities[run.priority]
  return (
    <li
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(dragType, run.runId)
        event.dataTransfer.effectAllowed = 'move'
      }}
      onDragOver={over}
      onDragLeave={() => setDrop(null)}
      onDrop={(event) => {
        setDrop(null)
        const runId = event.dataTransfer.getData(dragType)
        if (runId === '') return
        event.preventDefault()
        onDropBefore(runId, isInLowerHalf(event))
      }}
      className={classNames(
        'group relative flex items-start gap-1 border-b py-1.5 pr-1.5 pl-1.5 last:border-b-0 hover:bg-hover/60',
        drop === 'before' && 'shadow-[inset_0_2px_0_var(--accent)]',
        drop === 'after' && 'shadow-[inset_0_-2px_0_var(--accent)]',
      )}
    >
      <button
        type="button"
        title={text.queue.sortHint}
        onKeyDown={keys}
        className="figures mt-px flex h-5 w-7 shrink-0 cursor-grab! items-center justify-center rounded-sm text-mute text-xs hover:bg-line"
      >
        <span className="sr-only">{text.queue.sort(run.workflowName)}</span>
        <span aria-hidden className="group-focus-within:hidden group-hover:hidden">
          {index + 1}
        </span>
        <Icon name="grip-vertical" size={13} className="hidden group-focus-within:block group-hover:block" />
      </button>
      <a
        href={hrefOf({ screen: 'runs', runId: run.runId })}
        // Else the browser drags the link, and not the row.
        draggable={false}
        className="min-w-0 flex-1 rounded-sm"
      >
        <span className="flex items-center gap-1.5">
          <span className="min-w-0 truncate font-medium">{run.workflowName}</span>
          {run.priority === 0 ? null : (
            <Badge tone={run.priority > 0 ? 'accent' : 'plain'}>
              {priority ?? text.queue.priorityOf(run.priority)}
            </Badge>
          )}
        </span>
        <span className="line-clamp-2 break-words text-mute text-sm">{run.reason}</span>
        <span className="block text-mute text-sm">
          {text.runs.triggers[run.trigger]} <RelativeTime atMs={run.startedAt} />
        </span>
      </a>
      <IconButton
        icon="arrow-up"
        size="sm"
        label={`${text.queue.up}: ${run.workflowName}`}
        disabled={index === 0}
        onClick={() => onMoveBy(-1)}
      />
      <IconButton
        icon="arrow-down"
        size="sm"
        label={`${text.queue.down}: ${run.workflowName}`}
        disabled={index === total - 1}
        onClick={() => onMoveBy(1)}
      />
      <Menu
        trigger={<IconButton icon="ellipsis" size="sm" label={text.queue.actions(run.workflowName)} />}
        items={[
          { label: text.queue.first, isDisabled: index === 0, onSelect: () => onMoveBy(-total) },
          { label: text.queue.last, isDisabled: index === total - 1, onSelect: () => onMoveBy(total) },
          {
            kind: 'submenu',
            label: text.queue.priority,
            items: priorities.map((value) => ({
              label: text.queue.priorities[value] ?? text.queue.priorityOf(value),
              isChecked: run.priority === value,
              onSelect: () => onPriority(value),
            })),
          },
          { kind: 'separator' },
          { label: text.queue.takeOut, icon: 'x', isDanger: true, onSelect: onTakeOut },
        ]}
      />
    </li>
  )
}

function isInLowerHalf(event: DragEvent<HTMLElement>): boolean {
  const { top, height } = event.currentTarget.getBoundingClientRect()
  return event.clientY > top + height / 2
}
