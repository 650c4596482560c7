import { text } from '../../text.ts'
import { Checkbox } from '../../ui/checkbox.tsx'
import { Icon } from '../../ui/icon.tsx'

const say = text.integrations.wizard

type ScopeChoiceProps = {
  scopes: readonly { scope: string; title: string }[]
  chosen: readonly string[]
  error?: string
  onChange: (scopes: string[]) => void
}

/** What Niti may do at the service, each with a tick. */
export function ScopeChoice({ scopes, chosen, error, onChange }: ScopeChoiceProps) {
  const set = (scope: string, isOn: boolean) =>
    onChange(scopes.map((one) => one.scope).filter((one) => (one === scope ? isOn : chosen.includes(one))))
  return (
    <fieldset data-sign-in="scopes" className="flex min-w-0 flex-col gap-1.5">
      <legend className="sr-only">{say.scopes}</legend>
      {scopes.map(({ scope, title }) => (
        <Checkbox
          key={scope}
          isOn={chosen.includes(scope)}
          onChange={(isOn) => set(scope, isOn)}
          label={
            <>
              {title}{' '}
              <code title={scope} className="wrap-anywhere font-mono text-mute text-xs">
                {shortScope(scope)}
              </code>
            </>
          }
        />
      ))}
      {error ? (
        <p role="alert" className="flex items-start gap-1 text-bad text-sm">
          <Icon name="circle-alert" size={13} className="mt-[1.5px]" />
          {error}
        </p>
      ) : (
        <p className="text-mute text-sm">{say.scopesHint}</p>
      )}
    </fieldset>
  )
}

/** A scope that is an address, as at Google, by its end: where it has to be entered, it stands whole. */
export function shortScope(scope: string): string {
  return /^https?:\/\/.*?([^/]+)\/?$/.exec(scope)?.[1] ?? scope
}
