import { useMemo, useState } from 'react'
import type { Capability } from '../../shared/catalog/integration.ts'
import { KindBadge } from '../parts/integrations/kind-badge.tsx'
import { classNames } from '../ui/class-names.ts'
import { Icon } from '../ui/icon.tsx'
import { CapabilityDocs } from './capability-docs.tsx'

type CapabilityListProps = { title: string; capabilities: readonly Capability[] }

/** Actions or triggers of a service under their headings; each opens to its documentation. */
export function CapabilityList({ title, capabilities }: CapabilityListProps) {
  const groups = useMemo(() => Map.groupBy(capabilities, ({ group }) => group), [capabilities])
  if (capabilities.length === 0) return null
  return (
    <section aria-label={title}>
      <h2 className="mb-2 flex items-baseline gap-2 font-semibold text-md">
        {title}
        <span className="figures font-normal text-mute text-sm">{capabilities.length}</span>
      </h2>
      <div className="overflow-hidden rounded-xl border bg-panel shadow-card">
        {[...groups].map(([group, members]) => (
          <div key={group} className="border-b last:border-b-0">
            <h3 className="border-b bg-sunken px-4 py-1.5 font-medium text-mute text-xs">{group}</h3>
            <ul className="divide-y">
              {members.map((capability) => (
                <CapabilityRow key={capability.id} capability={capability} />
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  )
}

function CapabilityRow({ capability }: { capability: Capability }) {
  const [isOpen, setOpen] = useState(false)
  const docsId = `capability-${capability.kind === null ? 'trigger' : 'action'}-${capability.id}`
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? docsId : undefined}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-center gap-3 px-4 py-2 text-left hover:bg-hover/60 focus-visible:-outline-offset-2"
      >
        <span className="wrap-anywhere w-56 shrink-0 font-medium">{capability.title}</span>
        <span className="min-w-0 flex-1 text-mute">{capability.summary}</span>
        <KindBadge kind={capability.kind} />
        <Icon
          name="chevron-down"
          size={14}
          className={classNames('text-mute transition-transform duration-100', isOpen && 'rotate-180')}
        />
      </button>
      {isOpen ? <CapabilityDocs id={docsId} capability={capability} /> : null}
    </li>
  )
}
