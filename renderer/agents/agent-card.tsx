import type { AgentSummary, AgentUse } from '../../shared/contract/agents.ts'
import { AgentAvatar } from '../parts/agents/agent-avatar.tsx'
import { findModel } from '../parts/models/model-prices.ts'
import { useConnections } from '../state/connections-store.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { ContextMenu, Menu } from '../ui/menu.tsx'
import { Money } from '../ui/money.tsx'
import { Popover } from '../ui/popover.tsx'
import { agentMenuItems } from './agent-menu.tsx'
import { PublishDot } from './publish-dot.tsx'
import { UsesList } from './uses-list.tsx'

const say = text.agents

type AgentCardProps = { agent: AgentSummary; uses: readonly AgentUse[]; onDelete: () => void }

/** One agent of the list: who it is, what it works with, where it is used and what it came to this month. */
export function AgentCard({ agent, uses, onDelete }: AgentCardProps) {
  const { agentId, name, description, colour, tags, model, toolCount } = agent
  const providers = useConnections((state) => state.providers)
  const modelTitle = findModel(providers, model)?.model.title ?? model.slice(model.indexOf('/') + 1)
  const items = agentMenuItems(agent, onDelete)
  return (
    <ContextMenu items={items}>
      <article className="relative flex h-44 flex-col rounded-xl border bg-panel shadow-card transition-[border-color,box-shadow] duration-100 focus-within:border-line-strong hover:border-line-strong hover:shadow-float">
        <div className="flex min-h-0 flex-1 flex-col gap-2 p-3.5 pb-2">
          <div className="flex items-start gap-2.5">
            <AgentAvatar name={name} colour={colour} size="lg" />
            <div className="min-w-0 flex-1">
              {/* The link covers the card, so that a click anywhere opens it; menu and list of uses lie above. */}
              <a
                href={hrefOf({ screen: 'agents', agentId })}
                title={name}
                className="block truncate font-semibold after:absolute after:inset-0 after:rounded-xl focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
              >
                {name}
              </a>
              <p className="truncate text-mute text-sm">
                {model === 'auto' ? text.canvas.card.autoModel : modelTitle} · {say.tools(toolCount)}
              </p>
            </div>
            <div className="relative z-10 -mt-0.5 -mr-1.5">
              <Menu trigger={<IconButton icon="ellipsis" size="sm" label={say.more(name)} />} items={items} />
            </div>
          </div>
          <p className="line-clamp-2 text-mute text-sm">{description}</p>
          <div className="mt-auto flex min-w-0 items-center gap-1 overflow-hidden">
            {tags.slice(0, 4).map((tag) => (
              <Badge key={tag}>{tag}</Badge>
            ))}
          </div>
        </div>
        <div className="flex h-9 shrink-0 items-center gap-3 border-t px-3.5 text-sm">
          <PublishDot {...agent} />
          <div className="min-w-0 flex-1">
            {uses.length === 0 ? null : (
              <Popover
                label={say.usedIn}
                className="w-72 p-1!"
                trigger={
                  <button
                    type="button"
                    title={say.uses(uses.length)}
                    aria-label={`${name}: ${say.uses(uses.length)}`}
                    className="relative z-10 flex items-center gap-1 rounded-sm px-1 text-mute hover:bg-hover hover:text-text"
                  >
                    <Icon name="waypoints" size={13} />
                    <span className="figures">{uses.length}</span>
                  </button>
                }
              >
                <UsesList uses={uses} />
              </Popover>
            )}
          </div>
          <span className="shrink-0 text-mute">
            <Money
              microUsd={agent.microUsdThisMonth}
              isPartlyUnknown={agent.unknownCallsThisMonth > 0}
              className="font-semibold text-text"
            />{' '}
            {say.thisMonth}
          </span>
        </div>
      </article>
    </ContextMenu>
  )
}
