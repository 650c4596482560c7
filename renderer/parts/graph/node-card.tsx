import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { agentColours } from '../../../shared/agents/agent.ts'
import { errorPort, type Port } from '../../../shared/catalog/ports.ts'
import type { AgentSummary } from '../../../shared/contract/agents.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import { useAgent } from '../../state/agents-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Icon } from '../../ui/icon.tsx'
import { type Status, StatusIcon } from '../../ui/status-icon.tsx'
import { AgentAvatar } from '../agents/agent-avatar.tsx'
import { WaitIcon } from '../wait/wait-icon.tsx'
import { agentOfNode } from './agent-of-node.ts'
import { CardBody } from './card-body.tsx'
import { CardFoot, ExpectedFoot } from './card-foot.tsx'
import { CardSigns } from './card-signs.tsx'
import { leastHeight, portY } from './card-size.ts'
import { FarCard } from './far-card.tsx'
import { type CardData, type CardNode, sidePorts, titleOf } from './flow-elements.ts'
import { useNodeRun, useNodeTrouble, useRunPhase, useRunScope } from './graph-view.tsx'
import { statusOf, wentOn } from './node-status.ts'
import { NodeTile } from './node-tile.tsx'
import { isToolsPort } from './tool-nodes.ts'
import { TriggerFoot } from './trigger-lines.tsx'
import { useIsFar } from './use-is-far.ts'
import { useServiceTrouble } from './use-service-trouble.ts'

/** One node on the canvas. Drawn again only when its own node, its own part of the run or its selection changed. */
export const NodeCard = memo(function NodeCard({ id, data, selected, height }: NodeProps<CardNode>) {
  const view = useNodeRun(id)
  const phase = useRunPhase()
  const isFar = useIsFar()
  // A tool takes no part in the run by itself: what it did stands with its agent.
  const status = data.toolOf === null || data.node.disabled ? statusOf(data.node, view, phase) : 'idle'
  if (isFar) return <FarCard data={data} status={status} isSelected={selected} height={height} />
  return <NearCard id={id} data={data} status={status} view={view} isSelected={selected} />
})

type NearCardProps = { id: string; data: CardData; status: Status; view: NodeView | undefined; isSelected: boolean }

function NearCard({ id, data, status, view, isSelected }: NearCardProps) {
  const { isReadOnly, at } = useRunScope()
  const { node, entry } = data
  const isFaded = status === 'queued' || status === 'skipped' || status === 'disabled' || status === 'cancelled'
  const wasPinned = view?.reused?.fromRunId === null
  return (
    <div className="relative w-52">
      {data.toolOf === null ? (
        <Ports ports={data.inputs} side="target" isConnectable={!isReadOnly} isFaded={isFaded} />
      ) : (
        data.inputs.map((port) => (
          <ToolEnd key={port.id} port={port} isConnectable={!isReadOnly} toolOf={data.toolOf} />
        ))
      )}
      <div
        data-status={status}
        data-selected={isSelected || undefined}
        data-pinned={node.pinned ? true : undefined}
        data-went-on={(view && wentOn(view)) || undefined}
        style={{ minHeight: leastHeight(Math.max(data.inputs.length, sidePorts(data.outputs, entry).length)) }}
        className={classNames('niti-card', isFaded && 'niti-card-faded', entry?.container && 'niti-card-stack')}
      >
        <Progress status={status} view={view} />
        <div className="niti-card-content flex items-start gap-2.5 px-2.5 pt-2.5">
          <CardTile data={data} />
          <div className="min-w-0 flex-1">
            <div className="niti-card-title line-clamp-2 break-words font-semibold text-base leading-[17px]">
              {titleOf(node, entry)}
            </div>
            <div className="flex items-center gap-1.5 text-mute text-xs leading-[15px]">
              <WhatItIs data={data} view={view} />
              <CardSigns policy={node.policy} isPinned={node.pinned !== undefined && !wasPinned} />
            </div>
          </div>
          <Mark id={id} data={data} status={status} isPinned={wasPinned} wait={view?.wait} />
        </div>
        <div className="niti-card-content px-2.5 pt-1.5 pb-2 text-sm leading-[17px]">
          <CardBody id={id} data={data} status={status} view={view} />
        </div>
        {view && status !== 'skipped' && data.toolOf === null ? <CardFoot data={data} view={view} /> : null}
        {view || status === 'disabled' || node.pinned || data.toolOf !== null ? null : <ExpectedFoot id={id} />}
        {!view && entry?.trigger && !isReadOnly && at.length === 0 ? <TriggerFoot id={id} /> : null}
      </div>
      <Ports ports={sidePorts(data.outputs, entry)} side="source" isConnectable={!isReadOnly} isFaded={isFaded} />
      {data.outputs
        .filter(({ id: portId }) => isToolsPort(entry, portId))
        .map((port) => (
          <ToolsEnd key={port.id} port={port} isConnectable={!isReadOnly} />
        ))}
    </div>
  )
}

