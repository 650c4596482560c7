import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react'
import { memo } from 'react'
import { isOver, nodeKey } from '../../../shared/run/events.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { formatCount } from '../../ui/format.ts'
import type { WireEdge } from './flow-elements.ts'
import { useRunScope } from './graph-view.tsx'
import { type WireState, wireState } from './node-status.ts'
import { useIsFar } from './use-is-far.ts'

/** One wire, with the number of items on it where a list has flowed. */
export const Wire = memo(function Wire(props: EdgeProps<WireEdge>) {
  const { id, source, target, sourceHandleId, selected } = props
  const { runId, scope } = useRunScope()
  const isFar = useIsFar()
  // One word, so that a wire is drawn again only when it looks different.
  const shown = useRun(runId, ({ view }) => {
    const { state, items } = wireState({
      from: view.nodes[nodeKey(scope, source)],
      fromPort: sourceHandleId ?? '',
      to: view.nodes[nodeKey(scope, target)],
      phase: isOver(view.status) ? 'over' : 'running',
    })
    return items === null ? state : `${state} ${items}`
  })
  const [state, items] = (shown ?? 'idle').split(' ') as [WireState, string?] // made three lines above
  const isTool = props.data?.isTool ?? false
  const [path, x, y] = getBezierPath({ ...props, curvature: 0.3 })
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={isFar ? 0 : 18}
        className={`niti-wire niti-wire-${isTool ? 'tool' : state}${selected ? ' niti-wire-selected' : ''}`}
      />
      {items && !isFar ? (
        <EdgeLabelRenderer>
          <span
            className="figures pointer-events-none absolute rounded-full border bg-panel px-1.5 text-mute text-xs leading-[15px]"
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
            title={text.canvas.wire.items(Number(items))}
          >
            {formatCount(Number(items))}
          </span>
        </EdgeLabelRenderer>
      ) : null}
    </>
  )
})
