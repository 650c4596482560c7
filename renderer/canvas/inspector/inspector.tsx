import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { Resizer } from '../../parts/layout/resizer.tsx'
import { usePanels } from '../../state/panels-store.ts'
import { useSelection } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import type { CanvasActions } from '../edit/use-canvas-actions.ts'
import { NodePanel } from './node-panel.tsx'
import { SelectionPanel } from './selection-panel.tsx'
import { WirePanel } from './wire-panel.tsx'
import { WorkflowPanel } from './workflow-panel.tsx'

/** What is chosen, at the right of the canvas: a node, a wire, several nodes, or the workflow itself. */
export function Inspector({ actions }: { actions: CanvasActions }) {
  const { canvas, graph } = useGraphView()
  const { isOpen, size } = usePanels((panels) => panels.inspector)
  const nodeIds = useSelection(canvas, (selection) => selection.nodeIds)
  const edgeIds = useSelection(canvas, (selection) => selection.edgeIds)
  if (!isOpen) return null
  const chosen = nodeIds.filter((id) => graph.nodes[id])
  const [only] = chosen
  const [wire] = edgeIds
  return (
    <aside
      aria-label={text.inspector.label}
      style={{ width: size }}
      className="relative flex shrink-0 flex-col border-l bg-panel"
    >
      <Resizer panel="inspector" edge="left" label={text.inspector.resize} />
      {chosen.length === 1 && only !== undefined ? (
        <NodePanel key={only} nodeId={only} actions={actions} />
      ) : chosen.length > 1 ? (
        <SelectionPanel nodeIds={chosen} actions={actions} />
      ) : wire !== undefined ? (
        <WirePanel edgeId={wire} actions={actions} />
      ) : (
        <WorkflowPanel />
      )}
    </aside>
  )
}
