import { useState } from 'react'
import type { McpTool } from '../../shared/contract/mcp.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'

const say = text.mcp

/** What a server offers, in its own words. */
export function ServerTools({ tools }: { tools: readonly McpTool[] }) {
  if (tools.length === 0) return <p className="border-t px-4 py-3 text-mute text-sm">{say.noTools}</p>
  return (
    <ul aria-label={say.showTools} className="divide-y border-t">
      {tools.map((tool) => (
        <Tool key={tool.name} tool={tool} />
      ))}
    </ul>
  )
}

function Tool({ tool: { name, title, description, schema, readsOnly } }: { tool: McpTool }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <li className="px-4 py-2.5">
      <div className="flex items-center gap-2">
        <code className="truncate font-medium font-mono text-sm">{name}</code>
        {title === '' || title === name ? null : <span className="truncate text-mute text-sm">{title}</span>}
        {readsOnly ? <Badge icon="eye">{say.readsOnly}</Badge> : null}
        <div className="flex-1" />
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={say.schemaOf(name)}
          onClick={() => setOpen(!isOpen)}
          className="flex h-6 shrink-0 items-center gap-1 rounded-md px-1.5 text-mute text-sm hover:bg-hover hover:text-text"
        >
          {say.schema}
          <Icon name={isOpen ? 'chevron-up' : 'chevron-down'} size={13} />
        </button>
      </div>
      {description === '' ? null : <p className="wrap-anywhere line-clamp-3 text-mute text-sm">{description}</p>}
      {isOpen ? (
        <pre className="wrap-anywhere mt-2 whitespace-pre-wrap rounded-md bg-sunken px-3 py-2 font-mono text-xs">
          {JSON.stringify(schema, null, 2)}
        </pre>
      ) : null}
    </li>
  )
}
