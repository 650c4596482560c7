import { type KeyboardEvent, useMemo } from 'react'
import type { IntegrationSummary } from '../../shared/catalog/integration.ts'
import { useCatalogStore } from '../state/catalog-store.ts'
import { integrations, useIntegrations } from '../state/integrations-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { actionTitles, countCategories, findServices } from './find-services.ts'
import { changeGalleryView, useGalleryView, wholeGallery } from './gallery-view-store.ts'
import { stepInGrid } from './grid-steps.ts'
import { ServiceTile } from './service-tile.tsx'

const say = text.integrations.gallery

/** Every service as a tile, narrowed by what is typed, by kind and to those that are connected. */
export function Gallery() {
  const list = useIntegrations((state) => state.list)
  const error = useIntegrations((state) => state.error)
  if (list) return <Services list={list} />
  if (!error) return <GallerySkeleton />
  return (
    <ErrorNote
      error={error}
      action={
        <Button size="sm" onClick={() => void integrations.load()}>
          {text.common.retry}
        </Button>
      }
    />
  )
}

function Services({ list }: { list: readonly IntegrationSummary[] }) {
  const view = useGalleryView()
  const entries = useCatalogStore((state) => state.entries)
  const titles = useMemo(() => actionTitles(entries ?? []), [entries])
  const found = useMemo(() => findServices(list, view, titles), [list, view, titles])
  return (
    <>
      <Filters list={list} />
      {found.length === 0 ? (
        <Nothing />
      ) : (
        <ul
          aria-label={say.label}
          onKeyDown={moveInGrid}
          className="grid grid-cols-[repeat(auto-fill,minmax(272px,1fr))] gap-3"
        >
          {found.map(({ service, finds }) => (
            <ServiceTile key={service.id} service={service} finds={finds} />
          ))}
        </ul>
      )}
    </>
  )
}

function Filters({ list }: { list: readonly IntegrationSummary[] }) {
  const { category, isConnected } = useGalleryView()
  const categories = useMemo(() => countCategories(list), [list])
  const connected = list.filter(({ connections }) => connections.working + connections.broken > 0).length
  return (
    <fieldset className="flex flex-wrap items-center gap-1.5">
      <legend className="sr-only">{say.filters}</legend>
      <Chip isOn={isConnected} count={connected} onClick={() => changeGalleryView({ isConnected: !isConnected })}>
        <span aria-hidden className="size-1.5 rounded-full bg-ok" />
        {say.connected}
      </Chip>
      <span aria-hidden className="mx-1 h-4 w-px bg-line" />
      <Chip isOn={category === null} count={list.length} onClick={() => changeGalleryView({ category: null })}>
        {say.all}
      </Chip>
      {categories.map(([name, count]) => (
        <Chip
          key={name}
          isOn={category === name}
          count={count}
          onClick={() => changeGalleryView({ category: category === name ? null : name })}
        >
          {text.integrations.categories[name]}
        </Chip>
      ))}
    </fieldset>
  )
}

type ChipProps = { isOn: boolean; count: number; onClick: () => void; children: React.ReactNode }

function Chip({ isOn, count, onClick, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onClick}
      className={classNames(
        'flex h-7 select-none items-center gap-1.5 rounded-full border px-2.5 text-sm transition-colors duration-100',
        isOn ? 'border-accent bg-accent-soft text-accent' : 'bg-panel text-mute hover:bg-hover hover:text-text',
      )}
    >
      {children}
      <span className="figures text-xs">{count}</span>
    </button>
  )
}

function Nothing() {
  const { query, isConnected, category } = useGalleryView()
  const body = query.trim() !== '' ? say.noneBody(query.trim()) : category ? say.noneInCategory : say.noneConnected
  return (
    <EmptyState
      icon="search"
      title={query.trim() === '' && isConnected ? say.noneHere : say.none}
      body={body}
      action={<Button onClick={() => changeGalleryView(wholeGallery)}>{say.clear}</Button>}
    />
  )
}

function GallerySkeleton() {
  return (
    <div
      role="status"
      aria-label={text.common.loading}
      className="grid grid-cols-[repeat(auto-fill,minmax(272px,1fr))] gap-3 pt-11"
    >
      {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => (
        <Skeleton key={key} className="h-30 rounded-xl" />
      ))}
    </div>
  )
}

/** Arrows go from tile to tile as they stand on the screen. */
function moveInGrid(event: KeyboardEvent<HTMLElement>): void {
  const tiles = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-service]')]
  const at = tiles.indexOf(event.target instanceof HTMLElement ? event.target : event.currentTarget)
  const top = tiles[0]?.offsetTop
  const columns = Math.max(1, tiles.filter(({ offsetTop }) => offsetTop === top).length)
  const next = at < 0 ? null : stepInGrid(event.key, { at, columns, count: tiles.length })
  if (next === null) return
  event.preventDefault()
  tiles[next]?.focus()
}
