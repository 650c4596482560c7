import { useMemo } from 'react'
import { iterationScope } from '../../../shared/run/events.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import { hrefOf } from '../../state/route-store.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { type DrawTrace, InnerNode } from './inner-node.tsx'
import { ValueView } from './value-view.tsx'

type SubworkflowNodesProps = {
  runId: string
  /** The node that ran the workflow. */
  view: NodeView
  /** What happened in one node of it. */
  drawTrace: DrawTrace
}

/** The nodes of a workflow that ran inside a node: the canvas around it does not hold them. */
export function SubworkflowNodes({ runId, view, drawTrace }: SubworkflowNodesProps) {
  const nodes = useRun(runId, (slice) => slice.view.nodes)
  const scope = iterationScope(view.scope, view.node, 0)
  const inside = useMemo(
    () =>
      Object.values(nodes ?? {})
        .filter((node) => node.scope === scope)
        .sort((a, b) => (a.startedAt ?? Number.POSITIVE_INFINITY) - (b.startedAt ?? Number.POSITIVE_INFINITY)),
    [nodes, scope],
  )
  const { subworkflow } = view
  if (!subworkflow) return null
  const { workflowId, workflowName, version, inputs } = subworkflow
  return (
    <section className="flex flex-col gap-2">
      <h3 className="flex items-center gap-2 font-semibold text-sm">
        <a href={hrefOf({ screen: 'workflow', workflowId })} className="min-w-0 truncate hover:underline">
          {workflowName}
        </a>
        <span className="shrink-0 font-normal text-mute">{text.runs.trace.subworkflowVersion(version)}</span>
      </h3>
      {Object.keys(inputs).length > 0 ? (
        <ValueView title={text.runs.trace.subworkflowInputs} value={inputs} runId={runId} />
      ) : null}
      <ul className="flex flex-col divide-y divide-line rounded-lg border">
        {inside.map((node) => (
          <InnerNode key={node.key} runId={runId} node={node} title={node.node} drawTrace={drawTrace} />
        ))}
      </ul>
    </section>
  )
}
