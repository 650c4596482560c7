import type { WorkflowSummary } from '../../shared/contract/workflows.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { formatCount } from '../ui/format.ts'
import { GroupTile } from '../ui/group-tile.tsx'
import { ContextMenu } from '../ui/menu.tsx'
import { Money } from '../ui/money.tsx'
import { RelativeTime } from '../ui/relative-time.tsx'
import { LastRun } from './last-run.tsx'
import { NextRun } from './next-run.tsx'
import { WorkflowMenu, workflowMenuItems } from './workflow-menu.tsx'

type WorkflowTableProps = {
  workflows: readonly WorkflowSummary[]
  onRename: (workflow: WorkflowSummary) => void
}

const cell = 'px-3 py-0 first:pl-4 last:pr-2'

export function WorkflowTable({ workflows, onRename }: WorkflowTableProps) {
  const hasTriggers = workflows.some(({ triggers }) => triggers.count > 0)
  return (
    <div className="overflow-hidden rounded-xl border bg-panel shadow-card">
      <table className="w-full table-fixed text-left">
        <thead className="text-mute text-sm">
          <tr className="h-9 border-b">
            <th scope="col" className={`${cell} font-medium`}>
              {text.workflows.columns.name}
            </th>
            <th scope="col" className={`${cell} w-20 text-right font-medium`}>
              {text.workflows.columns.nodes}
            </th>
            <th scope="col" className={`${cell} w-40 font-medium`}>
              {text.workflows.columns.lastRun}
            </th>
            {hasTriggers ? (
              <th scope="col" className={`${cell} w-44 font-medium`}>
                {text.triggers.columns.nextRun}
              </th>
            ) : null}
            <th scope="col" className={`${cell} w-36 text-right font-medium`}>
              {text.workflows.columns.cost}
            </th>
            <th scope="col" className={`${cell} w-32 text-right font-medium`}>
              {text.workflows.columns.updated}
            </th>
            <td className={`${cell} w-12`} />
          </tr>
        </thead>
        <tbody>
          {workflows.map((workflow) => (
            <ContextMenu key={workflow.workflowId} items={workflowMenuItems(workflow, () => onRename(workflow))}>
              <tr className="relative h-12 border-b last:border-b-0 hover:bg-hover">
                <td className={cell}>
                  <div className="flex items-center gap-2.5">
                    <GroupTile group="ai" icon="workflow" />
                    <div className="min-w-0">
                      <a
                        href={hrefOf({ screen: 'workflow', workflowId: workflow.workflowId })}
                        className="block truncate font-semibold after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
                      >
                        {workflow.name}
                      </a>
                      {workflow.description ? (
                        <p className="truncate text-mute text-sm">{workflow.description}</p>
                      ) : null}
                    </div>
                  </div>
                </td>
                <td className={`${cell} figures text-right text-mute`}>{formatCount(workflow.nodeCount)}</td>
                <td className={cell}>
                  <LastRun lastRun={workflow.lastRun} />
                </td>
                {hasTriggers ? (
                  <td className={cell}>
                    <NextRun workflow={workflow} isShort />
                  </td>
                ) : null}
                <td className={`${cell} text-right font-semibold`}>
                  <Money microUsd={workflow.monthMicroUsd} isPartlyUnknown={workflow.monthUnknownCalls > 0} />
                </td>
                <td className={`${cell} text-right text-mute`}>
                  <RelativeTime atMs={workflow.updatedAt} />
                </td>
                <td className={`${cell} text-right`}>
                  <span className="relative z-10 inline-flex">
                    <WorkflowMenu workflow={workflow} onRename={() => onRename(workflow)} />
                  </span>
                </td>
              </tr>
            </ContextMenu>
          ))}
        </tbody>
      </table>
    </div>
  )
}
