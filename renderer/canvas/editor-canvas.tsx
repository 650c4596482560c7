import { type DragEvent, useCallback, useMemo, useRef, useState } from 'react'
import { Breadcrumb } from '../parts/graph/breadcrumb.tsx'
import type { CanvasEditing } from '../parts/graph/canvas-editing.ts'
import { canvasHandle } from '../parts/graph/canvas-handle.ts'
import { GraphCanvas } from '../parts/graph/graph-canvas.tsx'
import { useGraphView } from '../parts/graph/graph-view.tsx'
import { RoundPicker } from '../parts/graph/round-picker.tsx'
import { ZoomControls } from '../parts/graph/zoom-controls.tsx'
import { agents } from '../state/agents-store.ts'
import { entryOf } from '../state/catalog-store.ts'
import { keyOf } from '../state/commands.ts'
import { togglePanel, usePanels } from '../state/panels-store.ts'
import { useSelection } from '../state/selection-store.ts'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { ContextMenu } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'
import { type PaletteEntry, paletteEntries } from './agent-entries.ts'
import type { CanvasActions } from './edit/use-canvas-actions.ts'
import { EmptyCanvas } from './empty-canvas.tsx'
import { agentDragType, dragType } from './node-list-rows.tsx'
import { nodeMenu } from './node-menu.ts'
import { QuickAdd, type QuickAddAt } from './quick-add.tsx'
import { RunBar } from './run-bar.tsx'
import { runItems } from './run-items.ts'
import { SaveState } from './save-state.tsx'
import { TriggerBar } from './triggers/trigger-bar.tsx'
import { useCanvasKeys } from './use-canvas-keys.ts'
import { useRunChoices } from './use-run-choices.ts'
import { PublishButton } from './versions/publish-button.tsx'

/** The canvas of a draft with what floats over it. */
export function EditorCanvas({ actions }: { actions: CanvasActions }) {
  const { canvas, workflowId, isReadOnly } = useGraphView()
  const box = useRef<HTMLDivElement>(null)
  const [quickAdd, setQuickAdd] = useState<QuickAddAt | null>(null)
  const closeQuickAdd = useCallback(() => setQuickAdd(null), [])
  useCanvasKeys({ canvas, box, actions, isReadOnly })

  const editing = useMemo<CanvasEditing>(
    () => ({
      onMove: actions.move,
      onConnect: actions.connect,
      whyNot: actions.whyNot,
      onRefused: (reason) => showToast(text.canvas.refused.title, { detail: reason }),
      onLetGo: (end, point) => setQuickAdd({ end, point }),
      onDoubleClickPane: (point) => setQuickAdd({ end: null, point }),
    }),
    [actions],
  )

  const drop = (event: DragEvent) => {
    const entry = draggedEntry(event.dataTransfer)
    const place = canvasHandle(canvas)?.toCanvas({ x: event.clientX, y: event.clientY })
    if (!entry || !place || isReadOnly) return
    event.preventDefault()
    actions.add(entry, { position: { x: place.x - 104, y: place.y - 31 } })
  }

  return (
    <WithMenu actions={actions}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a place to drop things; adding by keyboard is the palette's */}
      <div
        ref={box}
        className="@container relative min-h-0 flex-1 overflow-hidden bg-bg"
        onDragOver={(event) => {
          if (!isReadOnly && event.dataTransfer.types.includes(dragType)) event.preventDefault()
        }}
        onDrop={drop}
      >
        <GraphCanvas editing={isReadOnly ? undefined : editing}>
          <EmptyCanvas actions={actions} />
          <div className="absolute bottom-3 left-3">
            <ZoomControls>
              {isReadOnly ? null : (
                <IconButton
                  icon="layout-grid"
                  size="sm"
                  label={text.canvas.tidyUp}
                  shortcut={keyOf('auto-layout')}
                  onClick={() => void actions.tidyUp()}
                />
              )}
            </ZoomControls>
          </div>
        </GraphCanvas>
        <div className="pointer-events-none absolute inset-x-3 top-3 flex flex-col items-center *:pointer-events-auto">
          {workflowId && !isReadOnly ? <RunBar workflowId={workflowId} /> : null}
        </div>
        <div className="absolute top-14 left-3 flex max-w-[calc(100%-24px)] flex-wrap gap-2">
          <Breadcrumb />
          <RoundPicker />
        </div>
        {workflowId && !isReadOnly ? (
          <div className="@min-[860px]:top-3 absolute top-14 right-3 flex items-center gap-2">
            <TriggerBar workflowId={workflowId} />
            <PublishButton workflowId={workflowId} />
          </div>
        ) : null}
        <div className="absolute right-3 bottom-3 flex items-center gap-2">
          {workflowId && !isReadOnly ? <SaveState workflowId={workflowId} /> : null}
          <PanelSwitches hasPalette={!isReadOnly} />
        </div>
        <QuickAdd at={quickAdd} canvas={canvas} actions={actions} onClose={closeQuickAdd} />
      </div>
    </WithMenu>
  )
}

/** The node type that lies on the pointer, with the agent it is to work with, where one was dragged. */
function draggedEntry(carried: DataTransfer): PaletteEntry | undefined {
  const type = entryOf(carried.getData(dragType))
  const agentId = carried.getData(agentDragType)
  if (!type || agentId === '') return type ?? undefined
  const known = agents.store.getState().list ?? []
  return paletteEntries([type], known).find(({ agent }) => agent?.agentId === agentId)
}

function WithMenu({ actions, children }: { actions: CanvasActions; children: React.ReactElement }) {
  const view = useGraphView()
  const nodeIds = useSelection(view.canvas, (selection) => selection.nodeIds)
  const edgeIds = useSelection(view.canvas, (selection) => selection.edgeIds)
  const [only, ...more] = nodeIds
  const choices = useRunChoices(more.length > 0 ? undefined : only, actions)
  const node = only === undefined ? undefined : view.graph.nodes[only]
  const running = node && choices ? runItems(node, choices) : []
  return <ContextMenu items={nodeMenu({ view, nodeIds, edgeIds, actions, running })}>{children}</ContextMenu>
}

function PanelSwitches({ hasPalette }: { hasPalette: boolean }) {
  const panels = usePanels()
  return (
    <div className="flex items-center rounded-lg border bg-panel p-0.5 shadow-card">
      {hasPalette ? (
        <IconButton
          icon="panel-left"
          size="sm"
          label={text.canvas.panels.palette}
          shortcut={keyOf('toggle-palette')}
          isPressed={panels.palette.isOpen}
          onClick={() => togglePanel('palette')}
        />
      ) : null}
      <IconButton
        icon="panel-bottom"
        size="sm"
        label={text.canvas.panels.dock}
        shortcut={keyOf('toggle-dock')}
        isPressed={panels.dock.isOpen}
        onClick={() => togglePanel('dock')}
      />
      <IconButton
        icon="panel-right"
        size="sm"
        label={text.canvas.panels.inspector}
        shortcut={keyOf('toggle-inspector')}
        isPressed={panels.inspector.isOpen}
        onClick={() => togglePanel('inspector')}
      />
    </div>
  )
}
