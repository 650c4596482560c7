import { useState } from 'react'
import type { IntegrationDetail } from '../../shared/catalog/integration.ts'
import type { Connection } from '../../shared/contract/integrations.ts'
import { connectionLook, needsAttention } from '../parts/integrations/connection-state.ts'
import { integrations } from '../state/integrations-store.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Until } from '../ui/until.tsx'
import { DisconnectDialog } from './disconnect-dialog.tsx'
import { RenameConnection } from './rename-connection.tsx'
import { ScopeNote } from './scope-note.tsx'
import { TestNote } from './test-note.tsx'
import { useTest } from './use-test.ts'

const say = text.integrations.connection

type ConnectionCardProps = { connection: Connection; title: string; detail: IntegrationDetail }

/** One connection of a service: whose it is, whether it works, what uses it, and what one can do about it. */
export function ConnectionCard({ connection, title, detail }: ConnectionCardProps) {
  const { connectionId, account, state, error } = connection
  const [open, setOpen] = useState<'rename' | 'disconnect' | null>(null)
  const { isTesting, outcome, test } = useTest(connectionId)
  const look = connectionLook(state)
  const method = detail.methods.find(({ id }) => id === connection.method)
  const signInAgain = () => integrations.openWizard({ integrationId: detail.id, connectionId })
  return (
    <li aria-label={say.label(title)} className="rounded-xl border bg-panel shadow-card">
      <div className="flex items-center gap-3 px-4 py-3">
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-2">
            <h3 className="truncate font-semibold">{title}</h3>
            <Badge tone={look.tone} icon={look.icon}>
              {look.label}
            </Badge>
          </div>
          <p className="truncate text-mute text-sm">
            {[account === title ? '' : account, method ? say.by(method.title) : '', ...Object.values(connection.fields)]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <Button size="sm" isBusy={isTesting} aria-label={say.testLabel(title)} onClick={test}>
          {say.test}
        </Button>
        {needsAttention(connection) ? (
          <Button size="sm" variant="primary" aria-label={say.againLabel(title)} onClick={signInAgain}>
            {say.again}
          </Button>
        ) : null}
        <Menu
          trigger={<IconButton icon="ellipsis" size="sm" label={say.more(title)} />}
          items={[
            { label: say.again, icon: 'log-in', onSelect: signInAgain },
            { label: text.common.rename, icon: 'pencil', onSelect: () => setOpen('rename') },
            { kind: 'separator' },
            { label: say.disconnect, icon: 'trash-2', isDanger: true, onSelect: () => setOpen('disconnect') },
          ]}
        />
      </div>
      <TestNote isTesting={isTesting} outcome={outcome} className="px-4 pb-3" />
      {error && !isTesting ? <ErrorNote error={error} className="mx-4 mb-3" /> : null}
      {connection.missingScopes.length > 0 ? (
        <p className="wrap-anywhere mx-4 mb-3 flex items-start gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
          <Icon name="triangle-alert" size={14} className="mt-px" />
          {say.missingScopes(connection.missingScopes.join(', '))}
        </p>
      ) : null}
      <Facts connection={connection} />
      {open === 'rename' ? (
        <RenameConnection connection={connection} title={title} onClose={() => setOpen(null)} />
      ) : null}
      <DisconnectDialog
        connection={connection}
        title={title}
        hasClient={method?.oauth?.hasClient ?? false}
        isOpen={open === 'disconnect'}
        onClose={() => setOpen(null)}
      />
    </li>
  )
}

function Facts({ connection }: { connection: Connection }) {
  const { lastUsedAt, lastTestedAt, expiresAt, renews, allowPrivate, scopes, usedBy } = connection
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-1 border-t px-4 py-2 text-mute text-sm">
      <span>
        {lastUsedAt === null ? (
          say.neverUsed
        ) : (
          <>
            {say.used} <RelativeTime atMs={lastUsedAt} className="text-text" />
          </>
        )}
      </span>
      <span>
        {lastTestedAt === null ? (
          say.neverTested
        ) : (
          <>
            {say.tested} <RelativeTime atMs={lastTestedAt} className="text-text" />
          </>
        )}
      </span>
      {renews ? (
        <span>{say.renews}</span>
      ) : expiresAt === null ? null : expiresAt > Date.now() ? (
        <span>
          {say.ends} <Until atMs={expiresAt} className="text-text" />
        </span>
      ) : (
        <span>
          {say.ended} <RelativeTime atMs={expiresAt} className="text-text" />
        </span>
      )}
      {scopes.length > 0 ? <ScopeNote scopes={scopes} /> : null}
      {allowPrivate ? <span>{say.isPrivate}</span> : null}
      <span className="min-w-0">
        {usedBy.length === 0 ? (
          say.usedByNone
        ) : (
          <>
            {say.usedBy}{' '}
            {usedBy.map(({ workflowId, name }, index) => (
              <span key={workflowId}>
                {index > 0 ? ', ' : ''}
                <a
                  href={hrefOf({ screen: 'workflow', workflowId })}
                  className="rounded-xs font-medium text-accent hover:underline"
                >
                  {name}
                </a>
              </span>
            ))}
          </>
        )}
      </span>
    </div>
  )
}
