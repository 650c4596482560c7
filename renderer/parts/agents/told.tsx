import type { ToolDescription } from '../../../shared/contract/agents.ts'
import { text } from '../../text.ts'
import { Prose } from '../../ui/prose.tsx'

const say = text.agents.tool

/** Exactly what a model is told of a tool: the name of each function, what it is for, and the schema of what it takes. */
export function Told({ functions }: { functions: readonly ToolDescription[] }) {
  if (functions.length === 0) return <p className="text-mute text-sm">{say.toldNothing}</p>
  return (
    <ul className="flex flex-col gap-3">
      {functions.map(({ key, name, description, schema }) => (
        <li key={key} className="flex flex-col gap-1.5">
          <code className="select-text break-all font-mono font-semibold text-sm">{name}</code>
          <Prose words={description} className="select-text text-sm" />
          {/* A place that scrolls is reached by the keyboard. */}
          <section
            // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
            tabIndex={0}
            aria-label={say.schemaOf(name)}
            className="max-h-64 select-text overflow-auto rounded-md border bg-sunken"
          >
            <pre className="px-2.5 py-2 font-mono text-xs leading-4">{JSON.stringify(schema, null, 2)}</pre>
          </section>
        </li>
      ))}
    </ul>
  )
}
