import { useEffect, useState } from 'react'
import { type SearchSource, searchSource } from '../../shared/agents/agent.ts'
import type { McpServer } from '../../shared/contract/mcp.ts'
import type { ResearchRequest } from '../../shared/contract/research.ts'
import { client } from '../link/client.ts'
import { connectionLook, connectionTitle, needsAttention } from '../parts/integrations/connection-state.ts'
import { integrations, useIntegrations } from '../state/integrations-store.ts'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import { Input } from '../ui/input.tsx'
import { Select } from '../ui/select.tsx'

const say = text.research

/** The integration a source is reached through. */
export const integrationOf: Partial<Record<SearchSource, string>> = {
  tavily: 'tavily',
  brave: 'brave-search',
  serpapi: 'serpapi',
}

type Props = { request: ResearchRequest; onChange: (change: Partial<ResearchRequest>) => void }

/** Where it searches, what that needs, and what of it leaves the machine. */
export function SourceFields({ request, onChange }: Props) {
  const { source } = request
  const integrationId = integrationOf[source]
  return (
    <>
      <Field label={say.ask.source} hint={say.leaves[source]}>
        <Select
          value={source}
          onChange={(next) => {
            const chosen = searchSource.options.find((one) => one === next)
            if (chosen) onChange({ source: chosen, sourceDetail: '' })
          }}
          options={searchSource.options.map((one) => ({ value: one, label: say.sources[one] }))}
        />
      </Field>
      {integrationId === undefined ? null : (
        <ServiceConnection key={integrationId} integrationId={integrationId} request={request} onChange={onChange} />
      )}
      {source === 'wikipedia' ? (
        <Field label={say.language}>
          <Input value={request.language} onChange={(language) => onChange({ language })} className="max-w-28" />
        </Field>
      ) : null}
      {source === 'folder' ? (
        <Field label={say.folder} hint={say.folderHint}>
          <Input
            value={request.sourceDetail}
            icon="folder"
            placeholder="~/Documents/notes"
            onChange={(sourceDetail) => onChange({ sourceDetail })}
          />
        </Field>
      ) : null}
      {source === 'mcp' ? <McpTool request={request} onChange={onChange} /> : null}
    </>
  )
}

function ServiceConnection({ integrationId, request, onChange }: Props & { integrationId: string }) {
  const all = useIntegrations((state) => state.connections)
  const own = all?.filter((one) => one.integrationId === integrationId) ?? null
  const chosen = own?.find(({ connectionId }) => connectionId === request.sourceDetail) ?? own?.[0]
  // Where there are several, the engine wants one to be named.
  const named = own !== null && own.length > 1 ? chosen?.connectionId : undefined
  useEffect(() => {
    if (named !== undefined && named !== request.sourceDetail) onChange({ sourceDetail: named })
  }, [named, request.sourceDetail, onChange])
  if (own === null) return null
  if (!chosen) {
    return (
      <p className="flex items-center gap-2 text-sm text-warn">
        <Icon name="plug" size={14} />
        <span className="min-w-0 flex-1">{say.connection.none(say.sources[request.source])}</span>
        <Button size="sm" onClick={() => integrations.openWizard({ integrationId })}>
          {say.connection.setUp}
        </Button>
      </p>
    )
  }
  const look = connectionLook(chosen.state)
  return (
    <div className="flex flex-col gap-1.5">
      {own.length > 1 ? (
        <Field label={say.connection.label}>
          <Select
            value={chosen.connectionId}
            onChange={(sourceDetail) => onChange({ sourceDetail })}
            options={own.map((one) => ({ value: one.connectionId, label: connectionTitle(one) }))}
          />
        </Field>
      ) : null}
      <p
        className={
          needsAttention(chosen)
            ? 'flex items-center gap-1.5 text-sm text-warn'
            : 'flex items-center gap-1.5 text-mute text-sm'
        }
      >
        <Icon name={look.icon} size={14} />
        {look.label}
        {needsAttention(chosen) ? (
          <button
            type="button"
            className="font-medium text-accent hover:underline"
            onClick={() => navigate({ screen: 'integrations', integrationId })}
          >
            {say.connection.look}
          </button>
        ) : null}
      </p>
    </div>
  )
}

function McpTool({ request, onChange }: Props) {
  const [servers, setServers] = useState<McpServer[] | null>(null)
  useEffect(() => {
    let isOver = false
    client.mcp.list().then(
      (list) => !isOver && setServers(list),
      () => !isOver && setServers([]),
    )
    return () => {
      isOver = true
    }
  }, [])
  const slash = request.sourceDetail.indexOf('/')
  const [serverId, tool] =
    slash < 0
      ? [request.sourceDetail, '']
      : [request.sourceDetail.slice(0, slash), request.sourceDetail.slice(slash + 1)]
  const server = servers?.find((one) => one.serverId === serverId)
  if (servers?.length === 0) {
    return (
      <p className="flex items-center gap-2 text-mute text-sm">
        <span className="min-w-0 flex-1">{say.noServers}</span>
        <Button size="sm" onClick={() => navigate({ screen: 'mcp' })}>
          {say.addServer}
        </Button>
      </p>
    )
  }
  return (
    <>
      <Field label={say.server}>
        <Select
          value={serverId}
          placeholder={say.choose}
          onChange={(next) => onChange({ sourceDetail: next })}
          options={(servers ?? []).map((one) => ({ value: one.serverId, label: one.title }))}
        />
      </Field>
      {server ? (
        <Field label={say.tool}>
          <Select
            value={tool}
            placeholder={say.choose}
            onChange={(next) => onChange({ sourceDetail: `${serverId}/${next}` })}
            options={server.tools.map(({ name }) => ({ value: name, label: name }))}
          />
        </Field>
      ) : null}
    </>
  )
}
