import type { Capability } from '../../shared/catalog/integration.ts'
import type { Json } from '../../shared/json.ts'
import { text } from '../text.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Ticks } from '../ui/ticks.tsx'
import { fieldRows } from './field-rows.ts'

const say = text.integrations.detail

/** What an action or a trigger takes and gives, with an example of each. */
export function CapabilityDocs({ id, capability }: { id: string; capability: Capability }) {
  const { kind, summary, scopes, example, ways } = capability
  const fields = fieldRows(capability.input)
  return (
    <div id={id} className="flex flex-col gap-3.5 border-t bg-sunken px-4 py-3.5">
      <p>
        {summary}
        {ways.length > 0 ? (
          <span className="text-mute"> {say.heard([...new Set(ways.map((way) => say.ways[way]))])}</span>
        ) : null}
      </p>
      <div>
        <h4 className="mb-1 font-semibold text-sm">{say.takes}</h4>
        {fields.length === 0 ? (
          <p className="text-mute text-sm">{say.takesNothing}</p>
        ) : (
          <dl className="divide-y rounded-lg border bg-panel">
            {fields.map((field) => (
              <div key={field.name} className="flex gap-4 px-3 py-1.5">
                <dt className="w-44 shrink-0">
                  <span className="font-medium">{field.title}</span>
                  <code className="block truncate font-mono text-mute text-xs">{field.name}</code>
                </dt>
                <dd className="min-w-0 flex-1 text-sm">
                  {field.description ? (
                    <p>
                      <Ticks words={field.description} />
                    </p>
                  ) : null}
                  <p className="wrap-anywhere text-mute">
                    {field.type}
                    {field.isRequired ? <span className="font-medium text-text"> · {say.required}</span> : null}
                    {field.initial === null ? null : ` · ${say.initial(field.initial)}`}
                  </p>
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      {kind === null ? (
        <Sample title={say.begins} value={example.gives} />
      ) : (
        <div className="grid grid-cols-2 gap-3">
          <Sample title={say.exampleIn} value={example.input} />
          <Sample title={say.exampleOut} value={example.gives} />
        </div>
      )}
      {scopes.length > 0 ? (
        <p className="text-mute text-sm">
          {say.needs}{' '}
          {scopes.map((scope, index) => (
            <span key={scope}>
              {index > 0 ? ', ' : ''}
              <code className="wrap-anywhere font-mono text-text">{scope}</code>
            </span>
          ))}
          .
        </p>
      ) : null}
    </div>
  )
}

function Sample({ title, value }: { title: string; value: Json }) {
  const words = JSON.stringify(value, null, 2)
  return (
    <div className="flex min-w-0 flex-col">
      <div className="mb-1 flex h-6 items-center justify-between">
        <h4 className="font-semibold text-sm">{title}</h4>
        <CopyButton value={words} what={title} />
      </div>
      <pre
        // A part that scrolls can be reached by the keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
        tabIndex={0}
        className="max-h-60 min-h-0 flex-1 overflow-auto rounded-lg border bg-panel px-3 py-2 font-mono text-sm leading-[17px]"
      >
        {words}
      </pre>
    </div>
  )
}
