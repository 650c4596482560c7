import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { type Panel, panelLimits, resizePanel, usePanels } from '../../state/panels-store.ts'
import { classNames } from '../../ui/class-names.ts'

const keyStep = 24
const looks = {
  left: 'inset-y-0 -left-[3px] w-[5px] cursor-col-resize',
  right: 'inset-y-0 -right-[3px] w-[5px] cursor-col-resize',
  top: 'inset-x-0 -top-[3px] h-[5px] cursor-row-resize',
}

type ResizerProps = {
  panel: Panel
  label: string /** The edge of the panel it lies on. */
  edge: 'left' | 'right' | 'top'
}

/** The edge of a panel that one drags to make it larger; arrow keys do the same, a double click takes it back. */
export function Resizer({ panel, label, edge }: ResizerProps) {
  const { size } = usePanels((panels) => panels[panel])
  const limits = panelLimits(panel)
  const from = useRef<{ at: number; size: number } | null>(null)
  const isUpright = edge !== 'top'
  /** Growing is a move to the left or up, but for the right edge. */
  const sign = edge === 'right' ? -1 : 1
  const place = (event: PointerEvent) => sign * (isUpright ? event.clientX : event.clientY)

  const onKeyDown = (event: KeyboardEvent) => {
    const [grow, shrink] = {
      left: ['ArrowLeft', 'ArrowRight'],
      right: ['ArrowRight', 'ArrowLeft'],
      top: ['ArrowUp', 'ArrowDown'],
    }[edge]
    if (event.key !== grow && event.key !== shrink) return
    event.preventDefault()
    resizePanel(panel, size + (event.key === grow ? keyStep : -keyStep))
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr takes no focus and no value
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isUpright ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={limits.least}
      aria-valuemax={limits.most}
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        from.current = { at: place(event), size }
      }}
      onPointerMove={(event) => {
        if (from.current) resizePanel(panel, from.current.size + from.current.at - place(event))
      }}
      onPointerUp={() => {
        from.current = null
      }}
      onDoubleClick={() => resizePanel(panel, limits.usual)}
      onKeyDown={onKeyDown}
      className={classNames(
        'absolute z-10 transition-colors hover:bg-accent/40 focus-visible:bg-accent focus-visible:outline-none active:bg-accent/60',
        looks[edge],
      )}
    />
  )
}
