import type { NodePolicy } from '../../../shared/workflow/workflow.ts'
import { text } from '../../text.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { policyWords } from './policy-words.ts'

/** Small signs of what is set up around a node: it is pinned, tried again, stopped after a time, or its failure is caught. */
export function CardSigns({ policy, isPinned }: { policy: NodePolicy | undefined; isPinned: boolean }) {
  const words = policyWords(policy)
  if (!isPinned && words.length === 0) return null
  const isCaught = policy?.onError === 'value' || policy?.onError === 'port'
  return (
    <span className="ml-auto flex shrink-0 items-center gap-1">
      {isPinned ? <Sign icon="pin" label={text.canvas.card.pinned} /> : null}
      {words.length > 0 ? (
        <Sign icon={policy?.retry ? 'rotate-ccw' : isCaught ? 'shield-check' : 'timer'} label={words.join(' ')}>
          {policy?.retry ? <span className="figures">{policy.retry.count}</span> : null}
          {policy?.retry && isCaught ? <Icon name="shield-check" size={12} /> : null}
        </Sign>
      ) : null}
    </span>
  )
}

function Sign({ icon, label, children }: { icon: IconName; label: string; children?: React.ReactNode }) {
  return (
    <Tooltip label={label}>
      <span role="img" aria-label={label} className="flex items-center gap-0.5">
        <Icon name={icon} size={12} />
        {children}
      </span>
    </Tooltip>
  )
}
