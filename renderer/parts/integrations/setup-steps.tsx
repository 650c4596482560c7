import type { SignInMethod } from '../../../shared/catalog/integration.ts'
import { text } from '../../text.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import { type SetupPart, setupParts } from './setup-parts.ts'

const say = text.integrations.wizard
const names = { redirectUrl: say.redirectUrl, scopes: say.scopeList }

type SetupStepsProps = { method: SignInMethod; scopes: readonly string[] }

/** What to do at the service first, with the values to copy there. */
export function SetupSteps({ method, scopes }: SetupStepsProps) {
  const redirectUrl = method.oauth?.redirectUrl ?? null
  return (
    <div className="flex flex-col gap-2.5">
      <ol className="flex list-[lower-alpha] flex-col gap-2 pl-4 marker:text-mute">
        {method.setup.map((step) => (
          <li key={step} className="wrap-anywhere pl-1">
            {setupParts(step, { redirectUrl, scopes }).map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a step never change their order
              <Part key={index} part={part} />
            ))}
          </li>
        ))}
      </ol>
      {method.setupUrl ? (
        <a
          href={method.setupUrl}
          target="_blank"
          rel="noreferrer"
          className="inline-flex h-8 w-fit items-center gap-1.5 rounded-md border border-line-strong bg-panel px-3 font-medium shadow-card hover:bg-hover"
        >
          {say.openSite(new URL(method.setupUrl).host.replace(/^www\./, ''))}
          <Icon name="external-link" size={13} className="text-mute" />
        </a>
      ) : null}
    </div>
  )
}

function Part({ part }: { part: SetupPart }) {
  if (part.kind === 'words') return <Ticks words={part.words} />
  return (
    <span className="my-1 flex items-center gap-1 rounded-md border bg-sunken py-0.5 pr-0.5 pl-2">
      <code className="wrap-anywhere min-w-0 flex-1 font-mono text-sm">{part.value}</code>
      <CopyButton value={part.value} what={names[part.name]} />
    </span>
  )
}
