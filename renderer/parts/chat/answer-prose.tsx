import { memo, type ReactNode, useMemo } from 'react'
import Markdown, { type Components, type Options } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { createLatePiece } from '../../ui/late-piece.ts'
import { splitBlocks } from './blocks.ts'
import './prose.css'

const say = text.chat.answer

// Grammars of some forty languages: only where there is code to colour.
const highlight = createLatePiece(async () => (await import('rehype-highlight')).default)

type AnswerProseProps = {
  words: string
  /** More of it is coming. */
  isWriting?: boolean
  className?: string
}

/**
 * Markdown that a model wrote: with tables, code in colours and links that open outside. It loads nothing: HTML is left
 * out, and a picture is a link to it, because an address alone can carry off what was said.
 */
export function AnswerProse({ words, isWriting = false, className }: AnswerProseProps) {
  const blocks = useMemo(() => (isWriting ? splitBlocks(words) : [words]), [words, isWriting])
  return (
    <div
      className={classNames('niti-prose niti-answer wrap-anywhere select-text', className)}
      data-writing={isWriting || undefined}
    >
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end
        <Block key={index} words={block} isLast={isWriting && index === blocks.length - 1} />
      ))}
    </div>
  )
}

const plugins: Options['remarkPlugins'] = [remarkGfm]
const codeFence = /^ {0,3}(`{3,}|~{3,})/m

const Block = memo(function Block({ words, isLast }: { words: string; isLast: boolean }) {
  return codeFence.test(words) ? <Coloured words={words} isLast={isLast} /> : <Parsed words={words} />
})

/** Code that is still being written is coloured once it is whole. */
function Coloured({ words, isLast }: { words: string; isLast: boolean }) {
  const { piece } = highlight.usePiece()
  const rehype = useMemo<Options['rehypePlugins']>(() => (piece && !isLast ? [piece] : []), [piece, isLast])
  return <Parsed words={words} rehype={rehype} />
}

function Parsed({ words, rehype }: { words: string; rehype?: Options['rehypePlugins'] }) {
  return (
    <Markdown remarkPlugins={plugins} rehypePlugins={rehype} components={components} skipHtml>
      {words}
    </Markdown>
  )
}

const components: Components = {
  // The page has its own first headings.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h3>{children}</h3>,
  h3: ({ children }) => <h4>{children}</h4>,
  h5: ({ children }) => <h4>{children}</h4>,
  h6: ({ children }) => <h4>{children}</h4>,
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => <Link href={typeof src === 'string' ? src : undefined}>{say.picture(alt ?? '')}</Link>,
  input: ({ checked }) => (
    <Icon name={checked ? 'check' : 'square'} size={13} label={checked ? say.done : say.open} className="mr-1 inline" />
  ),
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and the keyboard must be able to do that too
    <section className="niti-table" aria-label={say.table} tabIndex={0}>
      <table>{children}</table>
    </section>
  ),
  pre: ({ node, children }) => {
    const code = node?.children[0]
    const names = code?.type === 'element' ? code.properties.className : undefined
    const language = Array.isArray(names) ? names.map(String).find((name) => name.startsWith('language-')) : undefined
    return (
      <CodeBlock language={language?.slice('language-'.length) ?? ''} code={code ? textIn(code) : ''}>
        {children}
      </CodeBlock>
    )
  },
}

/** Elsewhere only: an address inside the page would be another screen, and nothing else is opened. */
function Link({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (!href || !/^(https?:|mailto:)/i.test(href)) return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noreferrer" title={href} className="text-accent underline">
      {children}
    </a>
  )
}

function CodeBlock({ language, code, children }: { language: string; code: string; children: ReactNode }) {
  return (
    <div className="niti-code">
      <div className="flex h-7 items-center justify-between border-b pr-1 pl-2.5 font-sans text-mute text-xs">
        <span>{language}</span>
        <CopyButton value={code.replace(/\n$/, '')} what={say.copyCode} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and the keyboard must be able to do that too */}
      <section aria-label={say.code} tabIndex={0} className="overflow-x-auto px-2.5 py-2">
        <pre>{children}</pre>
      </section>
    </div>
  )
}

type HastNode = { type: string; value?: unknown; children?: readonly HastNode[] }

function textIn({ type, value, children }: HastNode): string {
  if (type === 'text') return typeof value === 'string' ? value : ''
  return children?.map(textIn).join('') ?? ''
}
