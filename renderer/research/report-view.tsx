import { type ComponentProps, createContext, type ReactNode, use, useMemo } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import type { Citation } from '../../shared/contract/research.ts'
import { text } from '../text.ts'
import { Icon } from '../ui/icon.tsx'
import { Popover } from '../ui/popover.tsx'
import { placeOf } from './progress.ts'

const say = text.research.report
const citationLink = '#citation-'

const allowed = [
  ...[
    'p',
    'strong',
    'em',
    'code',
    'pre',
    'ul',
    'ol',
    'li',
    'h1',
    'h2',
    'h3',
    'h4',
    'blockquote',
    'hr',
    'br',
    'del',
    'a',
  ],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
]

/** The citations of the report around, by number. */
const CitationsOf = createContext<ReadonlyMap<number, Citation>>(new Map())

// One table for all reports: another one with each news of it would close the passage that one reads.
const components: Components = { a: ReportLink }

/** A report; its citations open the passage they rest on. Nothing in it is loaded, and links lead to pages alone. */
export function ReportView({ report, citations }: { report: string; citations: Citation[] }) {
  const byNumber = useMemo(() => new Map(citations.map((one) => [one.number, one])), [citations])
  return (
    <CitationsOf value={byNumber}>
      <div className="niti-prose niti-report break-words text-base leading-relaxed">
        <Markdown
          remarkPlugins={[remarkGfm]}
          allowedElements={allowed}
          unwrapDisallowed
          skipHtml
          components={components}
        >
          {linked(report, byNumber)}
        </Markdown>
      </div>
    </CitationsOf>
  )
}

/** Citations become links inside the page, which are drawn as marks; brackets of anything else stay as they are. */
function linked(report: string, citations: ReadonlyMap<number, Citation>): string {
  return report.replace(/\[(\d{1,4})\](?!\()/g, (mark, number: string) =>
    citations.has(Number(number)) ? `[${number}](${citationLink}${number})` : mark,
  )
}

function ReportLink({ href = '', children }: ComponentProps<'a'>) {
  const citations = use(CitationsOf)
  const citation = href.startsWith(citationLink) ? citations.get(Number(href.slice(citationLink.length))) : undefined
  if (citation) return <CitationMark citation={citation} />
  if (!/^https?:\/\//i.test(href)) return children
  return <OutLink href={href}>{children}</OutLink>
}

function OutLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className="text-accent underline">
      {children}
    </a>
  )
}

function CitationMark({ citation }: { citation: Citation }) {
  return (
    <Popover
      label={say.citation(citation.number)}
      className="w-96"
      trigger={
        <button
          type="button"
          aria-label={say.citation(citation.number)}
          className="figures mx-0.5 rounded-sm bg-accent-soft px-1 align-baseline font-medium text-accent text-sm hover:bg-accent hover:text-on-accent data-[state=open]:bg-accent data-[state=open]:text-on-accent"
        >
          {citation.number}
        </button>
      }
    >
      <CitationPassage citation={citation} />
    </Popover>
  )
}

/** The quote in the paragraph it stands in, and where that is. */
export function CitationPassage({ citation }: { citation: Citation }) {
  const { quote, passage, url, title, publishedAt } = citation
  const at = passage.indexOf(quote)
  return (
    <div className="flex flex-col gap-2">
      <blockquote className="max-h-64 overflow-y-auto whitespace-pre-line border-accent border-l-2 pl-3">
        {at < 0 ? (
          <mark className="bg-accent-soft text-text">{quote}</mark>
        ) : (
          <>
            <span className="text-mute">{passage.slice(0, at)}</span>
            <mark className="bg-accent-soft text-text">{quote}</mark>
            <span className="text-mute">{passage.slice(at + quote.length)}</span>
          </>
        )}
      </blockquote>
      <p className="font-medium">{title}</p>
      <p className="flex items-center gap-2 text-mute text-sm">
        <span className="min-w-0 flex-1 truncate" title={url}>
          {placeOf(url)}
          {publishedAt ? ` · ${publishedAt.slice(0, 10)}` : ''}
        </span>
        {/^https?:\/\//i.test(url) ? (
          <a
            href={url}
            target="_blank"
            rel="noreferrer"
            className="flex items-center gap-1 font-medium text-accent hover:underline"
          >
            {say.openPage}
            <Icon name="external-link" size={13} />
          </a>
        ) : null}
      </p>
    </div>
  )
}

/** All citations, at the foot of the report. */
export function SourceList({ citations }: { citations: Citation[] }) {
  if (citations.length === 0) return null
  return (
    <section aria-label={say.sources} className="mt-6 border-t pt-4">
      <h2 className="mb-2 font-semibold text-md">{say.sources}</h2>
      <ol className="flex flex-col gap-1.5">
        {citations.map((citation) => (
          <li key={citation.number} className="flex gap-2 text-sm">
            <CitationMark citation={citation} />
            <span className="min-w-0 flex-1">
              <span className="font-medium">{citation.title}</span>
              <span className="text-mute"> · {placeOf(citation.url)}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
