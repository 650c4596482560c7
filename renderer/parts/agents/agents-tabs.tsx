import { hrefOf, type Route } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'

const say = text.knowledge.tabs

/** Agents and what they know stand beside each other: the strip at the head of both lists. */
export function AgentsTabs({ here }: { here: 'agents' | 'knowledge' }) {
  return (
    <nav aria-label={say.label} className="flex h-full items-stretch gap-1">
      <Place to={{ screen: 'agents' }} label={say.agents} isHere={here === 'agents'} />
      <Place to={{ screen: 'knowledge' }} label={say.knowledge} isHere={here === 'knowledge'} />
    </nav>
  )
}

function Place({ to, label, isHere }: { to: Route; label: string; isHere: boolean }) {
  return (
    <a
      href={hrefOf(to)}
      aria-current={isHere ? 'page' : undefined}
      className={classNames(
        '-mb-px flex items-center border-b-2 px-2 font-medium transition-colors duration-100 focus-visible:-outline-offset-2',
        isHere ? 'border-accent text-text' : 'border-transparent text-mute hover:text-text',
      )}
    >
      {label}
    </a>
  )
}