type MarkProps = { id: string; data: CardData; status: Status; isPinned: boolean; wait: NodeView['wait'] }

/** How it stands in the run; while nothing has run, whether something is wrong with it. */
function Mark({ id, data, status, isPinned, wait }: MarkProps) {
  const found = useNodeTrouble(id)
  const service = useServiceTrouble(data)
  const trouble = found === 'error' ? found : (service ?? found)
  if (status === 'cached' && isPinned) {
    return <Icon name="pin" size={16} label={text.canvas.card.pinned} className="mt-0.5 text-ok" />
  }
  if (status === 'waiting' && wait) return <WaitIcon kind={wait.ask.kind} size={17} className="mt-0.5" />
  if (status !== 'idle' && status !== 'disabled') return <StatusIcon status={status} size={17} className="mt-0.5" />
  if (!trouble || status === 'disabled') return null
  const isError = trouble === 'error'
  return (
    <Icon
      name="triangle-alert"
      size={16}
      label={isError ? text.runs.problems.error : text.runs.problems.warning}
      className={isError ? 'mt-0.5 text-bad' : 'mt-0.5 text-warn'}
    />
  )
}

/** The picture of its type; of a node that lets an agent work, the agent's. */
function CardTile({ data: { node, entry } }: { data: CardData }) {
  const agent = agentOfNode(node, entry)
  const stored = useAgent(agent?.agentId ?? '')
  const written = typeof agent?.definition?.colour === 'string' ? agent.definition : null
  const colour = stored?.colour ?? agentColours.find((one) => one === written?.colour)
  const name = stored?.name ?? (typeof written?.name === 'string' ? written.name : '')
  const look = 'niti-card-tile mt-px'
  if (!agent || !colour || (agent.agentId !== '' && !stored)) return <NodeTile entry={entry} className={look} />
  return <AgentAvatar name={name} colour={colour} className={look} />
}

/** What it is, in one line: of a tool, whose; of an agent's node, which agent and its model; else type and model. */
function WhatItIs({ data, view }: { data: CardData; view: NodeView | undefined }) {
  const { node, entry, toolOf } = data
  const agent = agentOfNode(node, entry)
  const stored = useAgent(agent?.agentId ?? '')
  const words = agent && !view?.calls.length ? agentWords(agent, stored) : whatItIs(data, view)
  return (
    <>
      {toolOf === null ? null : (
        <span className="flex shrink-0 items-center gap-1 text-group-agent" title={text.agents.node.toolOf(toolOf)}>
          <Icon name="wrench" size={11} label={text.agents.node.toolOf(toolOf)} />
          {text.agents.node.tool}
        </span>
      )}
      <span className="truncate">{words}</span>
    </>
  )
}

function agentWords(
  { agentId, definition }: NonNullable<ReturnType<typeof agentOfNode>>,
  stored: Pick<AgentSummary, 'name' | 'model'> | undefined,
): string {
  const name = stored?.name ?? (typeof definition?.name === 'string' && agentId === '' ? definition.name : '')
  const model = stored?.model ?? definition?.model
  if (name === '') return agentId === '' ? text.agents.node.none : text.agents.chooser.gone
  const short = typeof model === 'string' ? model.slice(model.indexOf('/') + 1) : ''
  return `${name} · ${model === 'auto' || short === '' ? text.canvas.card.autoModel : short}`
}

