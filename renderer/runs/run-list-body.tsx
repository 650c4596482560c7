import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RunFilter } from '../../shared/contract/run-filter.ts'
import { hrefOf } from '../state/route-store.ts'
import { type RunListState, runList } from '../state/run-list-store.ts'
import { text } from '../text.ts'
import { type LongList, roomOf, rowsInView, scrollTopFor } from './long-list.ts'
import { RunListGap, RunListRow } from './run-list-row.tsx'
import { isSelected, type Selection } from './use-selection.ts'

const rowHeights = { plain: 54, withWords: 74 }
const keys = new Set(['ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown', 'PageUp'])

type RunListBodyProps = {
  list: RunListState
  /** As it stands in the address. */
  filter: RunFilter
  current: string | undefined
  selection: Selection
  onSelect: (index: number, isOn: boolean, isRange?: boolean) => void
}

/** The rows in view of a list of any length. Arrows move, Enter opens, Space selects. */
export function RunListBody({ list, filter, current, selection, onSelect }: RunListBodyProps) {
  const box = useRef<HTMLDivElement>(null)
  /** The row that is to have the keyboard, as soon as it is drawn. */
  const wanted = useRef<number | null>(null)
  const [scrollTop, setScrollTop] = useState(0)
  const [viewHeight, setViewHeight] = useState(600)
  const rows = list.total ?? 0
  const words = filter.words?.trim() || undefined
  const long: LongList = { rows, rowHeight: words ? rowHeights.withWords : rowHeights.plain, viewHeight }
  const { first, last, top } = rowsInView(long, scrollTop)

  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(() => setViewHeight(element.clientHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: it says that the list begins anew, at its top
  useEffect(() => void box.current?.scrollTo({ top: 0 }), [list.turn])
  useEffect(() => runList.look(first, last, scrollTop < 4), [first, last, scrollTop])
  const focusWanted = () => {
    const link =
      wanted.current === null ? null : box.current?.querySelector<HTMLElement>(`[data-place="${wanted.current}"] a`)
    if (!link) return
    wanted.current = null
    link.focus({ preventScroll: true })
  }
  // A row further down is drawn, and perhaps has to arrive, before it can have the keyboard.
  useLayoutEffect(focusWanted)

  const moveTo = (index: number) => {
    const place = Math.max(0, Math.min(rows - 1, index))
    const to = scrollTopFor(long, scrollTop, place)
    wanted.current = place
    if (to === scrollTop) return focusWanted()
    box.current?.scrollTo({ top: to })
    setScrollTop(to)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { target, key } = event
    const place = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-place]')?.dataset.place : undefined
    if (place === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    const index = Number(place)
    if (key === ' ' && target instanceof HTMLAnchorElement) {
      const run = runList.at(index)
      if (run) onSelect(index, !isSelected(selection, run.runId), event.shiftKey)
    } else if (keys.has(key)) {
      const page = Math.max(1, Math.floor(viewHeight / long.rowHeight) - 1)
      const by = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows, End: rows }[key] ?? 0
      moveTo(index + by)
    } else return
    event.preventDefault()
  }

  return (
    <div
      ref={box}
      className="min-h-0 flex-1 overflow-y-auto"
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
    >
      <ul aria-label={text.runList.list} className="relative" style={{ height: roomOf(long) }} onKeyDown={onKeyDown}>
        {Array.from({ length: Math.max(0, last - first) }, (_, row) => {
          const index = first + row
          const run = runList.at(index)
          return (
            <li
              key={run?.runId ?? index}
              data-place={index}
              aria-setsize={rows}
              aria-posinset={index + 1}
              className="absolute inset-x-0"
              style={{ top: top(index), height: long.rowHeight }}
            >
              {run ? (
                <RunListRow
                  run={run}
                  href={hrefOf({ screen: 'runs', runId: run.runId, filter })}
                  isCurrent={run.runId === current}
                  isSelected={isSelected(selection, run.runId)}
                  words={words}
                  onSelect={(isOn, isRange) => onSelect(index, isOn, isRange)}
                />
              ) : (
                <RunListGap />
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
