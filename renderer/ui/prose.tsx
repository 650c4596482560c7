import Markdown from 'react-markdown'
import { classNames } from './class-names.ts'

const allowed = [
  ...['p', 'strong', 'em', 'code', 'pre', 'ul', 'ol', 'li', 'h1', 'h2', 'h3', 'h4', 'blockquote', 'hr', 'br', 'del'],
]

/** Markdown that people and models write. Links and pictures in it load nothing and lead nowhere. */
export function Prose({ words, className }: { words: string; className?: string }) {
  return (
    <div className={classNames('niti-prose break-words', className)}>
      <Markdown allowedElements={allowed} unwrapDisallowed skipHtml>
        {words}
      </Markdown>
    </div>
  )
}
