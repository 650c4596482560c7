import type { AgentUse } from '../../shared/contract/agents.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Icon } from '../ui/icon.tsx'

/** Where an agent is used, each with the way there. */
export function UsesList({ uses, onLeave }: { uses: readonly AgentUse[]; onLeave?: () => void }) {
  return (
    <ul className="flex flex-col">
      {uses.map(({ kind, id, name }) => (
        <li key={`${kind}-${id}`}>
          <a
            href={hrefOf(
              kind === 'workflow' ? { screen: 'workflow', workflowId: id } : { screen: 'agents', agentId: id },
            )}
            onClick={onLeave}
            className="flex h-8 items-center gap-2 rounded-md px-2 hover:bg-hover"
          >
            <Icon name={kind === 'workflow' ? 'workflow' : 'bot'} size={15} className="text-mute" />
            <span className="min-w-0 flex-1 truncate">{name}</span>
            <span className="text-mute text-sm">{text.agents.usedKinds[kind]}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}
