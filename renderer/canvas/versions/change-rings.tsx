import { useNodes, ViewportPortal } from '@xyflow/react'
import type { WorkflowDiff } from '../../../shared/workflow/diff.ts'
import type { CardNode } from '../../parts/graph/flow-elements.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { type ChangeMark, marksOf } from './change-marks.ts'

const looks: Record<ChangeMark, { ring: string; word: string }> = {
  removed: { ring: 'border-bad', word: 'bg-bad-soft text-bad' },
  changed: { ring: 'border-warn', word: 'bg-warn-soft text-warn' },
  inside: { ring: 'border-warn border-dashed', word: 'bg-warn-soft text-warn' },
  moved: { ring: 'border-faint border-dashed', word: 'bg-hover text-mute' },
}
/** Between a card and its ring, in pixels. */
const gap = 5

/** Rings around the cards that are different now. They lie over the canvas: the cards know nothing of them. */
export function ChangeRings({ diff }: { diff: WorkflowDiff }) {
  const { at } = useGraphView()
  const nodes = useNodes<CardNode>()
  const marks = marksOf(diff, at)
  return (
    <ViewportPortal>
      {nodes.map(({ id, position, measured, initialWidth, initialHeight }) => {
        const mark = marks.get(id)
        if (!mark) return null
        return (
          <div
            key={id}
            className={classNames('pointer-events-none absolute rounded-2xl border-2', looks[mark].ring)}
            style={{
              left: position.x - gap,
              top: position.y - gap,
              width: (measured?.width ?? initialWidth ?? 0) + 2 * gap,
              height: (measured?.height ?? initialHeight ?? 0) + 2 * gap,
            }}
          >
            <span
              className={classNames(
                'absolute -top-5.5 left-0 whitespace-nowrap rounded-sm px-1.5 font-medium text-xs',
                looks[mark].word,
              )}
            >
              {text.versions.marks[mark]}
            </span>
          </div>
        )
      })}
    </ViewportPortal>
  )
}
