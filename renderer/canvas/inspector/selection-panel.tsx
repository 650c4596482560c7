import { titleOf } from '../../parts/graph/flow-elements.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { NodeTile } from '../../parts/graph/node-tile.tsx'
import { entryOf } from '../../state/catalog-store.ts'
import { selectOnCanvas } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import type { CanvasActions } from '../edit/use-canvas-actions.ts'

const mostListed = 50

/** Several nodes at once. */
export function SelectionPanel({ nodeIds, actions }: { nodeIds: readonly string[]; actions: CanvasActions }) {
  const { canvas, graph, isReadOnly } = useGraphView()
  const isOff = nodeIds.every((id) => graph.nodes[id]?.disabled)
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 p-3.5">
      <h2 className="font-semibold text-lg">{text.inspector.selected(nodeIds.length)}</h2>
      {isReadOnly ? null : (
        <div className="flex flex-wrap gap-2">
          <Button size="sm" icon="copy" onClick={actions.duplicate}>
            {text.common.duplicate}
          </Button>
          <Button size="sm" icon="toggle-left" onClick={actions.toggleDisabled}>
            {isOff ? text.canvas.menu.switchOn : text.canvas.menu.switchOff}
          </Button>
          <Button size="sm" variant="danger" icon="trash-2" onClick={actions.remove}>
            {text.common.delete}
          </Button>
        </div>
      )}
      <ul className="-mx-1.5 min-h-0 flex-1 overflow-y-auto">
        {nodeIds.slice(0, mostListed).map((id) => {
          const node = graph.nodes[id]
          const entry = node ? entryOf(node.type) : null
          return node ? (
            <li key={id}>
              <button
                type="button"
                onClick={() => selectOnCanvas(canvas, [id])}
                className="flex h-8 w-full items-center gap-2.5 rounded-md px-1.5 text-left hover:bg-hover"
              >
                <NodeTile entry={entry} size="sm" />
                <span className="truncate">{titleOf(node, entry)}</span>
              </button>
            </li>
          ) : null
        })}
      </ul>
    </div>
  )
}
