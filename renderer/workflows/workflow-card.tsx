import type { WorkflowSummary } from '../../shared/contract/workflows.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { GroupTile } from '../ui/group-tile.tsx'
import { ContextMenu } from '../ui/menu.tsx'
import { Money } from '../ui/money.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { LastRun } from './last-run.tsx'
import { NextRun } from './next-run.tsx'
import { WorkflowMenu, workflowMenuItems } from './workflow-menu.tsx'

type WorkflowCardProps = { workflow: WorkflowSummary; onRename: () => void }

export function WorkflowCard({ workflow, onRename }: WorkflowCardProps) {
  const hasTriggers = workflow.triggers.count > 0
  return (
    <ContextMenu items={workflowMenuItems(workflow, onRename)}>
      <article className="relative flex h-38 flex-col rounded-xl border bg-panel shadow-card transition-[border-color,box-shadow] duration-100 focus-within:border-line-strong hover:border-line-strong hover:shadow-float">
        <div className="flex min-h-0 flex-1 flex-col gap-2 p-3.5 pb-2">
          <div className="flex items-start gap-2.5">
            <GroupTile group="ai" icon="workflow" size="lg" />
            <div className="min-w-0 flex-1">
              {/* The link covers the card, so that a click anywhere opens it; the menu lies above. */}
              <a
                href={hrefOf({ screen: 'workflow', workflowId: workflow.workflowId })}
                title={workflow.name}
                className="block truncate font-semibold after:absolute after:inset-0 after:rounded-xl focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
              >
                {workflow.name}
              </a>
              <p className="truncate text-mute text-sm">
                {text.workflows.nodes(workflow.nodeCount)} · <RelativeTime atMs={workflow.updatedAt} />
              </p>
            </div>
            <div className="relative z-10 -mt-0.5 -mr-1.5">
              <WorkflowMenu workflow={workflow} onRename={onRename} />
            </div>
          </div>
          <p className={`text-mute text-sm ${hasTriggers ? 'line-clamp-1' : 'line-clamp-3'}`}>{workflow.description}</p>
          {hasTriggers ? (
            <div className="mt-auto pb-0.5 text-sm">
              <NextRun workflow={workflow} />
            </div>
          ) : null}
        </div>
        <div className="flex h-9 shrink-0 items-center justify-between gap-3 border-t px-3.5 text-sm">
          <LastRun lastRun={workflow.lastRun} />
          <span className="shrink-0 text-mute">
            <Money
              microUsd={workflow.monthMicroUsd}
              isPartlyUnknown={workflow.monthUnknownCalls > 0}
              className="font-semibold text-text"
            />{' '}
            {text.workflows.thisMonth}
          </span>
        </div>
      </article>
    </ContextMenu>
  )
}
