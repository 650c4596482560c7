import { isStartByHand } from '../../shared/catalog/entry.ts'
import { useGraphView } from '../parts/graph/graph-view.tsx'
import { useCatalogStore } from '../state/catalog-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Kbd } from '../ui/kbd.tsx'
import type { CanvasActions } from './edit/use-canvas-actions.ts'

/** What stands on a canvas without nodes: what will be here, and the one next step. */
export function EmptyCanvas({ actions }: { actions: CanvasActions }) {
  const { graph, at, isReadOnly } = useGraphView()
  const start = useCatalogStore((state) => state.entries?.find(isStartByHand))
  const first = useCatalogStore((state) => state.entries?.find((entry) => entry.usesModel))
  if (Object.keys(graph.nodes).length > 0 || isReadOnly) return null
  const isInside = at.length > 0
  const say = isInside ? text.canvas.emptyInside : text.canvas.empty
  const entry = isInside ? first : start
  return (
    <div className="pointer-events-none absolute inset-0 flex items-center justify-center">
      <EmptyState
        icon={isInside ? 'repeat' : 'workflow'}
        title={say.title}
        body={say.body}
        className="pointer-events-auto"
        action={
          <div className="flex flex-col items-center gap-3">
            {entry ? (
              <Button variant="primary" icon="plus" onClick={() => actions.add(entry)}>
                {say.action(entry.title)}
              </Button>
            ) : null}
            <span className="flex items-center gap-1.5 text-mute text-sm">
              {text.canvas.empty.or} <Kbd shortcut="/" /> {text.canvas.empty.search}
            </span>
          </div>
        }
      />
    </div>
  )
}
