import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { errorPort, type Port } from '../../../shared/catalog/ports.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Icon } from '../../ui/icon.tsx'
import { type Status, StatusIcon } from '../../ui/status-icon.tsx'
import { WaitIcon } from '../wait/wait-icon.tsx'
import { CardBody } from './card-body.tsx'
import { CardFoot, ExpectedFoot } from './card-foot.tsx'
import { CardSigns } from './card-signs.tsx'
import { leastHeight, portY } from './card-size.ts'
import { FarCard } from './far-card.tsx'
import { type CardData, type CardNode, titleOf } from './flow-elements.ts'
import { useNodeRun, useNodeTrouble, useRunPhase, useRunScope } from './graph-view.tsx'
import { statusOf, wentOn } from './node-status.ts'
import { NodeTile } from './node-tile.tsx'
import { TriggerFoot } from './trigger-lines.tsx'
import { useIsFar } from './use-is-far.ts'
import { useServiceTrouble } from './use-service-trouble.ts'

/** One node on the canvas. Drawn again only when its own node, its own part of the run or its selection changed. */
export const NodeCard = memo(function NodeCard({ id, data, selected, height }: NodeProps<CardNode>) {
  const view = useNodeRun(id)
  const phase = useRunPhase()
  const isFar = useIsFar()
  const status = statusOf(data.node, view, phase)
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
      <Ports ports={data.inputs} side="target" isConnectable={!isReadOnly} isFaded={isFaded} />
      <div
        data-status={status}
        data-selected={isSelected || undefined}
        data-pinned={node.pinned ? true : undefined}
        data-went-on={(view && wentOn(view)) || undefined}
        style={{ minHeight: leastHeight(Math.max(data.inputs.length, data.outputs.length)) }}
        className={classNames('niti-card', isFaded && 'niti-card-faded', entry?.container && 'niti-card-stack')}
      >
        <Progress status={status} view={view} />
        <div className="niti-card-content flex items-start gap-2.5 px-2.5 pt-2.5">
          <NodeTile entry={entry} className="niti-card-tile mt-px" />
          <div className="min-w-0 flex-1">
            <div className="niti-card-title line-clamp-2 break-words font-semibold text-base leading-[17px]">
              {titleOf(node, entry)}
            </div>
            <div className="flex items-center gap-1.5 text-mute text-xs leading-[15px]">
              <span className="truncate">{whatItIs(data, view)}</span>
              <CardSigns policy={node.policy} isPinned={node.pinned !== undefined && !wasPinned} />
            </div>
          </div>
          <Mark id={id} data={data} status={status} isPinned={wasPinned} wait={view?.wait} />
        </div>
        <div className="niti-card-content px-2.5 pt-1.5 pb-2 text-sm leading-[17px]">
          <CardBody id={id} data={data} status={status} view={view} />
        </div>
        {view && status !== 'skipped' ? <CardFoot data={data} view={view} /> : null}
        {view || status === 'disabled' || node.pinned ? null : <ExpectedFoot id={id} />}
        {!view && entry?.trigger && !isReadOnly && at.length === 0 ? <TriggerFoot id={id} /> : null}
      </div>
      <Ports ports={data.outputs} side="source" isConnectable={!isReadOnly} isFaded={isFaded} />
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
