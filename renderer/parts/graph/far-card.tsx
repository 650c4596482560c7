import type { Port } from '../../../shared/catalog/ports.ts'
import { classNames } from '../../ui/class-names.ts'
import type { Status } from '../../ui/status-icon.tsx'
import { handleSize, leastHeight, portY } from './card-size.ts'
import { type CardData, sidePorts, titleOf } from './flow-elements.ts'

const marks: Partial<Record<Status, string>> = {
  running: 'bg-accent',
  succeeded: 'bg-ok',
  failed: 'bg-bad',
  waiting: 'bg-warn',
}

type FarCardProps = { data: CardData; status: Status; isSelected: boolean; height: number | undefined }

/** A card from far away: its colour, its title, how it stands. It keeps the height it had, so that nothing moves. */
export function FarCard({ data, status, isSelected, height }: FarCardProps) {
  const { node, entry, inputs, toolOf } = data
  const outputs = sidePorts(data.outputs, entry)
  const toolsEnds = data.outputs.filter((port) => !outputs.includes(port))
  const isFaded = status === 'queued' || status === 'skipped' || status === 'disabled' || status === 'cancelled'
  return (
    <div className="relative w-52">
      <div
        data-status={status}
        data-selected={isSelected || undefined}
        data-group={entry?.group ?? 'logic'}
        style={{ height: height ?? leastHeight(Math.max(inputs.length, outputs.length)) + 20 }}
        className={classNames('niti-card', isFaded && 'niti-card-faded')}
      >
        <div className="niti-card-content flex h-full items-center gap-3 overflow-hidden pr-3">
          <span className="h-full w-4 shrink-0 rounded-l-[10px] bg-group" />
          <span className="line-clamp-2 min-w-0 flex-1 font-semibold text-[24px] leading-[28px]">
            {titleOf(node, entry)}
          </span>
          {marks[status] ? <span className={classNames('size-6 shrink-0 rounded-full', marks[status])} /> : null}
        </div>
      </div>
      {toolOf === null ? (
        <Places ports={inputs} side="target" />
      ) : (
        inputs.map((port) => <MiddlePlace key={port.id} port={port} side="target" />)
      )}
      <Places ports={outputs} side="source" />
      {toolsEnds.map((port) => (
        <MiddlePlace key={port.id} port={port} side="source" />
      ))}
    </div>
  )
}

/** Where React Flow measures that the ports are. They cannot be used from so far away, so they are nothing more. */
function Places({ ports, side }: { ports: Port[]; side: 'source' | 'target' }) {
  const isSource = side === 'source'
  return ports.map((port, index) => (
    <div
      key={port.id}
      className={side}
      data-handleid={port.id}
      data-handlepos={isSource ? 'right' : 'left'}
      style={{
        position: 'absolute',
        top: portY(index) - handleSize / 2,
        [isSource ? 'right' : 'left']: -handleSize / 2,
        width: handleSize,
        height: handleSize,
      }}
    />
  ))
}

/** Likewise of an agent's tools: at the bottom of its card, and at the top of theirs. */
function MiddlePlace({ port, side }: { port: Port; side: 'source' | 'target' }) {
  const isSource = side === 'source'
  return (
    <div
      className={side}
      data-handleid={port.id}
      data-handlepos={isSource ? 'bottom' : 'top'}
      style={{
        position: 'absolute',
        left: `calc(50% - ${handleSize / 2}px)`,
        [isSource ? 'bottom' : 'top']: -handleSize / 2,
        width: handleSize,
        height: handleSize,
      }}
    />
  )
}
