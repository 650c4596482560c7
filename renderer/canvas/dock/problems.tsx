import type { Issue } from '../../../shared/contract/workflows.ts'
import { graphAt } from '../../../shared/workflow/workflow.ts'
import { bringIntoView } from '../../parts/graph/canvas-handle.ts'
import { titleOf } from '../../parts/graph/flow-elements.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { QuietNote } from '../../parts/layout/quiet-note.tsx'
import { entryOf } from '../../state/catalog-store.ts'
import type { ConnectionIssue } from '../../state/connection-trouble.ts'
import { integrations } from '../../state/integrations-store.ts'
import { togglePanel } from '../../state/panels-store.ts'
import { showNode } from '../../state/selection-store.ts'
import { shownIssues } from '../../state/shown-issues.ts'
import { useDraft } from '../../state/workflow-store.ts'
import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import { useConnectionIssues } from '../use-connection-issues.ts'

/** Where there are several, or the chosen one is gone, the field is where it is mended. */
function canBeSignedIn(code: string): boolean {
  return code !== 'connection.several' && code !== 'connection.gone'
}

/** What was found wrong with the draft without running it; a click goes to the node and the field. */
export function Problems() {
  const { canvas, workflowId, document } = useGraphView()
  const found = shownIssues(useDraft(workflowId ?? '', (draft) => draft.issues) ?? [])
  const issues: (Issue & Partial<ConnectionIssue>)[] = [...found, ...useConnectionIssues(workflowId)]
  if (issues.length === 0) {
    return <QuietNote icon="circle-check" title={text.runs.problems.none} body={text.runs.problems.noneBody} />
  }
  // Errors first; otherwise in the order in which they were found.
  const sorted = [...issues].sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
  return (
    <ul className="py-1">
      {sorted.map(({ severity, message, at, nodeId, field, code, integrationId, connectionId }, index) => {
        const node = nodeId === undefined ? undefined : graphAt(document, at)?.nodes[nodeId]
        const isError = severity === 'error'
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two issues may say the same of the same place
          <li key={`${code}${at.join('/')}${nodeId}${field}${index}`} className="flex items-start hover:bg-hover/60">
            <button
              type="button"
              onClick={() => {
                if (nodeId === undefined) return
                togglePanel('inspector', true)
                showNode(canvas, at, nodeId, field)
                bringIntoView(canvas, nodeId)
              }}
              className="flex min-w-0 flex-1 items-start gap-2.5 px-3 py-1 text-left"
            >
              <Icon
                name={isError ? 'circle-alert' : 'triangle-alert'}
                size={15}
                label={isError ? text.runs.problems.error : text.runs.problems.warning}
                className={`mt-0.5 ${isError ? 'text-bad' : 'text-warn'}`}
              />
              <span className="w-36 shrink-0 truncate font-medium">
                {node ? titleOf(node, entryOf(node.type)) : (nodeId ?? text.runs.problems.workflow)}
              </span>
              <span className="min-w-0 flex-1 text-mute">
                <Ticks words={message} />
              </span>
            </button>
            {integrationId === undefined || !canBeSignedIn(code) ? null : (
              <button
                type="button"
                onClick={() => integrations.openWizard({ integrationId, connectionId })}
                className="shrink-0 rounded-sm px-3 py-1 font-semibold text-accent hover:underline"
              >
                {connectionId === undefined ? text.integrations.issues.connect : text.integrations.issues.again}
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
