import type { DragEvent } from 'react'
import { AgentAvatar } from '../parts/agents/agent-avatar.tsx'
import { NodeTile } from '../parts/graph/node-tile.tsx'
import { text } from '../text.ts'
import { BrandTile } from '../ui/brand-tile.tsx'
import { classNames } from '../ui/class-names.ts'
import { Icon } from '../ui/icon.tsx'
import type { PaletteEntry } from './agent-entries.ts'
import type { PaletteRow } from './palette-rows.ts'

/** What a dragged palette item carries: the node type, and of an agent its id. */
export const dragType = 'application/x-niti-node'
export const agentDragType = 'application/x-niti-agent'

const look =
  'flex min-h-[30px] w-full select-none items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover active:bg-line'
const chosenLook = 'bg-accent-soft hover:bg-accent-soft'

type NodeRowProps = {
  id: string
  entry: PaletteEntry
  isInService: boolean
  showsService: boolean
  isChosen: boolean
  isDraggable: boolean
  onAdd: () => void
}

/** One node type. */
export function NodeRow({ id, entry, isInService, showsService, isChosen, isDraggable, onAdd }: NodeRowProps) {
  const drag = (event: DragEvent) => {
    event.dataTransfer.setData(dragType, entry.type)
    if (entry.agent) event.dataTransfer.setData(agentDragType, entry.agent.agentId)
    event.dataTransfer.effectAllowed = 'copy'
  }
  const service = showsService ? entry.integration?.title : undefined
  return (
    <button
      type="button"
      id={id}
      role="option"
      // The arrow keys of the search lead here; as a tab stop each of hundreds would be in the way.
      tabIndex={-1}
      aria-selected={isChosen}
      data-chosen={isChosen || undefined}
      draggable={isDraggable}
      onDragStart={drag}
      onClick={onAdd}
      title={entry.summary}
      className={classNames(look, isInService && 'pl-[38px]', service && 'py-1', isChosen && chosenLook)}
    >
      {entry.agent ? (
        <AgentAvatar name={entry.agent.name} colour={entry.agent.colour} size="sm" />
      ) : isInService ? null : (
        <NodeTile entry={entry} size="sm" />
      )}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{entry.title}</span>
        {service ? <span className="block truncate text-mute text-xs leading-4">{service}</span> : null}
      </span>
      {isInService && entry.start ? (
        <Icon name="zap" size={12} label={text.canvas.groups.start} className="text-mute" />
      ) : null}
    </button>
  )
}

type ServiceRowProps = {
  id: string
  row: Extract<PaletteRow, { kind: 'service' }>
  isChosen: boolean
  onToggle: () => void
}

/** A service; a click shows or hides its nodes below it. */
export function ServiceRow({ id, row: { service, count, isOpen }, isChosen, onToggle }: ServiceRowProps) {
  const say = text.canvas.palette
  return (
    <button
      type="button"
      id={id}
      role="option"
      // The arrow keys of the search lead here; as a tab stop each of hundreds would be in the way.
      tabIndex={-1}
      aria-selected={isChosen}
      data-chosen={isChosen || undefined}
      onClick={onToggle}
      className={classNames(look, isChosen && chosenLook)}
    >
      <BrandTile title={service.title} brand={service.brand} size="sm" />
      <span className="min-w-0 flex-1 truncate">
        {service.title}
        <span className="sr-only">{isOpen ? say.hideNodes(count) : say.showNodes(count)}</span>
      </span>
      <span aria-hidden className="figures text-mute text-xs">
        {count}
      </span>
      <Icon
        name="chevron-right"
        size={13}
        className={classNames('text-mute transition-transform duration-100', isOpen && 'rotate-90')}
      />
    </button>
  )
}
