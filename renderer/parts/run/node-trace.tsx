import { nodeKey } from '../../../shared/run/events.ts'
import type { NodeView } from '../../../shared/run/view.ts'
import { useRun } from '../../state/run-store.ts'
import { text } from '../../text.ts'
import { classNames } from '../../ui/class-names.ts'
import { Duration } from '../../ui/duration.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { formatBytes, formatCount, formatDateTime, formatDuration } from '../../ui/format.ts'
import { Money } from '../../ui/money.tsx'
import { StatusIcon } from '../../ui/status-icon.tsx'
import { Ticks } from '../../ui/ticks.tsx'
import { costShare, shareWords, useWholeCost } from '../costs/cost-share.ts'
import { PastWaits } from '../wait/past-waits.tsx'
import { WaitIcon } from '../wait/wait-icon.tsx'
import { WaitNote } from '../wait/wait-note.tsx'
import { isAgentAtWork } from './agent-steps.ts'
import { AgentTrace } from './agent-trace.tsx'
import { type Fact, FactList } from './fact-list.tsx'
import { ModelCallCard } from './model-call-card.tsx'
import { NodeFate, NodeTries } from './node-tries.tsx'
import { SubworkflowNodes } from './subworkflow-nodes.tsx'
import { TeamTrace } from './team-trace.tsx'

type NodeTraceProps = { runId: string | null; scope: string; node: string }

/** Everything a node did in a run: attempts, calls with prompt and reply, requests, its log, its error. */
export function NodeTrace({ runId, scope, node }: NodeTraceProps) {
  const view = useRun(runId, (slice) => slice.view.nodes[nodeKey(scope, node)])
  const whole = useWholeCost(runId)
  if (!runId || !view) {
    return <EmptyState icon="activity" title={text.runs.trace.empty} body={text.runs.trace.emptyBody} />
  }
  const drawTrace = (within: string, inner: string) => <NodeTrace runId={runId} scope={within} node={inner} />
  return (
    <div className="flex flex-col gap-4">
      {view.error ? <ErrorNote error={view.error} /> : null}
      {view.status === 'waiting' && view.wait ? <WaitNote wait={view.wait} /> : null}
      <NodeFate view={view} />
      {view.status === 'skipped' && view.reason ? (
        <p className="rounded-lg bg-sunken px-3 py-2 text-mute text-sm">
          <Ticks words={view.reason} />
        </p>
      ) : null}
      <FactList facts={nodeFacts(view, costShare(view.cost, whole))} />
      <PastWaits waits={view.pastWaits} />
      <NodeTries retries={view.retries} />
      {view.subworkflow ? <SubworkflowNodes runId={runId} view={view} drawTrace={drawTrace} /> : null}
      {view.words || view.tasks ? <TeamTrace runId={runId} view={view} drawTrace={drawTrace} /> : null}
      {isAgentAtWork(view) ? <AgentTrace runId={runId} view={view} drawTrace={drawTrace} /> : null}
      {view.calls.length > 0 && !isAgentAtWork(view) ? (
        <section className="flex flex-col gap-2">
          <h3 className="font-semibold text-sm">{text.runs.trace.calls(view.calls.length)}</h3>
          {view.calls.map((call) => (
            <ModelCallCard
              key={call.callId}
              runId={runId}
              scope={scope}
              node={node}
              call={call}
              isOpenAtFirst={view.calls.length === 1}
              isErrorTold={call.error?.message === view.error?.message}
            />
          ))}
        </section>
      ) : null}
      {view.requests.length > 0 ? <Requests requests={view.requests} /> : null}
      {view.logs.length > 0 ? <Logs logs={view.logs} /> : null}
    </div>
  )
}

function nodeFacts(view: NodeView, share: number | null): Fact[] {
  const say = text.runs.trace
  const { cost } = view
  const status = view.reused ? 'cached' : view.status
  const isPinned = view.reused?.fromRunId === null
  const wait = status === 'waiting' ? view.wait : undefined
  const facts: Fact[] = [
    {
      label: say.state,
      value: (
        <span className="flex items-center justify-end gap-1.5">
          {wait ? <WaitIcon kind={wait.ask.kind} size={14} /> : <StatusIcon status={status} size={14} />}
          {isPinned ? say.pinnedState : wait ? text.waits.states[wait.ask.kind] : text.common.state[status]}
        </span>
      ),
    },
  ]
  if (view.startedAt !== null) {
    facts.push({ label: say.started, value: formatDateTime(view.startedAt) })
    const endedAt = view.durationMs === null ? null : view.startedAt + view.durationMs
    facts.push({ label: say.time, value: <Duration startedAt={view.startedAt} endedAt={endedAt} /> })
  }
  if (view.attempt > 1) facts.push({ label: say.attempts, value: formatCount(view.attempt) })
  if (view.iterations) {
    const { total, succeeded, failed } = view.iterations
    facts.push({ label: say.rounds, value: say.roundsOf(succeeded, failed, total) })
  }
  if (cost.calls > 0) {
    const isAllUnknown = cost.unknownCalls === cost.calls
    facts.push(
      { label: say.tokens, value: say.tokensOf(formatCount(cost.inputTokens), formatCount(cost.outputTokens)) },
      {
        label: say.cost,
        value: (
          <>
            <Money
              microUsd={isAllUnknown ? null : cost.microUsd}
              isPartlyUnknown={!isAllUnknown && cost.unknownCalls > 0}
              className="font-semibold"
            />
            {share === null ? null : (
              <span className="text-mute"> · {text.forecast.card.share(shareWords(share))}</span>
            )}
          </>
        ),
      },
    )
  }
  return facts
}

function Requests({ requests }: { requests: NodeView['requests'] }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-sm">{text.runs.trace.requests(requests.length)}</h3>
      <ul className="flex flex-col divide-y divide-line rounded-lg border">
        {requests.map(({ method, url, status, durationMs, bytes, at }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: requests are only ever added at the end
          <li key={`${at}-${index}`} className="px-2.5 py-2 text-sm">
            <div className="flex items-center gap-2">
              <span
                className={classNames(
                  'figures font-semibold',
                  status !== null && status < 400 ? 'text-ok' : 'text-bad',
                )}
              >
                {status ?? text.runs.log.noReply}
              </span>
              <span className="font-semibold">{method}</span>
              <span className="figures ml-auto text-mute">
                {formatBytes(bytes)} · {formatDuration(durationMs)}
              </span>
            </div>
            <p className="select-text break-all font-mono text-mute text-xs">{url}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Logs({ logs }: { logs: NodeView['logs'] }) {
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-sm">{text.runs.trace.logs}</h3>
      <ul className="flex max-h-80 flex-col gap-1 overflow-y-auto rounded-lg border bg-sunken px-2.5 py-2 font-mono text-xs">
        {logs.map(({ at, level, text: said }, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
            key={`${at}-${index}`}
            className={classNames(
              'select-text whitespace-pre-wrap break-words',
              level === 'error' && 'text-bad',
              level === 'warn' && 'text-warn',
            )}
          >
            {said}
          </li>
        ))}
      </ul>
    </section>
  )
}
