import { nodeKey } from '../../../shared/run/events.ts'
import { edgeId as idOf } from '../../../shared/workflow/workflow.ts'
import { titleOf } from '../../parts/graph/flow-elements.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { portsOfNode } from '../../parts/graph/node-ports.ts'
import { ValueView } from '../../parts/run/value-view.tsx'
import { entryOf } from '../../state/catalog-store.ts'
import { useRun } from '../../state/run-store.ts'
import { selectOnCanvas } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { CanvasActions } from '../edit/use-canvas-actions.ts'

/** A wire: from where to where, and what flowed on it in the run that is shown. */
export function WirePanel({ edgeId, actions }: { edgeId: string; actions: CanvasActions }) {
  const { canvas, graph, runId, scope, isReadOnly } = useGraphView()
  const wire = graph.edges.find((one) => idOf(one) === edgeId)
  const value = useRun(runId, (slice) =>
    wire ? slice.view.nodes[nodeKey(scope, wire.from)]?.outputs?.[wire.fromPort] : undefined,
  )
  const from = wire ? graph.nodes[wire.from] : undefined
  const to = wire ? graph.nodes[wire.to] : undefined
  if (!wire || !from || !to) return null
  const port = portsOfNode(from, entryOf(from.type)).outputs.find(({ id }) => id === wire.fromPort)
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-3.5">
      <h2 className="font-semibold text-lg">{text.inspector.wire.title}</h2>
      <p className="flex flex-wrap items-center gap-1.5">
        <button
          type="button"
          className="font-medium text-accent hover:underline"
          onClick={() => selectOnCanvas(canvas, [wire.from])}
        >
          {titleOf(from, entryOf(from.type))}
        </button>
        <span className="text-mute">{port?.title}</span>
        <Icon name="arrow-right" size={14} className="text-mute" />
        <button
          type="button"
          className="font-medium text-accent hover:underline"
          onClick={() => selectOnCanvas(canvas, [wire.to])}
        >
          {titleOf(to, entryOf(to.type))}
        </button>
      </p>
      {value !== undefined && runId ? (
        <ValueView
          title={text.inspector.wire.flowed}
          value={value}
          source={{ runId, scope, node: wire.from, port: wire.fromPort }}
        />
      ) : (
        <p className="text-mute text-sm">{runId ? text.inspector.wire.nothingFlowed : text.inspector.wire.noRun}</p>
      )}
      {isReadOnly ? null : (
        <Button variant="danger" icon="trash-2" className="w-fit" onClick={actions.remove}>
          {text.inspector.wire.remove}
        </Button>
      )}
    </div>
  )
}
