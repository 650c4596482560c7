import { useEffect, useRef } from 'react'
import { loadCatalog } from '../state/catalog-store.ts'
import { useCommands } from '../state/commands.ts'
import { useIntegrations } from '../state/integrations-store.ts'
import { hrefOf, type Route } from '../state/route-store.ts'
import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { Input } from '../ui/input.tsx'
import { ConnectionList } from './connection-list.tsx'
import { Gallery } from './gallery.tsx'
import { changeGalleryView, useGalleryView } from './gallery-view-store.ts'
import { ServicePage } from './service-page.tsx'

const say = text.integrations

type IntegrationsScreenProps = { route: Extract<Route, { screen: 'integrations' | 'connections' }> }

/** The services there are, one of them, or all connections to them. */
export function IntegrationsScreen({ route }: IntegrationsScreenProps) {
  useEffect(() => void loadCatalog(), [])
  if (route.screen === 'integrations' && route.integrationId !== undefined) {
    return <ServicePage key={route.integrationId} integrationId={route.integrationId} />
  }
  return <Overview isServices={route.screen === 'integrations'} />
}

function Overview({ isServices }: { isServices: boolean }) {
  const services = useIntegrations((state) => state.list?.length ?? null)
  const connections = useIntegrations((state) => state.connections?.length ?? null)
  const query = useGalleryView((view) => view.query)
  const search = useRef<HTMLInputElement>(null)
  useCommands({ find: isServices ? () => search.current?.select() : undefined })
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-14 shrink-0 items-center gap-5 border-b bg-panel px-6">
        <h1 className="font-semibold text-lg">{say.title}</h1>
        <nav aria-label={say.tabs.label} className="flex h-full items-stretch gap-1">
          <Place to={{ screen: 'integrations' }} label={say.tabs.services} count={services} isHere={isServices} />
          <Place to={{ screen: 'connections' }} label={say.tabs.connections} count={connections} isHere={!isServices} />
        </nav>
        <div className="flex-1" />
        {isServices ? (
          <Input
            ref={search}
            icon="search"
            type="search"
            autoFocus
            value={query}
            onChange={(next) => changeGalleryView({ query: next })}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && query !== '') changeGalleryView({ query: '' })
              if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
              const first = document.querySelector<HTMLElement>('[data-service]')
              if (!first) return
              event.preventDefault()
              if (event.key === 'Enter' && query !== '') first.click()
              else first.focus()
            }}
            placeholder={say.gallery.search}
            aria-label={say.gallery.search}
            className="max-w-72"
          />
        ) : null}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1280px] flex-col gap-4 px-6 py-5">
          {isServices ? <Gallery /> : <ConnectionList />}
        </div>
      </div>
    </div>
  )
}

type PlaceProps = { to: Route; label: string; count: number | null; isHere: boolean }

function Place({ to, label, count, isHere }: PlaceProps) {
  return (
    <a
      href={hrefOf(to)}
      aria-current={isHere ? 'page' : undefined}
      className={classNames(
        '-mb-px flex items-center gap-1.5 border-b-2 px-2 font-medium transition-colors duration-100 focus-visible:-outline-offset-2',
        isHere ? 'border-accent text-text' : 'border-transparent text-mute hover:text-text',
      )}
    >
      {label}
      {count ? <span className="figures font-normal text-mute text-sm">{count}</span> : null}
    </a>
  )
}
