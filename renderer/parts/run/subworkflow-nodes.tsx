import { type ReactNode, useMemo, useState } from 'react'
import { iterationScope, nodeKey } from '../../../shared/run/events.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import { hrefOf } from '../../state/route-store.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Money } from '../../ui/money.tsx'
import { StatusIcon } from '../../ui/status-icon.tsx'
import { ValueView } from './value-view.tsx'

type SubworkflowNodesProps = {
  runId: string
  /** The node that ran the workflow. */
  view: NodeView
  /** What happened in one node of it. */
  drawTrace: (scope: string, node: string) => ReactNode
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
          <InnerNode key={node.key} runId={runId} node={node} drawTrace={drawTrace} />
        ))}
      </ul>
    </section>
  )
}

type InnerNodeProps = { runId: string; node: NodeView; drawTrace: SubworkflowNodesProps['drawTrace'] }

function InnerNode({ runId, node, drawTrace }: InnerNodeProps) {
  const [isOpen, setOpen] = useState(false)
  const { scope, status, cost } = node
  return (
    <li className="text-sm">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-center gap-2 px-2.5 py-2 text-left hover:bg-hover"
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={13} className="text-mute" />
        <StatusIcon status={node.reused ? 'cached' : status} size={14} />
        <span className="min-w-0 flex-1 truncate">{node.node}</span>
        {cost.calls > 0 ? (
          <span className="figures text-mute">
            <Money microUsd={cost.unknownCalls === cost.calls ? null : cost.microUsd} />
          </span>
        ) : null}
      </button>
      {isOpen ? (
        <div className="flex flex-col gap-4 border-t bg-sunken/40 p-2.5">
          {Object.entries(node.outputs ?? {}).map(([port, value]) => (
            <ValueView key={port} title={port} value={value} source={{ runId, scope, node: node.node, port }} />
          ))}
          <div key={nodeKey(scope, node.node)}>{drawTrace(scope, node.node)}</div>
        </div>
      ) : null}
    </li>
  )
}
