import { useState } from 'react'
import { nodeKey } from '../../../../shared/run/events.ts'
import type { Graph } from '../../../../shared/workflow/workflow.ts'
import { useRun } from '../../../state/run-store.ts'
import { text } from '../../../text.ts'
import { SegmentedWords } from '../../../ui/segmented.tsx'
import { NodeTrace } from '../node-trace.tsx'
import { NodeInputs, NodeOutputs } from '../node-values.tsx'
import { ValueView } from '../value-view.tsx'

/** `graph`: where the node stands; null: it stands in no document that is known here, another node asked for it. */
type NodeSpanProps = { runId: string; scope: string; node: string; graph: Graph | null }

/** A node of a run in the trace: what it did, what went in, what came out. */
export function NodeSpan({ runId, scope, node, graph }: NodeSpanProps) {
  const say = text.runPage.details.tabs
  const [tab, setTab] = useState<'node' | 'input' | 'output'>('node')
  const known = graph !== null && Object.hasOwn(graph.nodes, node)
  return (
    <>
      <SegmentedWords
        value={tab}
        onChange={setTab}
        label={text.runPage.details.label}
        segments={[
          { value: 'node', label: say.node },
          { value: 'input', label: say.input },
          { value: 'output', label: say.output },
        ]}
      />
      {tab === 'node' ? <NodeTrace runId={runId} scope={scope} node={node} /> : null}
      {tab === 'input' && known ? <NodeInputs runId={runId} scope={scope} graph={graph} nodeId={node} /> : null}
      {tab === 'output' && known ? <NodeOutputs runId={runId} scope={scope} graph={graph} nodeId={node} /> : null}
      {tab !== 'node' && !known ? <Values runId={runId} scope={scope} node={node} which={tab} /> : null}
    </>
  )
}

type ValuesProps = { runId: string; scope: string; node: string; which: 'input' | 'output' }

/** Of a node whose ports nobody knows here: its params as they were, or what it gave, by name. */
function Values({ runId, scope, node, which }: ValuesProps) {
  const view = useRun(runId, (slice) => slice.view.nodes[nodeKey(scope, node)])
  const values = Object.entries((which === 'input' ? view?.params : view?.outputs) ?? {})
  if (values.length === 0) {
    return (
      <p className="text-mute text-sm">{which === 'input' ? text.runs.values.noInputs : text.runs.values.noOutputs}</p>
    )
  }
  return values.map(([name, value]) => (
    <ValueView
      key={name}
      title={name}
      value={value}
      runId={runId}
      source={which === 'output' ? { runId, scope, node, port: name } : undefined}
    />
  ))
}
