import { text } from '../text.ts'
import { Popover } from '../ui/popover.tsx'

/** How many permissions there are; which ones is a click away. */
export function ScopeNote({ scopes }: { scopes: readonly string[] }) {
  const words = text.integrations.connection.scopes(scopes.length)
  return (
    <Popover
      label={words}
      trigger={
        <button
          type="button"
          className="rounded-xs underline decoration-line-strong underline-offset-2 hover:text-text data-[state=open]:text-text"
        >
          {words}
        </button>
      }
      className="max-w-96"
    >
      <ul className="flex flex-col gap-1 font-mono text-sm">
        {scopes.map((scope) => (
          <li key={scope} className="wrap-anywhere">
            {scope}
          </li>
        ))}
      </ul>
    </Popover>
  )
}
