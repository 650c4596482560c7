import { useEffect, useRef } from 'react'
import { OverviewFrame } from '../parts/integrations/overview-frame.tsx'
import { loadCatalog } from '../state/catalog-store.ts'
import { useCommands } from '../state/commands.ts'
import type { Route } from '../state/route-store.ts'
import { text } from '../text.ts'
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
  const query = useGalleryView((view) => view.query)
  const search = useRef<HTMLInputElement>(null)
  useCommands({ find: isServices ? () => search.current?.select() : undefined })
  const field = (
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
  )
  return (
    <OverviewFrame here={isServices ? 'integrations' : 'connections'} trailing={isServices ? field : null}>
      {isServices ? <Gallery /> : <ConnectionList />}
    </OverviewFrame>
  )
}
