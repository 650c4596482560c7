import { useState } from 'react'
import type { Json } from '../../../shared/json.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { formatCount } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { LongText } from './long-text.tsx'

/** Entries of a list or object shown at first, and how many more each time one asks. */
const pageSize = 100
const longText = 280

/** A JSON value one can look into, level by level. Text alone is shown as text, not as a JSON string. */
export function ValueTree({ value }: { value: Json }) {
  if (typeof value === 'string') return <TextValue value={value} />
  if (typeof value !== 'object' || value === null) return <Leaf value={value} />
  return (
    <div className="overflow-x-auto rounded-md border bg-sunken py-1 font-mono text-xs">
      <Entries value={value} depth={0} />
    </div>
  )
}

function TextValue({ value }: { value: string }) {
  if (value === '') return <p className="text-mute text-sm italic">{text.runs.value.emptyText}</p>
  return <LongText value={value} most={2_000} className="rounded-md border bg-sunken px-2.5 py-2" />
}

type Composite = Json[] | { [key: string]: Json }

function Entries({ value, depth }: { value: Composite; depth: number }) {
  const [shown, setShown] = useState(pageSize)
  const entries: [string, Json][] = Array.isArray(value)
    ? value.slice(0, shown).map((entry, index) => [String(index), entry])
    : Object.entries(value).slice(0, shown)
  const total = Array.isArray(value) ? value.length : Object.keys(value).length
  if (total === 0) return <div className="px-2.5 text-mute">{Array.isArray(value) ? '[ ]' : '{ }'}</div>
  return (
    <>
      {entries.map(([key, entry]) => (
        <Entry key={key} name={key} value={entry} depth={depth} isIndex={Array.isArray(value)} />
      ))}
      {total > shown ? (
        <button
          type="button"
          onClick={() => setShown(shown + pageSize)}
          style={{ paddingLeft: indent(depth) }}
          className="py-0.5 text-accent hover:underline"
        >
          {text.runs.value.more(formatCount(total - shown))}
        </button>
      ) : null}
    </>
  )
}

type EntryProps = { name: string; value: Json; depth: number; isIndex: boolean }

function Entry({ name, value, depth, isIndex }: EntryProps) {
  const isComposite = typeof value === 'object' && value !== null
  const [isOpen, setOpen] = useState(depth === 0 && isComposite && sizeOf(value) <= 12)
  const label = <span className={isIndex ? 'text-mute' : 'text-group-data'}>{name}</span>
  if (!isComposite) {
    return (
      <div className="flex min-w-0 gap-1.5 py-px pr-2.5" style={{ paddingLeft: indent(depth) + 14 }}>
        {label}
        <Leaf value={value} />
      </div>
    )
  }
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-center gap-1.5 py-px pr-2.5 text-left hover:bg-hover"
        style={{ paddingLeft: indent(depth) - 2 }}
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={12} className="-mr-0.5 text-mute" />
        {label}
        <span className="truncate text-mute">{isOpen ? countOf(value) : previewOf(value)}</span>
      </button>
      {isOpen ? <Entries value={value} depth={depth + 1} /> : null}
    </>
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

function sizeOf(value: Composite): number {
  return Array.isArray(value) ? value.length : Object.keys(value).length
}

function countOf(value: Composite): string {
  return Array.isArray(value) ? text.runs.value.entries(value.length) : text.runs.value.fields(sizeOf(value))
}

/** The start of what is inside, so that one need not open everything to find the right one. */
function previewOf(value: Composite): string {
  const start = JSON.stringify(
    Array.isArray(value) ? value.slice(0, 4) : Object.fromEntries(Object.entries(value).slice(0, 4)),
  )
  return start.length > 70 ? `${start.slice(0, 70)}…` : start
}
