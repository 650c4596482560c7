import { useReactFlow, useViewport } from '@xyflow/react'
import type { ReactNode } from 'react'
import { keyOf, useCommands } from '../../state/commands.ts'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { formatShare } from '../../ui/format.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import { canvasHandle } from './canvas-handle.ts'
import type { CardNode, WireEdge } from './flow-elements.ts'
import { useGraphView } from './graph-view.tsx'

const glide = { duration: 180 }

/** Nearer, farther, all of it; further buttons beside them. Must stand inside a GraphCanvas. */
export function ZoomControls({ children }: { children?: ReactNode }) {
  const flow = useReactFlow<CardNode, WireEdge>()
  const { canvas } = useGraphView()
  const { zoom } = useViewport()
  const fit = () => canvasHandle(canvas)?.fit()
  const reset = () => void flow.zoomTo(1, glide)
  useCommands({
    'zoom-in': () => void flow.zoomIn(glide),
    'zoom-out': () => void flow.zoomOut(glide),
    'zoom-fit': fit,
    'zoom-reset': reset,
  })
  return (
    <div className="flex items-center rounded-lg border bg-panel p-0.5 shadow-card">
      <IconButton
        icon="minus"
        size="sm"
        label={text.canvas.zoom.out}
        shortcut={keyOf('zoom-out')}
        onClick={() => void flow.zoomOut(glide)}
      />
      <Tooltip label={text.canvas.zoom.reset} shortcut={keyOf('zoom-reset')}>
        <button
          type="button"
          onClick={reset}
          aria-label={`${formatShare(zoom)}, ${text.canvas.zoom.reset}`}
          className="figures h-6 w-11 rounded-sm text-center text-mute text-xs hover:bg-hover hover:text-text"
        >
          {formatShare(zoom)}
        </button>
      </Tooltip>
      <IconButton
        icon="plus"
        size="sm"
        label={text.canvas.zoom.in}
        shortcut={keyOf('zoom-in')}
        onClick={() => void flow.zoomIn(glide)}
      />
      <span className="mx-0.5 h-4 w-px bg-line" />
      <IconButton icon="maximize" size="sm" label={text.canvas.zoom.fit} shortcut={keyOf('zoom-fit')} onClick={fit} />
      {children}
    </div>
  )
}
