import { memo } from 'react'
import type { IntegrationSummary } from '../../shared/catalog/integration.ts'
import { type ServiceState, serviceState } from '../parts/integrations/connection-state.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { BrandTile } from '../ui/brand-tile.tsx'
import { classNames } from '../ui/class-names.ts'

const say = text.integrations

const looks: Record<ServiceState, { dot: string; words: string }> = {
  working: { dot: 'bg-ok', words: 'text-ok' },
  broken: { dot: 'bg-bad', words: 'text-bad' },
  open: { dot: 'border border-mute', words: 'text-mute' },
  none: { dot: '', words: '' },
}

type ServiceTileProps = { service: IntegrationSummary; finds: string | null }

/** A service in the gallery; a click opens its page. */
export const ServiceTile = memo(function ServiceTile({ service, finds }: ServiceTileProps) {
  const state = serviceState(service)
  const look = looks[state]
  return (
    <li className="flex">
      <a
        href={hrefOf({ screen: 'integrations', integrationId: service.id })}
        data-service={service.id}
        className="flex min-w-0 flex-1 flex-col rounded-xl border bg-panel p-3.5 shadow-card transition-colors duration-100 hover:border-line-strong hover:bg-hover/40"
      >
        <span className="flex items-center gap-3">
          <BrandTile title={service.title} brand={service.brand} size="xl" />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-semibold text-md">{service.title}</span>
            <span className="block truncate text-mute text-sm">{say.categories[service.category]}</span>
          </span>
          {state === 'none' ? null : (
            <span className={classNames('flex items-center gap-1.5 self-start pt-0.5 text-xs', look.words)}>
              <span aria-hidden className={classNames('size-1.5 rounded-full', look.dot)} />
              {say.states[state]}
            </span>
          )}
        </span>
        <span className="mt-2.5 line-clamp-3 flex-1 text-mute text-sm leading-[17px]">
          {finds === null ? service.summary : say.gallery.finds(finds)}
        </span>
        <span className="figures mt-2 flex items-center gap-2 text-mute text-xs">
          <span>{say.actions(service.actions)}</span>
          {service.triggers > 0 ? (
            <>
              <span aria-hidden>·</span>
              <span>{say.triggers(service.triggers)}</span>
            </>
          ) : null}
        </span>
      </a>
    </li>
  )
})
