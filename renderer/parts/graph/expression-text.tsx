import { Fragment } from 'react'

/** Text with its `{{ }}` shown as small chips, for places where one reads and does not edit. */
export function ExpressionText({ value }: { value: string }) {
  if (!value.includes('{{')) return value
  const parts = value.split(/(\{\{[^{}]*\}\})/)
  // The place is the identity: the text is drawn anew as a whole.
  return parts.map((part, index) => {
    const key = `${index}`
    if (!part.startsWith('{{')) return <Fragment key={key}>{part}</Fragment>
    return (
      <code key={key} className="rounded-xs bg-accent-soft px-1 font-mono text-accent text-xs">
        {part.slice(2, -2).trim()}
      </code>
    )
  })
}
