import type { ModelCallView, NodeView } from '../../../shared/run/view.ts'
import { hrefOf } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { formatCount } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { type Turn, turnCount, turnsOf } from './agent-steps.ts'
import { type Fact, FactList } from './fact-list.tsx'
import type { DrawTrace } from './inner-node.tsx'
import { LongText } from './long-text.tsx'
import { ModelCallCard } from './model-call-card.tsx'
import { ToolCallRow } from './tool-call-row.tsx'

type AgentTraceProps = { runId: string; view: NodeView; drawTrace: DrawTrace }

/** An agent at work, turn by turn: what it was told, what it said, the tools it used, and what was cut. */
export function AgentTrace({ runId, view, drawTrace }: AgentTraceProps) {
  const say = text.agentTrace
  return (
    <section className="flex flex-col gap-3">
      <FactList facts={agentFacts(view)} />
      {view.agent?.notes ? (
        <details className="rounded-lg border px-2.5 py-2 text-sm">
          <summary className="cursor-pointer font-semibold">{say.notes}</summary>
          <LongText value={view.agent.notes} most={600} className="mt-1.5" />
        </details>
      ) : null}
      <h3 className="font-semibold text-sm">{say.heading}</h3>
      <ol className="flex flex-col gap-3">
        {turnsOf(view).map((turn) => (
          <li key={turn.call?.callId ?? 'first'} className="flex flex-col gap-1.5">
            <TurnView runId={runId} view={view} turn={turn} drawTrace={drawTrace} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function agentFacts(view: NodeView): Fact[] {
  const say = text.agentTrace
  const { agent, toolCalls = [] } = view
  const facts: Fact[] = []
  if (agent) {
    const { agentId, name, version } = agent
    const which = agentId === null ? say.writtenHere : version === null ? say.draft : say.version(version)
    facts.push({
      label: say.agent,
      value: (
        <>
          {agentId === null ? (
            <span className="font-semibold">{name}</span>
          ) : (
            <a href={hrefOf({ screen: 'agents', agentId })} className="font-semibold text-accent hover:underline">
              {name}
            </a>
          )}
          <span className="text-mute"> · {which}</span>
        </>
      ),
    })
  }
  facts.push({ label: say.turnsLabel, value: say.turns(turnCount(view), agent?.maxTurns ?? null) })
  if (toolCalls.length > 0) {
    const failed = toolCalls.filter(({ status }) => status === 'failed' || status === 'refused').length
    facts.push({ label: say.toolsLabel, value: say.toolsOf(toolCalls.length, failed) })
  }
  if (agent && agent.granted.length > 0) facts.push({ label: say.granted, value: agent.granted.join(', ') })
  return facts
}

type TurnViewProps = { runId: string; view: NodeView; turn: Turn; drawTrace: DrawTrace }

function TurnView({ runId, view, turn: { turn, call, cuts, tools }, drawTrace }: TurnViewProps) {
  const { scope, node } = view
  return (
    <>
      {cuts.map((cut) => (
        <CutNote key={`${cut.at} ${cut.text}`} cut={cut} />
      ))}
      {call ? (
        <>
          <ModelCallCard
            {...{ runId, scope, node, call }}
            title={text.agentTrace.turnOf(turn, call.model)}
            isOpenAtFirst={false}
            isErrorTold={call.error?.message === view.error?.message}
          />
          <Said call={call} />
        </>
      ) : null}
      {tools.length > 0 ? (
        <ul className="ml-3 flex flex-col divide-y divide-line rounded-lg border">
          {tools.map((tool) => (
            <ToolCallRow
              key={`${tool.callId} ${tool.index}`}
              at={{ runId, scope, node }}
              tool={tool}
              // Its own answer would be told twice otherwise.
              drawTrace={drawTrace}
            />
          ))}
        </ul>
      ) : null}
    </>
  )
}

/** What it said in this turn; while it writes, the card of the call shows it. */
function Said({ call }: { call: ModelCallView }) {
  const say = text.agentTrace
  const thought = call.usage?.reasoningTokens ?? 0
  if (call.status === 'running' || (call.text === '' && thought === 0)) return null
  return (
    <div className="ml-3 rounded-md bg-accent-soft px-2.5 py-2">
      {thought > 0 ? (
        <p className="mb-0.5 flex items-center gap-1.5 text-mute text-xs">
          <Icon name="brain" size={13} />
          {say.thinking(formatCount(thought))}
        </p>
      ) : null}
      {call.text === '' ? null : <LongText value={call.text} most={700} />}
    </div>
  )
}

function CutNote({ cut }: { cut: NonNullable<NodeView['cuts']>[number] }) {
  const say = text.agentTrace
  return (
    <div className="rounded-md bg-warn-soft px-2.5 py-1.5 text-sm">
      <p className="flex items-center gap-1.5 font-medium text-warn">
        <Icon name="scroll-text" size={14} />
        {say.cuts[cut.how]}
        <span className="figures ml-auto font-normal text-mute">
          {say.cutBy(cut.messages, formatCount(cut.tokens))}
        </span>
      </p>
      {cut.text === '' ? null : <LongText value={cut.text} most={300} className="text-mute" />}
    </div>
  )
}
