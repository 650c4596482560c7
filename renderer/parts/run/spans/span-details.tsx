import type { ReactNode } from 'react'
import { containersOf, nodeKey } from '../../../../shared/run/events.ts'
import type { Span } from '../../../../shared/run/span.ts'
import type { NodeView } from '../../../../shared/run/view.ts'
import { graphAt, type Workflow } from '../../../../shared/workflow/workflow.ts'
import { hrefOf } from '../../../state/route-store.ts'
import { useRun } from '../../../state/run-store.ts'
import { text } from '../../../text.ts'
import { Duration } from '../../../ui/duration.tsx'
import { ErrorNote } from '../../../ui/error-note.tsx'
import { formatBytes, formatCount, formatDateTime, formatDuration } from '../../../ui/format.ts'
import { Money } from '../../../ui/money.tsx'
import { StatusIcon } from '../../../ui/status-icon.tsx'
import { PastWaits } from '../../wait/past-waits.tsx'
import { WaitNote } from '../../wait/wait-note.tsx'
import { type Fact, FactList } from '../fact-list.tsx'
import { LongText } from '../long-text.tsx'
import { ModelCallCard } from '../model-call-card.tsx'
import { readOnIn } from '../read-said.ts'
import { RunGiven } from '../run-given.tsx'
import { ValueView } from '../value-view.tsx'
import { NodeSpan } from './node-span.tsx'
import { iconState } from './span-look.ts'
import type { SpanTree } from './span-rows.ts'

type SpanDetailsProps = { runId: string; document: Workflow; tree: SpanTree; span: Span }

/** Everything about one step of a run: its figures, and what was said, given, asked and answered in it. */
export function SpanDetails({ runId, document, tree, span }: SpanDetailsProps) {
  const view = useRun(runId, (slice) => slice.view.nodes[nodeKey(span.scope, span.node)])
  const isNode = span.kind === 'node' || span.kind === 'attempt'
  const call = span.call && view?.calls.find(({ callId }) => callId === span.call?.callId)
  const content = contentOf({ runId, document, span, view })
  return (
    <div className="flex flex-col gap-4">
      <FactList facts={factsOf(span, tree)} />
      {/* The node and the call say their own. */}
      {span.error && !isNode && !call && span.kind !== 'run' ? <ErrorNote error={span.error} /> : null}
      {call ? (
        <ModelCallCard
          key={call.callId}
          {...{ runId, scope: span.scope, node: span.node, call }}
          isOpenAtFirst
          isErrorTold={false}
        />
      ) : (
        content
      )}
    </div>
  )
}

type Content = { runId: string; document: Workflow; span: Span; view: NodeView | undefined }

function contentOf({ runId, document, span, view }: Content): ReactNode {
  switch (span.kind) {
    case 'run':
      return <RunGiven runId={runId} document={document} />
    case 'node':
    case 'attempt': {
      const graph = graphAt(document, containersOf(span.scope)) ?? null
      return <NodeSpan runId={runId} scope={span.scope} node={span.node} graph={graph} />
    }
    case 'agent':
      return <NodeSpan runId={runId} scope={span.scope} node={span.node} graph={null} />
    case 'tool-call':
      return <ToolContent runId={runId} span={span} view={view} />
    case 'http-call':
      return <RequestContent span={span} view={view} />
    case 'wait':
      return <WaitContent span={span} view={view} />
    default:
      return null
  }
}

