import type { ReactNode } from 'react'
import { useIntegrations } from '../../state/integrations-store.ts'
import { useMcpServers } from '../../state/mcp-store.ts'
import { hrefOf, type Route } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'

const say = text.integrations

type OverviewFrameProps = {
  here: 'integrations' | 'connections' | 'mcp'
  /** At the right end of the head. */
  trailing?: ReactNode
  children: ReactNode
}

/** The frame around all that Niti can reach: services, connections to them, and MCP servers. */
export function OverviewFrame({ here, trailing, children }: OverviewFrameProps) {
  const services = useIntegrations((state) => state.list?.length ?? null)
  const connections = useIntegrations((state) => state.connections?.length ?? null)
  const servers = useMcpServers((state) => state.list?.length ?? null)
  return (
    <div className="flex h-full flex-col">
      <div className="flex h-14 shrink-0 items-center gap-5 border-b bg-panel px-6">
        <h1 className="font-semibold text-lg">{say.title}</h1>
        <nav aria-label={say.tabs.label} className="flex h-full items-stretch gap-1">
          <Place to={{ screen: 'integrations' }} label={say.tabs.services} count={services} here={here} />
          <Place to={{ screen: 'connections' }} label={say.tabs.connections} count={connections} here={here} />
          <Place to={{ screen: 'mcp' }} label={text.mcp.title} count={servers} here={here} />
        </nav>
        <div className="flex-1" />
        {trailing}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[1280px] flex-col gap-4 px-6 py-5">{children}</div>
      </div>
    </div>
  )
}

type PlaceProps = { to: Route; label: string; count: number | null; here: OverviewFrameProps['here'] }

function Place({ to, label, count, here }: PlaceProps) {
  const isHere = to.screen === here
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
