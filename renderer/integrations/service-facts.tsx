import type { ReactNode } from 'react'
import type { IntegrationDetail } from '../../shared/catalog/integration.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'

const say = text.integrations.detail

/** Beside what a service can do: where its sign-in goes, its limits, the ways to sign in. */
export function ServiceFacts({ detail }: { detail: IntegrationDetail }) {
  return (
    <aside aria-label={detail.title} className="flex flex-col self-start rounded-xl border bg-panel shadow-card">
      <Fact icon="shield-check" title={say.hosts}>
        <p className="text-mute text-sm">{detail.open ? say.hostsOpen : say.hostsBody}</p>
        <ul className="mt-1.5 flex flex-col gap-1">
          {detail.hosts.map((host) => (
            <li key={host} className="wrap-anywhere font-mono text-sm">
              {hostWords(host, detail)}
            </li>
          ))}
        </ul>
      </Fact>
      <Fact icon="timer" title={say.limits}>
        {detail.limits.length === 0 ? (
          <p className="text-mute text-sm">{say.noLimits}</p>
        ) : (
          <>
            <ul className="flex flex-col gap-1 text-sm">
              {detail.limits.map((limit) => (
                <Limit key={limit} words={limit} />
              ))}
            </ul>
            <p className="mt-1 text-mute text-sm">{say.limitsBody}</p>
          </>
        )}
      </Fact>
      {detail.methods.length > 0 ? (
        <Fact icon="key-round" title={say.methods}>
          <ul className="flex flex-col gap-2">
            {detail.methods.map(({ id, title, summary }, index) => (
              <li key={id} className="text-sm">
                <span className="flex items-center gap-1.5 font-medium">
                  {title}
                  {index === 0 && detail.methods.length > 1 ? <Badge tone="accent">{say.recommended}</Badge> : null}
                </span>
                {summary ? <span className="text-mute">{summary}</span> : null}
              </li>
            ))}
          </ul>
        </Fact>
      ) : null}
    </aside>
  )
}

/** The vendor's page that says so is a link, in place of its address. */
function Limit({ words }: { words: string }) {
  const [text = '', url, rest = ''] = words.split(/ ?\((https:\/\/[^)\s]+)\)/)
  return (
    <li className="wrap-anywhere">
      {text}
      {rest}
      {url === undefined ? null : (
        <>
          {' '}
          <a href={url} target="_blank" rel="noreferrer" className="whitespace-nowrap text-accent underline">
            {say.limitSource}
          </a>
        </>
      )}
    </li>
  )
}

/** A part that a connection says is named as the wizard names it. */
function hostWords(host: string, { methods }: IntegrationDetail): string {
  const titleOf = (name: string) =>
    methods.flatMap(({ fields }) => fields).find((field) => field.name === name)?.title ?? name
  return host.replace(/\{(\w+)\}/g, (_, name: string) => say.hostField(titleOf(name)))
}

function Fact({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <section className="border-b px-4 py-3.5 last:border-b-0">
      <h2 className="mb-1 flex items-center gap-2 font-semibold">
        <Icon name={icon} size={15} className="text-mute" />
        {title}
      </h2>
      {children}
    </section>
  )
}
