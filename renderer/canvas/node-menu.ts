import { errorPort } from '../../shared/catalog/ports.ts'
import { calledBy } from '../../shared/workflow/called-by.ts'
import { canvasHandle } from '../parts/graph/canvas-handle.ts'
import { titleOf } from '../parts/graph/flow-elements.ts'
import type { GraphView } from '../parts/graph/graph-view.tsx'
import { entryOf, useCatalogStore } from '../state/catalog-store.ts'
import { keyOf } from '../state/commands.ts'
import { navigate } from '../state/route-store.ts'
import { openGraph } from '../state/selection-store.ts'
import { text } from '../text.ts'
import type { MenuItem } from '../ui/menu.tsx'
import { wireBetween } from './edit/connect-checks.ts'
import type { CanvasActions } from './edit/use-canvas-actions.ts'

type Chosen = {
  view: GraphView
  nodeIds: readonly string[]
  edgeIds: readonly string[]
  actions: CanvasActions
  /** Entries about running the one chosen node. */
  running: readonly MenuItem[]
}

const mostTargets = 24

/** The canvas's context menu, for what is chosen. Also the way to draw a wire without a mouse. */
export function nodeMenu({ view, nodeIds, edgeIds, actions, running }: Chosen): MenuItem[] {
  const { canvas, graph, at, isReadOnly } = view
  const [only, ...more] = nodeIds
  const node = only === undefined || more.length > 0 ? undefined : graph.nodes[only]
  const items: MenuItem[] = []
  if (only !== undefined && node && entryOf(node.type)?.container) {
    items.push({
      label: text.canvas.menu.open,
      icon: 'maximize-2',
      shortcut: 'enter',
      onSelect: () => openGraph(canvas, [...at, only]),
    })
  }
  const called = node && calledBy(entryOf(node.type), node.params)
  if (called) {
    items.push({
      label: text.canvas.menu.openWorkflow,
      icon: 'arrow-up-right',
      shortcut: 'enter',
      onSelect: () => navigate({ screen: 'workflow', workflowId: called.workflowId }),
    })
  }
  if (isReadOnly) return [...items, { label: text.canvas.menu.selectAll, onSelect: actions.selectAll }]
  if (running.length > 0) items.push(...running, { kind: 'separator' })
  if (only !== undefined && node) {
    const targets = connectItems(view, only, actions)
    if (targets.length > 0) {
      items.push({ kind: 'submenu', label: text.canvas.menu.connectTo, icon: 'route', items: targets })
    }
    const forErrors = node.policy?.onError === 'port' ? connectItems(view, only, actions, errorPort) : []
    if (forErrors.length > 0) {
      items.push({ kind: 'submenu', label: text.canvas.menu.connectErrorTo, icon: 'shield-check', items: forErrors })
    }
  }
  if (nodeIds.length > 0) {
    const isOff = nodeIds.every((id) => graph.nodes[id]?.disabled)
    items.push(
      { label: text.common.duplicate, icon: 'copy', shortcut: keyOf('duplicate'), onSelect: actions.duplicate },
      {
        label: isOff ? text.canvas.menu.switchOn : text.canvas.menu.switchOff,
        icon: 'toggle-left',
        onSelect: actions.toggleDisabled,
      },
      { kind: 'separator' },
    )
  }
  if (nodeIds.length > 0 || edgeIds.length > 0) {
    items.push({
      label: text.common.delete,
      icon: 'trash-2',
      shortcut: keyOf('delete'),
      isDanger: true,
      onSelect: actions.remove,
    })
    return items
  }
  const start = useCatalogStore.getState().entries?.find((entry) => entry.inert)
  if (start) {
    const middle = canvasHandle(canvas)?.center()
    items.push({
      label: text.canvas.menu.addNote,
      icon: 'sticky-note',
      onSelect: () => actions.add(start, { position: middle }),
    })
  }
  items.push(
    { label: text.canvas.menu.selectAll, shortcut: 'mod+a', onSelect: actions.selectAll },
    {
      label: text.canvas.tidyUp,
      icon: 'layout-grid',
      shortcut: keyOf('auto-layout'),
      onSelect: () => void actions.tidyUp(),
    },
  )
  return items
}

/** The nodes a wire from this one can go to, nearest first. */
function connectItems({ graph }: GraphView, from: string, actions: CanvasActions, portId?: string): MenuItem[] {
  const types = useCatalogStore.getState().byType
  const here = graph.nodes[from]?.position
  if (!here) return []
  const distance = ({ x, y }: { x: number; y: number }) => Math.hypot(x - here.x, y - here.y)
  const near = Object.entries(graph.nodes)
    .filter(([id]) => id !== from)
    .sort(([, a], [, b]) => distance(a.position) - distance(b.position))
    .slice(0, mostTargets)
  return near.flatMap(([id, node]): MenuItem[] => {
    const wire = wireBetween(graph, types, { nodeId: from, portId }, { nodeId: id })
    if (!wire) return []
    return [{ label: titleOf(node, entryOf(node.type)), onSelect: () => actions.connectWire(wire) }]
  })
}
