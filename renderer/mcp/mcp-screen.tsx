import { useState } from 'react'
import type { McpServer } from '../../shared/contract/mcp.ts'
import { OverviewFrame } from '../parts/integrations/overview-frame.tsx'
import { useMcpServers } from '../state/mcp-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ServerCard } from './server-card.tsx'
import { ServerSheet } from './server-sheet.tsx'

const say = text.mcp

/** The MCP servers whose tools agents and nodes may use. */
export function McpScreen() {
  const list = useMcpServers((state) => state.list)
  const error = useMcpServers((state) => state.error)
  const [edited, setEdited] = useState<McpServer | 'new' | null>(null)
  const add = (
    <Button variant="primary" icon="plus" onClick={() => setEdited('new')}>
      {say.add}
    </Button>
  )
  return (
    <OverviewFrame here="mcp" trailing={list && list.length > 0 ? add : null}>
      {list === null ? (
        error ? (
          <ErrorNote error={error} />
        ) : (
          <Skeleton className="h-40 rounded-xl" />
        )
      ) : list.length === 0 ? (
        <EmptyState icon="plug" title={say.empty} body={say.emptyBody} action={add} />
      ) : (
        <>
          <p className="text-mute">{say.intro}</p>
          <ul aria-label={say.list} className="flex flex-col gap-3">
            {list.map((server) => (
              <ServerCard key={server.serverId} server={server} onEdit={() => setEdited(server)} />
            ))}
          </ul>
        </>
      )}
      {edited ? <ServerSheet server={edited === 'new' ? null : edited} onClose={() => setEdited(null)} /> : null}
    </OverviewFrame>
  )
}
