import { useState } from 'react'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { formatCount } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { type FetchFile, FileRow } from './file-row.tsx'
import { charactersAtOnce, entriesAtOnce, type ValueRow } from './value-rows.ts'

const longText = 280

type RowViewProps = {
  row: ValueRow
  /** The value as a whole is this text, which then has no name. */
  isWholeText: boolean
  onToggle: (key: string, isOpen: boolean) => void
  /** null: the rest cannot be had. */
  onMore: ((row: Extract<ValueRow, { kind: 'more' }>) => Promise<void>) | null
  fetchFile?: FetchFile
  showsPictures: boolean
}

/** One line of a value. */
export function RowView({ row, isWholeText, onToggle, onMore, fetchFile, showsPictures }: RowViewProps) {
  switch (row.kind) {
    case 'leaf':
      return (
        <Line row={row}>
          <Leaf value={row.value} />
        </Line>
      )
    case 'file':
      return (
        <Line row={row}>
          <FileRow file={row.file} fetchFile={fetchFile} isPlain showsPicture={showsPictures} />
        </Line>
      )
    case 'text':
      return isWholeText ? (
        <div className="select-text whitespace-pre-wrap break-words px-2.5 py-1 font-sans text-sm">{row.text}</div>
      ) : (
        <Line row={row}>
          <span className="min-w-0 select-text whitespace-pre-wrap break-words text-ok">{row.text}</span>
        </Line>
      )
    case 'empty':
      return <div className="px-2.5 text-mute">{row.isList ? '[ ]' : '{ }'}</div>
    case 'more':
      return <More row={row} onMore={onMore} />
    case 'branch':
      return (
        <button
          type="button"
          aria-expanded={row.isOpen}
          onClick={() => onToggle(row.key, !row.isOpen)}
          className="flex w-full items-center gap-1.5 py-px pr-2.5 text-left hover:bg-hover focus-visible:-outline-offset-2"
          style={{ paddingLeft: indent(row.depth) - 2 }}
        >
          <Icon name={row.isOpen ? 'chevron-down' : 'chevron-right'} size={12} className="-mr-0.5 text-mute" />
          <Name row={row} />
          <span className="truncate text-mute">{row.isOpen ? countOf(row) : row.preview || countOf(row)}</span>
        </button>
      )
  }
}

function Line({ row, children }: { row: ValueRow; children: React.ReactNode }) {
  if (row.name === '') return <div className="px-2.5">{children}</div>
  return (
    <div className="flex min-w-0 gap-1.5 py-px pr-2.5" style={{ paddingLeft: indent(row.depth) + 14 }}>
      <Name row={row} />
      {children}
    </div>
  )
}

function Name({ row: { name, isIndex } }: { row: ValueRow }) {
  return <span className={isIndex ? 'text-mute' : 'text-group-data'}>{name}</span>
}

function More({ row, onMore }: { row: Extract<ValueRow, { kind: 'more' }>; onMore: RowViewProps['onMore'] }) {
  const say = text.runs.value
  const step = row.of === 'entries' ? entriesAtOnce : charactersAtOnce
  const next = formatCount(Math.min(step, row.remaining))
  const rest = formatCount(row.remaining)
  return (
    <div
      className="flex flex-wrap items-center gap-x-3 py-0.5 pr-2.5 font-sans text-mute"
      style={{ paddingLeft: indent(row.depth) }}
    >
      {onMore === null ? (
        <span>{say.left[row.of](rest)}</span>
      ) : (
        <>
          <button
            type="button"
            aria-disabled={row.isLoading || undefined}
            onClick={() => void onMore(row)}
            className="flex items-center gap-1 rounded-xs font-medium text-accent hover:underline"
          >
            {row.isLoading ? <Icon name="loader-circle" size={12} className="animate-spin" /> : null}
            {row.error ? text.common.retry : say.next[row.of](next)}
          </button>
          <span>{say.left[row.of](rest)}</span>
        </>
      )}
      {row.error ? (
        <span role="alert" className="w-full text-bad">
          {row.error}
        </span>
      ) : null}
    </div>
  )
}

function Leaf({ value }: { value: null | boolean | number | string }) {
  const [isWhole, setWhole] = useState(false)
  if (typeof value !== 'string') {
    return (
      <span className={classNames('font-mono text-xs', value === null ? 'text-mute' : 'text-group-logic')}>
        {String(value)}
      </span>
    )
  }
  const isLong = value.length > longText
  return (
    <span className="min-w-0 select-text whitespace-pre-wrap break-words text-ok">
      {isLong && !isWhole ? `${value.slice(0, longText)}… ` : value}
      {isLong && !isWhole ? (
        <button type="button" onClick={() => setWhole(true)} className="text-accent hover:underline">
          {text.runs.value.showAll(formatCount(value.length))}
        </button>
      ) : null}
    </span>
  )
}

function indent(depth: number): number {
  return 10 + depth * 14
}

function countOf({ isList, size }: { isList: boolean; size: number }): string {
  return isList ? text.runs.value.entries(size) : text.runs.value.fields(size)
}
