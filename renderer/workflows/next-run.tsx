import type { WorkflowSummary } from '../../shared/contract/workflows.ts'
import { TriggersSwitch } from '../parts/triggers/triggers-switch.tsx'
import { text } from '../text.ts'
import { Icon } from '../ui/icon.tsx'
import { Until } from '../ui/until.tsx'

type NextRunProps = {
  workflow: Pick<WorkflowSummary, 'workflowId' | 'name' | 'triggers'>
  /** Under a heading that says what it is. */
  isShort?: boolean
}

/** When a workflow runs next by itself, with the switch of its triggers; nothing where it has none. */
export function NextRun({ workflow, isShort }: NextRunProps) {
  const { workflowId, name, triggers } = workflow
  if (triggers.count === 0) return null
  const say = text.triggers
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-mute">
      <Icon
        name={triggers.active ? (triggers.nextAt === null ? 'zap' : 'clock') : 'zap-off'}
        size={14}
        className={triggers.active ? 'text-ok' : undefined}
      />
      <span className="min-w-0 flex-1 truncate" title={say.count(triggers.count)}>
        {!triggers.active ? (
          say.resting
        ) : triggers.nextAt === null ? (
          say.count(triggers.count)
        ) : (
          <>
            {isShort ? null : `${say.runs} `}
            <Until atMs={triggers.nextAt} />
          </>
        )}
      </span>
      {/* Above the link that covers the card. */}
      <span className="relative z-10 flex">
        <TriggersSwitch workflowId={workflowId} isOn={triggers.active} label={say.switchOf(name)} />
      </span>
    </span>
  )
}
