import { type ReactNode, useState } from 'react'
import { nodeKey } from '../../../shared/run/events.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import { Icon } from '../../ui/icon.tsx'
import { Money } from '../../ui/money.tsx'
import { StatusIcon } from '../../ui/status-icon.tsx'
import { ValueView } from './value-view.tsx'

/** Draws what a node did: handed down, because what a node did may hold others that did something. */
export type DrawTrace = (scope: string, node: string) => ReactNode

type InnerNodeProps = {
  runId: string
  node: NodeView
  title: string
  drawTrace: DrawTrace
}

/** A node that ran inside another and stands in no document on screen: one line, and opened what it gave and did. */
export function InnerNode({ runId, node, title, drawTrace }: InnerNodeProps) {
  const [isOpen, setOpen] = useState(false)
  const { scope, status, cost } = node
  const shown = status === 'running' && node.waitsInside ? 'waiting' : status
  return (
    <li className="text-sm">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-center gap-2 px-2.5 py-2 text-left hover:bg-hover"
      >
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={13} className="text-mute" />
        <StatusIcon status={node.reused ? 'cached' : shown} size={14} />
        <span className="min-w-0 flex-1 truncate">{title}</span>
        {cost.calls > 0 ? (
          <span className="figures text-mute">
            <Money microUsd={cost.unknownCalls === cost.calls ? null : cost.microUsd} />
          </span>
        ) : null}
      </button>
      {isOpen ? (
        <div className="flex flex-col gap-4 border-t bg-sunken/40 p-2.5">
          {Object.entries(node.outputs ?? {}).map(([port, value]) => (
            <ValueView key={port} title={port} value={value} source={{ runId, scope, node: node.node, port }} />
          ))}
          <div key={nodeKey(scope, node.node)}>{drawTrace(scope, node.node)}</div>
        </div>
      ) : null}
    </li>
  )
}