/** Type and model, in one line. */
function whatItIs({ node, entry }: CardData, view: NodeView | undefined): string {
  const words: string[] = []
  // Of a service's node its service: the brand's picture alone does not name it.
  if (entry?.integration) words.push(entry.integration.title)
  const isNamed = node.title !== undefined
  if (isNamed || (!entry?.usesModel && !entry?.integration)) words.push(entry?.title ?? node.type)
  const last = view?.calls.at(-1)
  const used = last?.insteadOf?.slice(last.insteadOf.indexOf('/') + 1) ?? last?.model
  const asked = typeof node.params.model === 'string' && entry?.usesModel ? node.params.model : undefined
  if (used) words.push(used)
  else if (asked) words.push(asked === 'auto' ? text.canvas.card.autoModel : asked.slice(asked.indexOf('/') + 1))
  return words.join(' · ')
}

/** The thin line on the top edge: how far, where that is known, else that something moves. */
function Progress({ status, view }: { status: Status; view: NodeView | undefined }) {
  if (status !== 'running') return null
  const rounds = view?.iterations
  const share = rounds?.total ? (rounds.succeeded + rounds.failed) / rounds.total : null
  return (
    <div className="absolute inset-x-2 top-0 h-[3px] overflow-hidden rounded-full">
      {share === null ? (
        <div className="niti-sweep h-full w-1/3 rounded-full bg-accent" />
      ) : (
        <div
          className="h-full rounded-full bg-accent transition-[width] duration-200"
          style={{ width: `${share * 100}%` }}
        />
      )}
    </div>
  )
}

type EndProps = { port: Port; isConnectable: boolean }

/** Where an agent's tools are wired to: at the bottom of its card. */
function ToolsEnd({ port, isConnectable }: EndProps) {
  return (
    <>
      <Handle
        type="source"
        id={port.id}
        position={Position.Bottom}
        isConnectable={isConnectable}
        role="img"
        className="niti-tools-end"
        aria-label={text.canvas.card.output(text.agents.node.toolsPort)}
        title={text.agents.node.toolsHint}
      />
      <span className="niti-port-label top-full left-1/2 mt-3 ml-2.5">{text.agents.node.toolsPort}</span>
    </>
  )
}

/** Where a tool hangs: at the top of its card. */
function ToolEnd({ port, isConnectable, toolOf }: EndProps & { toolOf: string | null }) {
  return (
    <Handle
      type="target"
      id={port.id}
      position={Position.Top}
      isConnectable={isConnectable}
      role="img"
      className="niti-tools-end"
      aria-label={text.agents.node.toolOf(toolOf ?? '')}
    />
  )
}

type PortsProps = { ports: Port[]; side: 'source' | 'target'; isConnectable: boolean; isFaded: boolean }

function Ports({ ports, side, isConnectable, isFaded }: PortsProps) {
  const isSource = side === 'source'
  return ports.map((port, index) => (
    <div key={port.id}>
      <Handle
        type={side}
        id={port.id}
        position={isSource ? Position.Right : Position.Left}
        isConnectable={isConnectable}
        role="img"
        style={{ top: portY(index) }}
        aria-label={isSource ? text.canvas.card.output(port.title) : text.canvas.card.input(port.title)}
        title={port.type === 'any' ? port.title : `${port.title} (${text.canvas.valueTypes[port.type]})`}
      />
      {ports.length > 1 || (isSource && port.id === errorPort) ? (
        <span
          className={classNames(
            'niti-port-label',
            isSource ? 'left-full ml-3' : 'right-full mr-3',
            isFaded && 'opacity-60',
            isSource && port.id === errorPort && 'niti-port-error',
          )}
          style={{ top: portY(index) }}
        >
          {port.title}
        </span>
      ) : null}
    </div>
  ))
}
