import { useState } from 'react'
import { nodeId as nodeIdSchema } from '../../../shared/workflow/workflow.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { selectOnCanvas } from '../../state/selection-store.ts'
import { text } from '../../text.ts'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'
import type { CanvasActions } from '../edit/use-canvas-actions.ts'

/** The node's name in expressions. A new one is followed into every wire and expression; it counts on Enter or leaving. */
export function NodeName({ nodeId, actions }: { nodeId: string; actions: CanvasActions }) {
  const { canvas, graph, at, isReadOnly } = useGraphView()
  const [typed, setTyped] = useState(nodeId)
  const problem = typed === nodeId ? null : problemOf(typed, Object.hasOwn(graph.nodes, typed))
  const commit = () => {
    if (typed === nodeId) return
    if (problem) return setTyped(nodeId)
    if (actions.edit([{ kind: 'rename-node', at: [...at], id: nodeId, to: typed }])) selectOnCanvas(canvas, [typed])
  }
  return (
    <div className="border-t pt-4">
      <Field label={text.inspector.name.label} hint={text.inspector.name.hint(typed)} error={problem}>
        <Input
          value={typed}
          onChange={setTyped}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit()
            else if (event.key === 'Escape') setTyped(nodeId)
          }}
          isMono
          disabled={isReadOnly}
        />
      </Field>
    </div>
  )
}

function problemOf(typed: string, isTaken: boolean): string | null {
  if (isTaken) return text.inspector.name.taken(typed)
  const parsed = nodeIdSchema.safeParse(typed)
  return parsed.success ? null : text.inspector.name.wrong(parsed.error.issues[0]?.message ?? '')
}
