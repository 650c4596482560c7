import { useMemo, useState } from 'react'
import type { ToolCallView } from '../../../shared/run/view.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Duration } from '../../ui/duration.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { formatDuration } from '../../ui/format.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Money } from '../../ui/money.tsx'
import { StatusIcon } from '../../ui/status-icon.tsx'
import { PastWaits } from '../wait/past-waits.tsx'
import { WaitNote } from '../wait/wait-note.tsx'
import { nodesInScope } from './agent-steps.ts'
import type { DrawTrace } from './inner-node.tsx'
import { LongText } from './long-text.tsx'
import { readOnIn } from './read-said.ts'
import { ValueView } from './value-view.tsx'

export const toolIcons: Record<ToolCallView['kind'], IconName> = {
  action: 'plug',
  workflow: 'workflow',
  agent: 'bot',
  mcp: 'server',
  http: 'globe',
  code: 'code-xml',
  files: 'folder',
  knowledge: 'library',
  notes: 'notebook-pen',
  'web-search': 'search',
  'read-page': 'book-open',
  node: 'box',
}

type ToolCallRowProps = {
  /** The node of the agent. */
  at: { runId: string; scope: string; node: string }
  tool: ToolCallView
  drawTrace: DrawTrace
}

/** One call of a tool in one line; opened: what it was asked, who allowed it, what was done, and what the model was told. */
export function ToolCallRow({ at, tool, drawTrace }: ToolCallRowProps) {
  const { runId } = at
  const say = text.agentTrace
  const [isOpen, setOpen] = useState(false)
  const nodes = useRun(runId, (slice) => slice.view.nodes)
  const doing = useMemo(
    () => (tool.scope === null || !nodes ? [] : nodesInScope(nodes, tool.scope)),
    [tool.scope, nodes],
  )
  const [inner] = doing
  const waits = doing.flatMap(({ status, wait }) => (status === 'waiting' && wait ? [wait] : []))
  const cost = inner?.cost
  const isOver = tool.durationMs !== null
  return (
    <li className="text-sm">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-center gap-2 px-2.5 py-1.5 text-left hover:bg-hover"
      >
        <ToolStatus status={tool.status} />
        <Icon name={toolIcons[tool.kind]} size={14} className="text-mute" label={say.kinds[tool.kind]} />
        <span className="line-clamp-2 min-w-0 flex-1 break-words">{tool.title}</span>
        <span className={classNames('shrink-0 text-xs', tool.status === 'waiting' ? 'text-warn' : 'text-mute')}>
          {tool.status === 'refused' || tool.status === 'waiting' || tool.status === 'failed'
            ? tool.why === 'misused'
              ? say.misused
              : say.states[tool.status]
            : null}
        </span>
        <span className="figures shrink-0 text-mute">
          {tool.durationMs === null ? (
            <Duration startedAt={tool.startedAt} endedAt={null} />
          ) : (
            formatDuration(tool.durationMs)
          )}
        </span>
        {cost && cost.calls > 0 ? (
          <Money
            microUsd={cost.unknownCalls === cost.calls ? null : cost.microUsd}
            isPartlyUnknown={cost.unknownCalls > 0 && cost.unknownCalls < cost.calls}
            className="shrink-0 font-semibold"
          />
        ) : null}
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={13} className="shrink-0 text-mute" />
      </button>
      {waits.length > 0 && !isOpen ? (
        <div className="px-2.5 pb-2">
          {waits.map((wait) => (
            <WaitNote key={wait.waitId} wait={wait} isShort />
          ))}
        </div>
      ) : null}
      {isOpen ? (
        <div className="flex flex-col gap-3 border-t bg-sunken/40 p-2.5">
          <ValueView title={say.input} note={tool.tool} value={tool.input} runId={runId} />
          {inner ? <PastWaits waits={inner.pastWaits} /> : null}
          {tool.error && tool.error.message !== tool.output ? <ErrorNote error={tool.error} /> : null}
          {isOver && tool.output !== undefined ? (
            <div className="flex flex-col gap-1">
              <h4 className="font-semibold text-sm">{say.output}</h4>
              <LongText
                value={tool.output}
                most={700}
                readOn={readOnIn({ ...at, callId: tool.callId, turn: tool.turn })}
                className="rounded-md border bg-panel px-2.5 py-2"
              />
            </div>
          ) : null}
          {doing.map((node) => (
            <details key={node.key} className="rounded-md border bg-panel" open={waits.length > 0}>
              <summary className="cursor-pointer px-2.5 py-1.5 font-semibold">{say.inside}</summary>
              <div className="border-t p-2.5">{drawTrace(node.scope, node.node)}</div>
            </details>
          ))}
        </div>
      ) : null}
    </li>
  )
}

function ToolStatus({ status }: { status: ToolCallView['status'] }) {
  if (status !== 'refused') return <StatusIcon status={status} size={14} />
  return <Icon name="ban" size={14} label={text.agentTrace.states.refused} className="text-warn" />
}
