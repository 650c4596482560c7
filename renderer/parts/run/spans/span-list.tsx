import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Workflow } from '../../../../shared/workflow/workflow.ts'
import { text } from '../../../text.ts'
import { classNames } from '../../../ui/class-names.ts'
import { Icon } from '../../../ui/icon.tsx'
import { StatusIcon } from '../../../ui/status-icon.tsx'
import { iconState, useSpanLook } from './span-look.ts'
import { around, isOpenAtFirst, type SpanRow, type SpanTree, shownId, spanRows } from './span-rows.ts'

const rowHeight = 26

type SpanListProps = {
  tree: SpanTree
  document: Workflow
  label: string
  /** The id of the chosen span. */
  chosen: string | null
  onChoose: (id: string) => void
  /** Of the column with the names. */
  nameClass: string
  /** Above the rows, in the place that `drawRow` draws below. */
  head: ReactNode
  /** What stands to the right of the name. */
  drawRow: (row: SpanRow) => ReactNode
  /** Behind all rows, to the right of the names. */
  backdrop?: ReactNode
  onWheel?: (event: WheelEvent) => void
}

/** The spans of a run as lines that fold, with arrow keys as in any tree; what stands beside the names is the caller's. */
export function SpanList(props: SpanListProps) {
  const { tree, document, label, chosen, onChoose, nameClass, head, drawRow, backdrop, onWheel } = props
  const [flipped, setFlipped] = useState<ReadonlySet<string>>(new Set())
  const box = useRef<HTMLDivElement>(null)
  const lookOf = useSpanLook(document)
  const rows = useMemo(() => spanRows(tree, flipped), [tree, flipped])
  const shown = chosen === null ? null : shownId(tree, chosen)
  const index = rows.findIndex(({ span }) => span.id === shown)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const flip = useCallback((id: string) => {
    setFlipped((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
  useReveal({ tree, shown, flipped, setFlipped })
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' })
  }, [index, virtual])
  useEffect(() => {
    const element = box.current
    if (!element || !onWheel) return
    // Not by React: its listener is passive, and the page would zoom as well.
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [onWheel])

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[index]
    const to = keyTarget(event.key, { rows, index })
    if (to !== null) {
      const target = rows[to]
      if (target) onChoose(target.span.id)
    } else if (
      row?.canOpen &&
      ((event.key === 'ArrowRight' && !row.isOpen) || (event.key === 'ArrowLeft' && row.isOpen))
    ) {
      flip(row.span.id)
    } else if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
  }

  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-7 shrink-0 items-stretch border-b px-3 text-mute text-xs">
        <div className={classNames('flex items-center', nameClass)}>{text.runPage.tree.columns.name}</div>
        <div className="relative min-w-0 flex-1">{head}</div>
      </div>
      <div
        ref={box}
        role="tree"
        aria-label={label}
        tabIndex={0}
        aria-activedescendant={index >= 0 ? rowId(index) : undefined}
        onKeyDown={onKeyDown}
        className="min-h-0 flex-1 overflow-y-auto overflow-x-hidden focus-visible:-outline-offset-2"
      >
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          <div className="pointer-events-none absolute inset-0 flex px-3">
            <div className={nameClass} />
            <div className="relative min-w-0 flex-1">{backdrop}</div>
          </div>
          {virtual.getVirtualItems().map(({ index: at, start }) => {
            const row = rows[at]
            if (!row) return null
            const { span, depth, canOpen, isOpen } = row
            const look = lookOf(span)
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys
              <div
                key={span.id}
                id={rowId(at)}
                role="treeitem"
                aria-level={depth + 1}
                aria-expanded={canOpen ? isOpen : undefined}
                aria-selected={at === index}
                tabIndex={-1}
                onClick={() => onChoose(span.id)}
                style={{ height: rowHeight, transform: `translateY(${start}px)` }}
                className={classNames(
                  'absolute inset-x-0 flex items-center px-3 text-sm',
                  at === index ? 'bg-accent-soft' : 'hover:bg-hover/60',
                )}
              >
                <div
                  className={classNames('flex items-center gap-1.5 pr-2', nameClass)}
                  style={{ paddingLeft: Math.min(depth, 10) * 12 }}
                >
                  {canOpen ? (
                    <button
                      type="button"
                      tabIndex={-1}
                      aria-label={isOpen ? text.runPage.tree.fold(look.title) : text.runPage.tree.unfold(look.title)}
                      onClick={(event) => {
                        event.stopPropagation()
                        flip(span.id)
                      }}
                      className="-ml-1 flex size-4 shrink-0 items-center justify-center rounded-xs text-mute hover:bg-line"
                    >
                      <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={12} />
                    </button>
                  ) : (
                    <span className="w-3 shrink-0" />
                  )}
                  <span data-group={look.group} className="flex shrink-0 text-group">
                    <Icon name={look.icon} size={13} />
                  </span>
                  <span title={look.title} className={classNames('min-w-0 truncate', depth === 0 && 'font-semibold')}>
                    {look.title}
                  </span>
                  {span.state === 'done' ? null : (
                    <StatusIcon status={iconState(span.state)} size={13} className="shrink-0" />
                  )}
                </div>
                <div className="relative h-full min-w-0 flex-1">{drawRow(row)}</div>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

const rowId = (index: number) => `span-row-${index}`

/** The row that a key goes to; null: it goes nowhere. */
function keyTarget(key: string, { rows, index }: { rows: readonly SpanRow[]; index: number }): number | null {
  const row = rows[index]
  switch (key) {
    case 'ArrowDown':
      return Math.min(index + 1, rows.length - 1)
    case 'ArrowUp':
      return Math.max(index - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return rows.length - 1
    case 'ArrowRight':
      return row?.isOpen ? index + 1 : null
    case 'ArrowLeft': {
      if (!row || row.isOpen) return null
      const outer = rows.findLastIndex((one, at) => at < index && one.depth < row.depth)
      return outer < 0 ? null : outer
    }
    default:
      return null
  }
}

type Reveal = {
  tree: SpanTree
  shown: string | null
  flipped: ReadonlySet<string>
  setFlipped: (next: ReadonlySet<string>) => void
}

/** Opens what a chosen span stands in, once each time another is chosen or it is first heard of. */
function useReveal({ tree, shown, flipped, setFlipped }: Reveal): void {
  const revealed = useRef<string | null>(null)
  useEffect(() => {
    if (shown === revealed.current) return
    revealed.current = shown
    if (shown === null) return
    const folded = around(tree, shown).filter((id) => {
      const span = tree.byId.get(id)
      return span !== undefined && flipped.has(id) === isOpenAtFirst(tree, span)
    })
    if (folded.length === 0) return
    const next = new Set(flipped)
    for (const id of folded) if (!next.delete(id)) next.add(id)
    setFlipped(next)
  }, [tree, shown, flipped, setFlipped])
}