function factsOf(span: Span, tree: SpanTree): Fact[] {
  const say = text.runPage.details
  const { call, http, limit } = span
  const total = tree.totals.get(span.id)
  const root = tree.root ?? span
  const facts: Fact[] = [
    { label: say.kind, value: text.runPage.span.kinds[span.kind] },
    {
      label: say.state,
      value: (
        <span className="flex items-center justify-end gap-1.5">
          <StatusIcon status={iconState(span.state)} size={14} />
          {text.runPage.span.states[span.state]}
        </span>
      ),
    },
    { label: say.began, value: formatDateTime(span.startMs) },
  ]
  if (span.parentId !== null)
    facts.push({ label: '', value: say.afterStart(formatDuration(span.startMs - root.startMs)) })
  facts.push({ label: say.time, value: <Duration startedAt={span.startMs} endedAt={span.endMs} /> })
  if (span.node)
    facts.push({
      label: say.node,
      value: <span className="break-all font-mono text-xs">{nodeKey(span.scope, span.node)}</span>,
    })
  if (limit?.limit != null) facts.push({ label: say.limit, value: say.limitOf(limit.limit, limit.per) })
  if (http) {
    if (http.service) facts.push({ label: say.action, value: `${http.service.integrationId}.${http.service.action}` })
    facts.push(
      { label: say.status, value: http.status ?? text.runs.log.noReply },
      { label: say.size, value: formatBytes(http.bytes) },
    )
  }
  if (call && call.texts !== null)
    facts.push({ label: say.model, value: call.model }, { label: say.texts, value: formatCount(call.texts) })
  if (total && total.calls > 0 && (call === null || call.texts !== null)) {
    facts.push(
      { label: say.tokens, value: say.tokensOf(formatCount(total.inputTokens), formatCount(total.outputTokens)) },
      {
        label: say.cost,
        value: (
          <Money
            microUsd={total.unknownCalls === total.calls ? null : total.microUsd}
            isPartlyUnknown={total.unknownCalls > 0 && total.unknownCalls < total.calls}
            className="font-semibold"
          />
        ),
      },
    )
  }
  if (span.workflow?.workflowId && span.kind === 'subworkflow') {
    const { workflowId, name } = span.workflow
    const link = (
      <a href={hrefOf({ screen: 'workflow', workflowId })} className="font-medium text-accent hover:underline">
        {name}
      </a>
    )
    facts.push({ label: text.runPage.span.kinds.subworkflow, value: link })
  }
  return facts
}

function ToolContent({ runId, span, view }: { runId: string; span: Span; view: NodeView | undefined }) {
  const say = text.runPage.details
  const tool = view?.toolCalls?.find(({ callId, turn }) => callId === span.tool?.callId && turn === span.tool?.turn)
  const inner = useRun(runId, (slice) => (tool?.inner == null ? undefined : slice.view.nodes[tool.inner]))
  if (!tool) return null
  return (
    <>
      <ValueView title={say.input} note={tool.tool} value={tool.input} runId={runId} />
      {inner?.status === 'waiting' && inner.wait ? <WaitNote wait={inner.wait} /> : null}
      <PastWaits waits={inner?.pastWaits} />
      {tool.output === undefined ? null : (
        <section className="flex flex-col gap-1">
          <h3 className="font-semibold text-sm">{say.output}</h3>
          <LongText
            value={tool.output}
            most={2_000}
            readOn={readOnIn({ runId, scope: span.scope, node: span.node, callId: tool.callId, turn: tool.turn })}
            className="rounded-md border bg-sunken px-2.5 py-2"
          />
        </section>
      )}
      {inner ? <NodeSpan runId={runId} scope={inner.scope} node={inner.node} graph={null} /> : null}
    </>
  )
}

function RequestContent({ span, view }: { span: Span; view: NodeView | undefined }) {
  const say = text.runPage.details
  const { http } = span
  const request = view?.requests.find(
    ({ url, at, method }) => at === span.endMs && url === http?.url && method === http.method,
  )
  if (!http) return null
  return (
    <>
      <section className="flex flex-col gap-1">
        <h3 className="font-semibold text-sm">{say.request}</h3>
        <p className="select-text break-all rounded-md border bg-sunken px-2.5 py-2 font-mono text-xs">
          <span className="font-semibold">{http.method}</span> {http.url}
        </p>
      </section>
      <Body title={say.sent} value={request?.service?.sent ?? null} />
      <Body title={say.received} value={request?.service?.received ?? null} />
    </>
  )
}

function Body({ title, value }: { title: string; value: string | null }) {
  if (value === null || value === '') return null
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-semibold text-sm">{title}</h3>
      <LongText value={value} most={1_500} className="rounded-md border bg-sunken px-2.5 py-2 font-mono" />
    </section>
  )
}

function WaitContent({ span, view }: { span: Span; view: NodeView | undefined }) {
  const waitId = span.wait?.waitId
  if (!view || !waitId) return null
  if (view.wait?.waitId === waitId) return <WaitNote wait={view.wait} />
  return <PastWaits waits={view.pastWaits?.filter((past) => past.waitId === waitId)} />
}
