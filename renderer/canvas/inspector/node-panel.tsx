import { isOver, nodeKey } from '../../../shared/run/events.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { NodeTrace } from '../../parts/run/node-trace.tsx'
import { NodeInputs, NodeOutputs } from '../../parts/run/node-values.tsx'
import { WaitNote } from '../../parts/wait/wait-note.tsx'
import { useRun } from '../../state/run-store.ts'
import { type InspectorTab, showTab, useSelection } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import { TabPanel, Tabs } from '../../ui/tabs.tsx'
import type { CanvasActions } from '../edit/use-canvas-actions.ts'
import { NodeHead } from './node-head.tsx'
import { NodeSetup } from './node-setup.tsx'

const tabs: readonly InspectorTab[] = ['setup', 'input', 'output', 'trace']

/** One node: its set-up, and what went in, came out and happened in the run that is shown. */
export function NodePanel({ nodeId, actions }: { nodeId: string; actions: CanvasActions }) {
  const { canvas, graph, runId, scope } = useGraphView()
  const tab = useSelection(canvas, (selection) => selection.tab)
  const wait = useRun(runId, ({ view }) => (isOver(view.status) ? undefined : view.nodes[nodeKey(scope, nodeId)]?.wait))
  const node = graph.nodes[nodeId]
  if (!node) return null
  return (
    <>
      <NodeHead nodeId={nodeId} node={node} actions={actions} />
      {wait && tab !== 'trace' ? (
        <div className="px-3.5 pb-2">
          <WaitNote wait={wait} isShort />
        </div>
      ) : null}
      <Tabs
        value={tab}
        onChange={(next) => showTab(canvas, next)}
        tabs={tabs.map((value) => ({ value, label: text.inspector.tabs[value] }))}
        label={text.inspector.label}
        className="flex-1"
      >
        <TabPanel value="setup" className="overflow-y-auto">
          <NodeSetup nodeId={nodeId} node={node} actions={actions} />
        </TabPanel>
        <TabPanel value="input" className="overflow-y-auto p-3.5">
          <NodeInputs runId={runId} scope={scope} graph={graph} nodeId={nodeId} />
        </TabPanel>
        <TabPanel value="output" className="overflow-y-auto p-3.5">
          <NodeOutputs runId={runId} scope={scope} graph={graph} nodeId={nodeId} />
        </TabPanel>
        <TabPanel value="trace" className="overflow-y-auto p-3.5">
          <NodeTrace runId={runId} scope={scope} node={nodeId} />
        </TabPanel>
      </Tabs>
    </>
  )
}
