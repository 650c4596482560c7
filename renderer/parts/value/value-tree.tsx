import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import type { Json } from '../../../shared/json.ts'
import { fileRefOf } from '../../../shared/run/file-ref.ts'
import { text } from '../../text.ts'
import { LongText } from '../run/long-text.tsx'
import { clippedOf } from '../run/value-kind.ts'
import { type FetchFile, FileRow } from './file-row.tsx'
import { type FetchPage, useValueTree } from './use-value-tree.ts'
import { RowView } from './value-row.tsx'
import type { ValueRow } from './value-rows.ts'

/** More rows than this get a box of their own that scrolls, in which only those in sight are drawn. */
const virtualAbove = 150

/** With more files than this in sight none of them is shown as a picture: each would be fetched for it. */
const mostPictures = 8

type ValueTreeProps = {
  value: Json
  /** Fetches what was cut; left out: it cannot be had. */
  fetchPage?: FetchPage
  /** Fetches files that are named in it; left out: they cannot be had. */
  fetchFile?: FetchFile
}

/** A JSON value one can look into, level by level and page by page. Text alone is shown as text, not as a JSON string. */
export function ValueTree({ value, fetchPage, fetchFile }: ValueTreeProps) {
  const file = fileRefOf(value)
  if (file) return <FileRow file={file} fetchFile={fetchFile} />
  if (typeof value === 'string') return <TextValue value={value} />
  return <Tree value={value} fetchPage={fetchPage ?? null} fetchFile={fetchFile} />
}

function TextValue({ value }: { value: string }) {
  if (value === '') return <p className="text-mute text-sm italic">{text.runs.value.emptyText}</p>
  return <LongText value={value} most={2_000} className="rounded-md border bg-sunken px-2.5 py-2" />
}

type TreeProps = { value: Json; fetchPage: FetchPage | null; fetchFile: FetchFile | undefined }

function Tree({ value, fetchPage, fetchFile }: TreeProps) {
  const { rows, toggle, more } = useValueTree(value, fetchPage)
  const fewFiles = rows.length <= virtualAbove && rows.filter(({ kind }) => kind === 'file').length <= mostPictures
  const isText = clippedOf(value)?.kind === 'text'
  const draw = (row: ValueRow) => (
    <RowView
      row={row}
      isWholeText={isText}
      onToggle={toggle}
      fetchFile={fetchFile}
      showsPictures={fewFiles}
      onMore={fetchPage || (row.kind === 'more' && row.offset === null) ? more : null}
    />
  )
  if (typeof value !== 'object' || value === null) return rows.map((row) => <div key={row.key}>{draw(row)}</div>)
  if (rows.length > virtualAbove) return <VirtualRows rows={rows} draw={draw} />
  return (
    <div className="overflow-x-auto rounded-md border bg-sunken py-1 font-mono text-xs">
      {rows.map((row) => (
        <div key={row.key}>{draw(row)}</div>
      ))}
    </div>
  )
}

function VirtualRows({ rows, draw }: { rows: ValueRow[]; draw: (row: ValueRow) => ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => 18,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 10,
  })
  return (
    <section
      ref={box}
      aria-label={text.runs.value.box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to do that too
      tabIndex={0}
      className="max-h-[420px] overflow-auto rounded-md border bg-sunken py-1 font-mono text-xs focus-visible:-outline-offset-2"
    >
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index]
          return row ? (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="absolute inset-x-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              {draw(row)}
            </div>
          ) : null
        })}
      </div>
    </section>
  )
}
