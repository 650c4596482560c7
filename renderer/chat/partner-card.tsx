import { type ReactNode, useEffect, useState } from 'react'
import type { AgentDetail, ToolDescription } from '../../shared/contract/agents.ts'
import type { ChatBranch, ChatPartnerInfo } from '../../shared/contract/chat.ts'
import { client } from '../link/client.ts'
import { toolIcon } from '../parts/chat/tool-icon.ts'
import { useAgents } from '../state/agents-store.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { formatCount } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'
import { Money } from '../ui/money.tsx'
import { PartnerPicture } from './partner-picture.tsx'

const say = text.chat.about

/** Who answers: what it is, what it may do, and what the conversation came to. */
export function PartnerCard({ branch }: { branch: ChatBranch }) {
  const { partner, conversation } = branch
  const { description, usesDraft } = partner
  const { microUsd, unknownCalls, inputTokens, outputTokens, messages } = conversation
  return (
    <aside
      aria-label={text.chat.card}
      className="flex w-[272px] shrink-0 flex-col gap-5 overflow-y-auto border-l bg-panel p-4"
    >
      <div className="flex items-start gap-3">
        <PartnerPicture partner={partner} />
        <div className="min-w-0 flex-1">
          <a href={pageOf(partner)} className="wrap-anywhere block font-semibold text-md hover:underline">
            {partner.name}
          </a>
          <p className="text-mute text-sm">{text.chat.start.kinds[partner.partner.kind]}</p>
        </div>
      </div>
      {description ? <p className="wrap-anywhere text-mute">{description}</p> : null}
      {usesDraft ? <Badge tone="warn">{say.draft}</Badge> : null}
      {partner.partner.kind === 'agent' ? <AgentFacts agentId={partner.partner.agentId} /> : null}
      <Part title={say.soFar}>
        <Fact label={say.cost}>
          <Money microUsd={microUsd} isPartlyUnknown={unknownCalls > 0} className="font-semibold" />
        </Fact>
        <Fact label={say.tokens}>{formatCount(inputTokens + outputTokens)}</Fact>
        <Fact label={say.messages}>{formatCount(messages)}</Fact>
      </Part>
    </aside>
  )
}

function pageOf({ partner }: ChatPartnerInfo): string {
  return partner.kind === 'agent'
    ? hrefOf({ screen: 'agents', agentId: partner.agentId })
    : hrefOf({ screen: 'workflow', workflowId: partner.workflowId })
}

function AgentFacts({ agentId }: { agentId: string }) {
  const version = useAgents(({ list }) => list?.find((one) => one.agentId === agentId)?.publishedVersion)
  const agent = usePublished(agentId, version)
  if (!agent) return null
  const { document, tools } = agent
  const { model, maxTurns, maxMicroUsd, memory } = document
  return (
    <>
      <Part title={say.works}>
        <Fact label={say.model}>{model === 'auto' ? say.usualModel : model}</Fact>
        <Fact label={say.turns}>{formatCount(maxTurns)}</Fact>
        <Fact label={say.most}>{maxMicroUsd === undefined ? say.noLimit : <Money microUsd={maxMicroUsd} />}</Fact>
        <Fact label={say.memory}>{say.memories[memory.conversation](memory.messages)}</Fact>
      </Part>
      <Part title={say.tools}>
        {tools.length === 0 ? <p className="text-mute text-sm">{say.noTools}</p> : null}
        <ul className="flex flex-col gap-1">
          {tools.map((tool) => (
            <li key={tool.name} title={tool.problem ?? tool.description} className="flex items-center gap-2 text-sm">
              <Icon
                name={tool.problem ? 'triangle-alert' : toolIcon(tool.kind)}
                size={14}
                className={tool.problem ? 'text-warn' : 'text-mute'}
              />
              <span className="min-w-0 flex-1 truncate">{tool.title}</span>
              <span className="shrink-0 text-mute text-xs">
                {tool.isGranted ? say.granted : text.agents.tool.permissions[tool.permission]}
              </span>
            </li>
          ))}
        </ul>
      </Part>
    </>
  )
}

type Published = { document: AgentDetail['draft']; tools: ToolDescription[] }

/** The published version, and what its model is told of its tools; null where it cannot be had. */
function usePublished(agentId: string, version: number | null | undefined): Published | null {
  const [found, setFound] = useState<Published | null>(null)
  useEffect(() => {
    let isOver = false
    const load = async () => {
      const at = version ?? (await client.agents.get({ agentId })).publishedVersion
      if (at === null) return null
      const { document } = await client.agents.version({ agentId, version: at })
      return { document, tools: await client.agents.tools({ document, agentId }) }
    }
    load().then(
      (agent) => !isOver && setFound(agent),
      // It is gone, or not to be had just now: the card shows the rest.
      () => !isOver && setFound(null),
    )
    return () => {
      isOver = true
    }
  }, [agentId, version])
  return found
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-semibold text-sm">{title}</h3>
      {children}
    </section>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-3 text-sm">
      <span className="shrink-0 text-mute">{label}</span>
      <span className="wrap-anywhere min-w-0 text-right tabular-nums">{children}</span>
    </div>
  )
}
