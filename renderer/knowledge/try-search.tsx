import { type FormEvent, useState } from 'react'
import type { Passage } from '../../shared/contract/knowledge.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { errorOf } from '../link/error-of.ts'
import { knowledge } from '../state/knowledge-store.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { Input } from '../ui/input.tsx'
import { Card } from './card.tsx'
import { markWords } from './mark-words.ts'

const say = text.knowledge.search

/** Characters of a passage that is folded: more than about six lines. */
const longText = 600

type Found = { query: string; passages: Passage[]; runId: string | null; notice: string | null }

/** A search as an agent would make it, with what it found and where that stands. */
export function TrySearch({ knowledgeId, name }: { knowledgeId: string; name: string }) {
  const [query, setQuery] = useState('')
  const [found, setFound] = useState<Found | null>(null)
  const [error, setError] = useState<ErrorInfo | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function search(event: FormEvent): Promise<void> {
    event.preventDefault()
    const asked = query.trim()
    if (asked === '' || isBusy) return
    setBusy(true)
    setError(null)
    try {
      setFound({ query: asked, ...(await knowledge.search(knowledgeId, asked)) })
    } catch (thrown) {
      setFound(null)
      setError(errorOf(thrown))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Card title={say.title} note={say.note}>
      <search aria-label={name}>
        <form onSubmit={(event) => void search(event)} className="flex gap-2">
          <Input
            icon="search"
            type="search"
            value={query}
            onChange={setQuery}
            aria-label={say.label}
            placeholder={say.placeholder}
            maxLength={2_000}
          />
          <Button type="submit" variant="primary" isBusy={isBusy} disabled={query.trim() === ''}>
            {say.go}
          </Button>
        </form>
      </search>
      {error ? <ErrorNote error={error} /> : null}
      {found ? <Results found={found} /> : null}
    </Card>
  )
}

function Results({ found: { query, passages, runId, notice } }: { found: Found }) {
  return (
    <div className="flex flex-col gap-3">
      {notice ? (
        <p className="flex items-center gap-2 text-sm text-warn">
          <Icon name="triangle-alert" size={14} className="shrink-0" />
          {notice}
        </p>
      ) : null}
      {passages.length === 0 ? (
        <p role="status">
          {say.nothing} <span className="text-mute">{say.nothingHint}</span>
        </p>
      ) : (
        <ol aria-label={say.results} className="-mx-4 divide-y border-y">
          {passages.map((passage) => (
            <PassageRow key={`${passage.path} ${passage.text}`} passage={passage} query={query} />
          ))}
        </ol>
      )}
      {runId ? (
        <p className="text-mute text-sm">
          {say.costHint}{' '}
          <a href={hrefOf({ screen: 'runs', runId })} className="rounded-xs text-accent hover:underline">
            {text.knowledge.run}
          </a>
        </p>
      ) : null}
    </div>
  )
}

function PassageRow({ passage, query }: { passage: Passage; query: string }) {
  const { title, heading, path, page, line, score, by } = passage
  const [isWhole, setWhole] = useState(false)
  const place = page === null ? (line === null ? null : say.line(line)) : say.page(page)
  let at = 0
  return (
    <li className="flex flex-col gap-1.5 px-4 py-3">
      <div className="flex items-baseline gap-2">
        <h3 className="min-w-0 truncate font-semibold">{title}</h3>
        {place ? <span className="figures shrink-0 text-mute text-sm">{place}</span> : null}
        <span className="flex-1" />
        {by.map((way) => (
          <Badge key={way} tone={way === 'meaning' ? 'accent' : 'plain'}>
            {say.by[way]}
          </Badge>
        ))}
        <span title={say.score(score.toFixed(3))} className="figures shrink-0 text-mute text-sm">
          {score.toFixed(2)}
        </span>
      </div>
      <p className="wrap-anywhere text-mute text-sm">
        {[heading === title ? '' : heading, path].filter((part) => part !== '').join(' · ')}
      </p>
      <p className={classNames('wrap-anywhere whitespace-pre-wrap', !isWhole && 'line-clamp-6')}>
        {markWords(passage.text, query).map((piece) => {
          const key = at
          at += piece.text.length
          return piece.isMarked ? (
            <mark key={key} className="rounded-xs bg-accent-soft text-text">
              {piece.text}
            </mark>
          ) : (
            <span key={key}>{piece.text}</span>
          )
        })}
      </p>
      {passage.text.length > longText ? (
        <button
          type="button"
          className="w-fit rounded-xs text-accent text-sm hover:underline"
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? say.less : say.whole}
        </button>
      ) : null}
    </li>
  )
}
