import { calledBy } from '../../../shared/workflow/called-by.ts'
import type { WorkflowNode } from '../../../shared/workflow/workflow.ts'
import { titleOf } from '../../parts/graph/flow-elements.ts'
import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { NodeTile } from '../../parts/graph/node-tile.tsx'
import { useCatalogStore } from '../../state/catalog-store.ts'
import { keyOf } from '../../state/commands.ts'
import { navigate } from '../../state/route-store.ts'
import { openGraph } from '../../state/selection-store.ts'
import { drafts } from '../../state/workflow-store.ts'
import { text } from '../../text.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu, type MenuItem } from '../../ui/menu.tsx'
import type { CanvasActions } from '../edit/use-canvas-actions.ts'
import { runItems } from '../run-items.ts'
import { useRunChoices } from '../use-run-choices.ts'

type NodeHeadProps = { nodeId: string; node: WorkflowNode; actions: CanvasActions }

/** Tile, title one can write in, and what can be done with the node as a whole. */
export function NodeHead({ nodeId, node, actions }: NodeHeadProps) {
  const { canvas, workflowId, at, isReadOnly } = useGraphView()
  const entry = useCatalogStore((state) => state.byType.get(node.type)) ?? null
  const rename = (title: string) => {
    actions.edit([{ kind: 'set-title', at: [...at], id: nodeId, title: title === '' ? null : title.slice(0, 200) }], {
      coalesce: { key: `title:${at.join('/')}/${nodeId}`, withinMs: Number.POSITIVE_INFINITY },
    })
  }
  const called = calledBy(entry, node.params)
  const choices = useRunChoices(nodeId, actions)
  const running = choices ? runItems(node, choices) : []
  const items: MenuItem[] = [
    ...(entry?.container
      ? [
          {
            label: text.canvas.menu.open,
            icon: 'maximize-2' as const,
            onSelect: () => openGraph(canvas, [...at, nodeId]),
          },
        ]
      : []),
    ...(called
      ? [
          {
            label: text.canvas.menu.openWorkflow,
            icon: 'arrow-up-right' as const,
            onSelect: () => navigate({ screen: 'workflow', workflowId: called.workflowId }),
          },
        ]
      : []),
    ...running,
    ...(isReadOnly
      ? []
      : ([
          ...(running.length > 0 ? [{ kind: 'separator' as const }] : []),
          { label: text.common.duplicate, icon: 'copy', shortcut: keyOf('duplicate'), onSelect: actions.duplicate },
          {
            label: node.disabled ? text.canvas.menu.switchOn : text.canvas.menu.switchOff,
            icon: 'toggle-left',
            onSelect: actions.toggleDisabled,
          },
          { kind: 'separator' },
          {
            label: text.common.delete,
            icon: 'trash-2',
            shortcut: keyOf('delete'),
            isDanger: true,
            onSelect: actions.remove,
          },
        ] satisfies MenuItem[])),
  ]
  return (
    <header className="flex items-center gap-2.5 px-3.5 pt-3.5 pb-1.5">
      <NodeTile entry={entry} size="lg" />
      <div className="min-w-0 flex-1">
        <h2 className="sr-only">{titleOf(node, entry)}</h2>
        <input
          value={node.title ?? ''}
          placeholder={titleOf({ ...node, title: undefined }, entry)}
          aria-label={text.inspector.title}
          disabled={isReadOnly}
          onChange={(event) => rename(event.target.value)}
          onBlur={() => workflowId && drafts.seal(workflowId)}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
          className="-ml-1 w-full truncate rounded-sm px-1 font-semibold text-lg leading-6 placeholder:text-text placeholder:opacity-100 hover:bg-hover focus:bg-sunken focus-visible:outline-2 focus-visible:outline-accent/35 disabled:bg-transparent"
        />
        <p className="wrap-anywhere text-mute text-sm">
          {entry?.integration ? `${entry.integration.title} · ` : ''}
          {entry?.title ?? text.canvas.card.unknownType(node.type)}
          {node.disabled ? ` · ${text.common.state.disabled}` : ''}
        </p>
      </div>
      {items.length > 0 ? (
        <Menu trigger={<IconButton icon="ellipsis" label={text.inspector.more} tooltipSide="left" />} items={items} />
      ) : null}
    </header>
  )
}
