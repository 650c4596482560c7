import { useEffect } from 'react'
import type { IntegrationDetail } from '../../shared/catalog/integration.ts'
import { connectionTitle } from '../parts/integrations/connection-state.ts'
import { integrations, useIntegrations } from '../state/integrations-store.ts'
import { hrefOf, navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { BrandTile } from '../ui/brand-tile.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icon.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { CapabilityList } from './capability-list.tsx'
import { ConnectionCard } from './connection-card.tsx'
import { ServiceFacts } from './service-facts.tsx'

const say = text.integrations.detail

/** One service: who is signed in to it, what it can do, where its sign-in goes. */
export function ServicePage({ integrationId }: { integrationId: string }) {
  const detail = useIntegrations((state) => state.details[integrationId])
  const error = useIntegrations((state) => state.detailErrors[integrationId])
  useEffect(() => void integrations.loadDetail(integrationId), [integrationId])
  if (detail) return <Service detail={detail} />
  if (!error) return <PageSkeleton />
  const isGone = error.kind === 'user'
  return (
    <EmptyState
      className="h-full"
      icon="plug"
      title={isGone ? say.gone(integrationId) : error.message}
      body={isGone ? say.goneBody : error.hint}
      action={
        <>
          <Button onClick={() => navigate({ screen: 'integrations' })}>{say.back}</Button>
          {isGone ? null : (
            <Button onClick={() => void integrations.loadDetail(integrationId)}>{text.common.retry}</Button>
          )}
        </>
      }
    />
  )
}

function Service({ detail }: { detail: IntegrationDetail }) {
  const { id, title } = detail
  const connections = useIntegrations((state) => state.connections)
  const own = (connections ?? []).filter(({ integrationId }) => integrationId === id)
  const connect = () => integrations.openWizard({ integrationId: id })
  return (
    <div className="h-full overflow-y-auto">
      <header className="border-b bg-panel">
        <div className="mx-auto flex w-full max-w-[1280px] flex-col gap-3 px-6 pt-3 pb-4">
          <a
            href={hrefOf({ screen: 'integrations' })}
            className="-ml-1 flex w-fit items-center gap-1 rounded-sm px-1 text-mute text-sm hover:text-text"
          >
            <Icon name="arrow-left" size={13} />
            {say.back}
          </a>
          <div className="flex items-center gap-3.5">
            <BrandTile title={title} brand={detail.brand} size="xl" />
            <div className="min-w-0 flex-1">
              <div className="flex items-center gap-2">
                <h1 className="truncate font-semibold text-xl">{title}</h1>
                <Badge>{text.integrations.categories[detail.category]}</Badge>
              </div>
              <p className="truncate text-mute">{detail.summary}</p>
            </div>
            <a
              href={detail.docsUrl}
              target="_blank"
              rel="noreferrer"
              className="inline-flex h-8 items-center gap-1.5 rounded-md px-2.5 font-medium text-mute hover:bg-hover hover:text-text"
            >
              <Icon name="book-open" size={15} />
              {say.docs}
              <Icon name="external-link" size={12} />
            </a>
            {detail.methods.length > 0 ? (
              <Button variant={own.length === 0 ? 'primary' : 'secondary'} icon="plug" onClick={connect}>
                {own.length === 0 ? say.connect(title) : say.connectAnother}
              </Button>
            ) : null}
          </div>
        </div>
      </header>
      <div className="mx-auto grid w-full max-w-[1280px] grid-cols-[minmax(0,1fr)_280px] gap-6 px-6 py-5">
        <div className="flex min-w-0 flex-col gap-6">
          <section aria-labelledby="service-connections">
            <h2 id="service-connections" className="mb-2 font-semibold text-md">
              {say.connections}
            </h2>
            {own.length > 0 ? (
              <ul className="flex flex-col gap-3">
                {own.map((connection) => (
                  <ConnectionCard
                    key={connection.connectionId}
                    connection={connection}
                    title={connectionTitle(connection)}
                    detail={detail}
                  />
                ))}
              </ul>
            ) : (
              <NotConnected detail={detail} isLoading={connections === null} />
            )}
          </section>
          <CapabilityList title={say.triggers} capabilities={detail.triggerList} />
          <CapabilityList title={say.actions} capabilities={detail.actionList} />
        </div>
        <ServiceFacts detail={detail} />
      </div>
    </div>
  )
}

function NotConnected({ detail, isLoading }: { detail: IntegrationDetail; isLoading: boolean }) {
  if (isLoading) return <Skeleton className="h-16 rounded-xl" />
  const isOpen = detail.open
  return (
    <div className="flex items-center gap-3 rounded-xl border border-dashed px-4 py-3.5">
      <Icon name={isOpen ? 'circle-check' : 'plug'} size={17} className={isOpen ? 'text-ok' : 'text-mute'} />
      <p className="min-w-0 flex-1 text-mute">
        {isOpen ? say.open : <span className="font-medium text-text">{say.notConnected}. </span>}
        {isOpen ? null : say.notConnectedBody(detail.title)}
      </p>
    </div>
  )
}

function PageSkeleton() {
  return (
    <div role="status" aria-label={text.common.loading}>
      <div className="border-b bg-panel">
        <div className="mx-auto flex max-w-[1280px] items-center gap-3.5 px-6 pt-10 pb-4">
          <Skeleton className="size-10 rounded-xl" />
          <div className="flex flex-col gap-2">
            <Skeleton className="h-5 w-36" />
            <Skeleton className="h-4 w-80" />
          </div>
        </div>
      </div>
      <div className="mx-auto grid max-w-[1280px] grid-cols-[minmax(0,1fr)_280px] gap-6 px-6 py-5">
        <div className="flex flex-col gap-3">
          <Skeleton className="h-16 rounded-xl" />
          <Skeleton className="mt-6 h-11 rounded-lg" />
          <Skeleton className="h-11 rounded-lg" />
          <Skeleton className="h-11 rounded-lg" />
        </div>
        <Skeleton className="h-48 rounded-xl" />
      </div>
    </div>
  )
}
