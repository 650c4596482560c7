import type { AgentSummary } from '../../shared/contract/agents.ts'
import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { publishState } from './list-rows.ts'

const dots = { draft: 'border border-mute', changed: 'bg-warn', published: 'bg-ok' }

/** Whether what runs is what the draft says: a dot and a word. */
export function PublishDot(agent: Pick<AgentSummary, 'publishedVersion' | 'hasChanges'>) {
  const state = publishState(agent)
  return (
    <span title={text.agents.state.hints[state]} className="flex shrink-0 items-center gap-1.5 text-mute">
      <span aria-hidden className={classNames('size-1.5 rounded-full', dots[state])} />
      {text.agents.state[state]}
    </span>
  )
}
