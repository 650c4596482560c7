import type { AgentDocument } from '../../shared/agents/agent.ts'
import { client } from '../link/client.ts'
import { useToolDescriptions } from '../parts/agents/use-tool-descriptions.ts'
import { useToolWorld } from '../parts/agents/use-tool-world.ts'
import { useAgentDraft } from '../state/agent-drafts-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon } from '../ui/icon.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { showToast } from '../ui/toast.tsx'
import { attempt } from './attempt.ts'
import { useKept } from './use-kept.ts'

const say = text.agents.allowed

/** What a person allowed this agent for good when it asked, and the way back from that. */
export function AllowedTab({ agentId }: { agentId: string }) {
  const document = useAgentDraft(agentId, (draft) => draft.document)
  return document ? <Allowed agentId={agentId} document={document} /> : null
}

function Allowed({ agentId, document }: { agentId: string; document: AgentDocument }) {
  const world = useToolWorld()
  const { all } = useToolDescriptions(document, agentId, world)
  const { value, error, reload } = useKept(() => client.agents.grants({ agentId }), agentId)
  if (error && !value) return <ErrorNote error={error} className="m-6" />
  if (!value) return <Skeleton className="m-6 h-24" />
  if (value.length === 0) return <EmptyState icon="shield" title={say.none} body={say.noneBody} className="py-16" />
  const revoke = (key: string) =>
    attempt(async () => {
      await client.agents.revoke({ agentId, key })
      await reload()
      showToast(say.revoked, { tone: 'ok' })
    })
  return (
    <ul className="mx-auto my-5 w-[min(712px,calc(100%-48px))] divide-y rounded-xl border bg-panel">
      {value.map(({ key, at, by }) => {
        // By its title where the agent still has it.
        const title = all?.find((one) => one.key === key)?.title
        return (
          <li key={key} className="flex h-12 items-center gap-3 px-3">
            <Icon name="shield-check" size={16} className="text-ok" />
            <span className="min-w-0 flex-1">
              {title ? <span className="block truncate font-medium leading-[18px]">{title}</span> : null}
              <code className="block truncate font-mono text-mute text-xs">{key}</code>
            </span>
            <span className="shrink-0 text-mute text-sm">
              <RelativeTime atMs={at} /> {by ? say.by(by) : ''}
            </span>
            <Button size="sm" aria-label={say.revokeLabel(title ?? key)} onClick={() => revoke(key)}>
              {say.revoke}
            </Button>
          </li>
        )
      })}
    </ul>
  )
}
