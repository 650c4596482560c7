import { Command } from 'cmdk'
import { useMemo, useState } from 'react'
import type { AgentTool } from '../../../shared/agents/agent.ts'
import { useCatalogStore } from '../../state/catalog-store.ts'
import { useIntegrations } from '../../state/integrations-store.ts'
import { text } from '../../text.ts'
import { BrandTile } from '../../ui/brand-tile.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { KindBadge } from '../integrations/kind-badge.tsx'
import { findActions, type ToolChoice, type ToolService, toolGroups, toolServices } from './tool-choices.ts'
import { identityOf, type ToolWorld } from './tool-look.ts'
import { ToolTile } from './tool-tile.tsx'

const say = text.agents.picker
const mostFound = 60
const mostTools = 64

/** Of these there may be several, each set in its own way. */
const repeatable: ReadonlySet<AgentTool['kind']> = new Set(['files', 'http', 'web-search'])

type ToolPickerProps = {
  tools: readonly AgentTool[]
  onChange: (tools: AgentTool[]) => void
  onClose: () => void
  world: ToolWorld
  /** The agent whose tools these are: it cannot be its own. */
  agentId?: string
}

/** Chooses tools among all there are: each click adds one, or takes it out again. */
export function ToolPicker({ tools, onChange, onClose, world, agentId }: ToolPickerProps) {
  const [query, setQuery] = useState('')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const entries = useCatalogStore((state) => state.entries)
  const isSearching = query.trim() !== ''
  const groups = useMemo(() => toolGroups(world, agentId, query), [world, agentId, query])
  const services = useMemo(() => (isSearching ? [] : toolServices(entries ?? [], world)), [entries, world, isSearching])
  const found = useMemo(
    () => (isSearching ? findActions(entries ?? [], world, query) : []),
    [entries, world, isSearching, query],
  )
  const chosen = useMemo(() => new Map(tools.map((tool) => [identityOf(tool), tool])), [tools])
  const isFull = tools.length >= mostTools
  const take = ({ id, tool }: ToolChoice) => {
    if (chosen.has(id) && !repeatable.has(tool.kind)) onChange(tools.filter((one) => identityOf(one) !== id))
    else if (!isFull) onChange([...tools, tool])
  }
  const toggle = (serviceId: string) => {
    const next = new Set(open)
    if (!next.delete(serviceId)) next.add(serviceId)
    setOpen(next)
  }
  const row = (choice: ToolChoice, isInside = false) => (
    <Choice
      key={choice.id}
      choice={choice}
      isChosen={chosen.has(choice.id)}
      isInside={isInside}
      onChoose={() => take(choice)}
    />
  )
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="lg"
      title={say.title}
      description={say.description}
      footer={
        <>
          <span role="status" className="mr-auto self-center text-mute">
            {isFull ? say.tooMany : say.chosen(tools.length)}
          </span>
          <Button variant="primary" onClick={onClose}>
            {say.done}
          </Button>
        </>
      }
    >
      <Command label={say.label} shouldFilter={false} className="flex h-[min(480px,52vh)] flex-col">
        <div className="flex shrink-0 items-center gap-2 rounded-md border border-line-strong bg-sunken px-2.5 focus-within:border-accent">
          <Icon name="search" size={15} className="text-mute" />
          <Command.Input
            autoFocus
            value={query}
            onValueChange={setQuery}
            placeholder={say.search}
            className="h-8 min-w-0 flex-1 bg-transparent text-base outline-none"
          />
        </div>
        <Command.List className="-mx-1 mt-2 min-h-0 flex-1 overflow-y-auto px-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-mute [&_[cmdk-group-heading]]:text-xs">
          {isSearching && groups.length === 0 && found.length === 0 ? (
            <p className="px-3 py-8 text-center text-mute">{say.none(query)}</p>
          ) : null}
          {groups.map(({ id, choices }) => (
            <Command.Group key={id} heading={say.groups[id]}>
              {choices.map((choice) => row(choice))}
            </Command.Group>
          ))}
          {services.length > 0 || found.length > 0 ? (
            <Command.Group heading={say.groups.services}>
              {services.map((service) => (
                <Service
                  key={service.service.id}
                  service={service}
                  isOpen={open.has(service.service.id)}
                  onToggle={toggle}
                >
                  {service.choices.map((choice) => row(choice, true))}
                </Service>
              ))}
              {found.slice(0, mostFound).map((choice) => row(choice))}
            </Command.Group>
          ) : null}
          {found.length > mostFound ? (
            <p className="px-2 py-2 text-mute text-sm">{say.moreFound(found.length - mostFound)}</p>
          ) : null}
        </Command.List>
      </Command>
    </Dialog>
  )
}

const rowLook = 'flex min-h-9 items-center gap-2.5 rounded-md px-2 py-1 data-[selected=true]:bg-hover'

type ServiceProps = {
  service: ToolService
  isOpen: boolean
  onToggle: (serviceId: string) => void
  children: React.ReactNode
}

/** A service; its actions are shown below it once it is opened: there are hundreds of them. */
function Service({ service: { service, choices }, isOpen, onToggle, children }: ServiceProps) {
  const summary = useIntegrations((state) => state.list?.find(({ id }) => id === service.id))
  const isMissing = summary !== undefined && !summary.open && summary.connections.working === 0
  return (
    <>
      <Command.Item value={`service:${service.id}`} onSelect={() => onToggle(service.id)} className={rowLook}>
        <BrandTile title={service.title} brand={service.brand} />
        <span className="min-w-0 flex-1 truncate">{service.title}</span>
        {isMissing ? <span className="text-mute text-xs">{say.notConnected}</span> : null}
        <span className="figures text-mute text-xs">{choices.length}</span>
        <Icon
          name="chevron-right"
          size={14}
          label={isOpen ? text.common.hide : text.common.show}
          className={classNames('text-mute transition-transform duration-100', isOpen && 'rotate-90')}
        />
      </Command.Item>
      {isOpen ? children : null}
    </>
  )
}

type ChoiceProps = { choice: ToolChoice; isChosen: boolean; isInside: boolean; onChoose: () => void }

function Choice({ choice: { id, look, note }, isChosen, isInside, onChoose }: ChoiceProps) {
  return (
    <Command.Item value={id} onSelect={onChoose} className={classNames(rowLook, isInside && 'pl-10')}>
      {isInside ? null : <ToolTile picture={look.picture} />}
      <span className="min-w-0 flex-1">
        <span className="block truncate leading-[18px]">{look.title}</span>
        {isInside ? null : <span className="block truncate text-mute text-sm leading-4">{look.detail}</span>}
      </span>
      {note ? <span className="text-mute text-xs">{note}</span> : null}
      {look.does ? <KindBadge kind={look.does} /> : null}
      <Icon
        name={isChosen ? 'check' : 'plus'}
        size={15}
        label={isChosen ? say.added : undefined}
        className={isChosen ? 'text-accent' : 'text-mute'}
      />
    </Command.Item>
  )
}
