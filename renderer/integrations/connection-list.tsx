import { useState } from 'react'
import type { Connection } from '../../shared/contract/integrations.ts'
import { connectionLook, connectionTitle, needsAttention } from '../parts/integrations/connection-state.ts'
import { integrations, useIntegrations } from '../state/integrations-store.ts'
import { hrefOf, navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { BrandTile } from '../ui/brand-tile.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { useTest } from './use-test.ts'

const say = text.integrations.connections

/** Every connection there is, those that need attention first. */
export function ConnectionList() {
  const connections = useIntegrations((state) => state.connections)
  const error = useIntegrations((state) => state.error)
  if (connections === null) {
    return error ? <ErrorNote error={error} /> : <Skeleton className="h-40 rounded-xl" />
  }
  if (connections.length === 0) {
    return (
      <EmptyState
        icon="plug"
        title={say.empty}
        body={say.emptyBody}
        action={
          <Button variant="primary" onClick={() => navigate({ screen: 'integrations' })}>
            {say.emptyAction}
          </Button>
        }
      />
    )
  }
  return <Connections connections={connections} />
}

function Connections({ connections }: { connections: readonly Connection[] }) {
  const sorted = [...connections].sort((a, b) => Number(needsAttention(b)) - Number(needsAttention(a)))
  const broken = connections.filter(needsAttention).length
  return (
    <>
      <div className="flex items-center gap-3">
        <p className="flex flex-1 items-center gap-2 text-mute">
          <Icon
            name={broken > 0 ? 'circle-alert' : 'circle-check'}
            size={16}
            className={broken > 0 ? 'text-bad' : 'text-ok'}
          />
          {broken > 0 ? say.attention(broken) : say.healthy(connections.length)}
        </p>
        <TestAll connections={connections} />
      </div>
      <div className="rounded-xl border bg-panel shadow-card">
        <table aria-label={text.integrations.tabs.connections} className="w-full table-fixed text-left">
          <thead className="text-mute text-sm">
            <tr className="h-8 border-b">
              <th scope="col" className="px-4 font-medium">
                {say.columns.connection}
              </th>
              <th scope="col" className="w-36 px-2 font-medium">
                {say.columns.state}
              </th>
              <th scope="col" className="w-28 px-2 font-medium">
                {say.columns.used}
              </th>
              <th scope="col" className="w-28 px-2 font-medium">
                {say.columns.tested}
              </th>
              <th scope="col" className="w-48 px-2 font-medium">
                {say.columns.by}
              </th>
              <th scope="col" className="w-52 px-4">
                <span className="sr-only">{text.common.more}</span>
              </th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {sorted.map((connection) => (
              <ConnectionRow key={connection.connectionId} connection={connection} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function TestAll({ connections }: { connections: readonly Connection[] }) {
  const [isBusy, setBusy] = useState(false)
  const testAll = async () => {
    setBusy(true)
    // What one of them says stands in its row; that the engine is away, the banner tells.
    await Promise.allSettled(connections.map(({ connectionId }) => integrations.test(connectionId)))
    setBusy(false)
  }
  return (
    <Button size="sm" icon="refresh-cw" isBusy={isBusy} onClick={() => void testAll()}>
      {say.testAll}
    </Button>
  )
}

function ConnectionRow({ connection }: { connection: Connection }) {
  const { connectionId, integrationId, account, state, error, lastUsedAt, lastTestedAt, usedBy } = connection
  const service = useIntegrations((all) => all.list?.find(({ id }) => id === integrationId))
  const { isTesting, outcome, test } = useTest(connectionId)
  const look = connectionLook(state)
  const title = connectionTitle(connection)
  const told = outcome?.kind === 'failed' ? outcome.error : error
  const words = text.integrations.connection
  return (
    <tr className="align-top">
      <td className="px-4 py-2.5">
        <a
          href={hrefOf({ screen: 'integrations', integrationId })}
          className="group flex items-center gap-3 rounded-md"
        >
          <BrandTile title={service?.title ?? integrationId} brand={service?.brand ?? null} size="lg" />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-semibold group-hover:underline">{title}</span>
            <span className="block truncate text-mute text-sm">
              {[service?.title ?? integrationId, account === title ? '' : account].filter(Boolean).join(' · ')}
            </span>
          </span>
        </a>
        {told ? (
          <p className="mt-1 line-clamp-3 break-words pl-[42px] text-bad text-sm" title={told.message}>
            {told.message}
          </p>
        ) : null}
      </td>
      <td className="px-2 py-2.5">
        <Badge tone={look.tone} icon={look.icon} className="mt-0.5">
          {look.label}
        </Badge>
      </td>
      <td className="px-2 py-3 text-mute text-sm">
        {lastUsedAt === null ? text.common.time.never : <RelativeTime atMs={lastUsedAt} />}
      </td>
      <td className="px-2 py-3 text-mute text-sm">
        {lastTestedAt === null ? text.common.time.never : <RelativeTime atMs={lastTestedAt} />}
      </td>
      <td className="px-2 py-3 text-sm">
        {usedBy.length === 0 ? (
          <span className="text-mute">{say.nobody}</span>
        ) : (
          <span className="line-clamp-2">
            {usedBy.map(({ workflowId, name }, index) => (
              <span key={workflowId}>
                {index > 0 ? ', ' : ''}
                <a href={hrefOf({ screen: 'workflow', workflowId })} className="rounded-xs hover:underline">
                  {name}
                </a>
              </span>
            ))}
          </span>
        )}
      </td>
      <td className="px-4 py-2.5">
        <span className="flex justify-end gap-1.5">
          {needsAttention(connection) ? (
            <Button
              size="sm"
              variant="primary"
              aria-label={words.againLabel(title)}
              onClick={() => integrations.openWizard({ integrationId, connectionId })}
            >
              {words.again}
            </Button>
          ) : null}
          <Button size="sm" isBusy={isTesting} aria-label={words.testLabel(title)} onClick={test}>
            {words.test}
          </Button>
        </span>
      </td>
    </tr>
  )
}
