import type { HealthCheck } from '../../shared/contract/health.ts'
import { hrefOf, parseHash } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Icon } from '../ui/icon.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Ticks } from '../ui/ticks.tsx'
import { StateIcon } from './state-icon.tsx'

const say = text.health

/** One check: how it is, in a sentence, what to do, and what it is made of. */
export function CheckRow({ check }: { check: HealthCheck }) {
  const { name, state, message, hint, link, at, parts } = check
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <span className="mt-0.5">
        <StateIcon state={state} />
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="font-semibold">{say.names[name]}</h2>
        <p className="wrap-anywhere text-mute">
          <Ticks words={message} />
        </p>
        {hint ? (
          <p className="wrap-anywhere text-sm">
            <Ticks words={hint} />
          </p>
        ) : null}
        {parts.length > 0 ? <Parts name={say.names[name]} parts={parts} /> : null}
      </div>
      <div className="flex shrink-0 items-center gap-3 text-mute text-sm">
        <RelativeTime atMs={at} />
        {link && state !== 'ok' ? <Way to={link} label={say.open(say.names[name])} /> : null}
      </div>
    </li>
  )
}

function Parts({ name, parts }: { name: string; parts: HealthCheck['parts'] }) {
  return (
    <ul aria-label={say.parts(name)} className="mt-2 flex flex-col gap-1 text-sm">
      {parts.map((part) => (
        <li key={part.title} className="flex items-start gap-2">
          <span className="mt-0.5">
            <StateIcon state={part.state} size={14} />
          </span>
          <span className="wrap-anywhere min-w-0 flex-1">
            <span className="font-medium">{part.title}</span>
            {part.message ? <span className="text-mute"> {part.message}</span> : null}
          </span>
          {part.link ? <Way to={part.link} label={say.open(part.title)} /> : null}
        </li>
      ))}
    </ul>
  )
}

/** `niti://settings/storage` is the page's own `#/settings/storage`. */
function Way({ to, label }: { to: string; label: string }) {
  const href = hrefOf(parseHash(`#/${to.replace(/^niti:\/\//, '')}`))
  return (
    <a href={href} aria-label={label} className="flex shrink-0 items-center gap-1 text-accent text-sm hover:underline">
      {say.openWhere}
      <Icon name="arrow-right" size={13} />
    </a>
  )
}
