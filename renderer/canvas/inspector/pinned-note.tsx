import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { CanvasActions } from '../edit/use-canvas-actions.ts'

/** Says that the node is not run, and takes that back. */
export function PinnedNote({ nodeId, actions }: { nodeId: string; actions: CanvasActions }) {
  const { at, isReadOnly } = useGraphView()
  const unpin = () => actions.edit([{ kind: 'set-pinned', at: [...at], id: nodeId, pinned: null }])
  return (
    <div role="note" className="flex items-start gap-2 rounded-lg bg-accent-soft px-3 py-2 text-sm">
      <Icon name="pin" size={15} className="mt-0.5 text-accent" />
      <p className="min-w-0 flex-1">{text.inspector.pinned.note}</p>
      {isReadOnly ? null : (
        <Button size="sm" icon="pin-off" onClick={unpin}>
          {text.inspector.pinned.unpin}
        </Button>
      )}
    </div>
  )
}
