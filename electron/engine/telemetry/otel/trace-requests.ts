import { isJsonObject, type Json } from '../../../../shared/json.ts'
import type { RunEvent, TraceParent } from '../../../../shared/run/events.ts'
import {
  linkTo,
  type OtlpRun,
  type OtlpSource,
  type OtlpSpan,
  otlpSpan,
  resourceSpansOf,
} from '../../../../shared/run/otlp.ts'
import { contentKey, createContentCollector, type SpanContent } from '../../../../shared/run/otlp-content.ts'
import type { Span } from '../../../../shared/run/span.ts'
import { parseTraceParent } from '../../../../shared/run/trace-parent.ts'
import { giveWay } from '../../event-loop-turn.ts'
import type { RunsStore } from '../../store/runs.store.ts'
import type { OutgoingTrace } from '../../store/telemetry.store.ts'
import { foldRun } from './fold-run.ts'
import { misused, unknownTool } from './measure-run.ts'

/** One request: `spans` of them in it, `spansBefore` of the same run before it. */
export type TraceRequest = { body: string; spansBefore: number; spans: number }

type Parts = {
  runsStore: Pick<RunsStore, 'events' | 'summary'>
  source: OtlpSource
  sendsContent: boolean
  /** Whether traces of callers are taken up. */
  propagates: boolean
  closing: AbortSignal
}

/** Collectors take some megabytes at once, and a lost request should cost little. */
const mostSpans = 500
const mostChars = 1_000_000

/**
 * What a run that ended is sent as, in the order its spans began, without those that arrived before. null: whoever began its
 * trace does not want it recorded, or nothing of it is there any more.
 */
export async function traceRequests(trace: OutgoingTrace, parts: Parts): Promise<TraceRequest[] | null> {
  const { runsStore, source, sendsContent, propagates, closing } = parts
  const { run, endedAt } = trace
  const contents = new Map<string, SpanContent>()
  const collector = createContentCollector()
  const [origin] = runsStore.events(run, 0, 1)
  if (origin?.type !== 'run-queued' || origin.trace?.isSampled === false) return null
  const callers = new Map<string, TraceParent>()
  const onEvent = (event: RunEvent) => {
    const caller = propagates && event.type === 'wait-ended' && callerIn(event.answer)
    if (caller) callers.set(event.waitId, caller)
    if (!sendsContent) return
    const whole = collector.take(event)
    if (whole) contents.set(whole.key, whole.content)
  }
  const spans = await foldRun(runsStore, run, { closing, onEvent })
  for (const { key, content } of collector.rest()) contents.set(key, content)
  const summary = runsStore.summary(run.runId)
  if (!summary) return null
  const { workflowId, workflowName, trigger } = origin
  const about: OtlpRun = {
    ...{ workflowId, workflowName, trigger, runId: run.runId, status: summary.status, microUsd: summary.microUsd },
    ...{ conversationId: null, isDryRun: summary.isDryRun, untilMs: endedAt },
    ...(origin.trace && { trace: origin.trace }),
  }
  const told = (span: Span) => {
    const caller = callers.get(span.wait?.waitId ?? '')
    const whole = otlpSpan(about, span, contents.get(contentKey(span) ?? ''))
    const linked = caller ? { ...whole, links: [linkTo(caller)] } : whole
    return sendsContent ? linked : quiet(linked, span)
  }
  return pack(spans.slice(trace.sentSpans), { told, source, spansBefore: trace.sentSpans, closing })
}

/** The trace of a call that a run waited for. */
function callerIn(answer: Json): TraceParent | undefined {
  const headers = isJsonObject(answer) ? answer.headers : null
  if (headers === null || headers === undefined || !isJsonObject(headers)) return undefined
  const text = (name: string) => (typeof headers[name] === 'string' ? headers[name] : null)
  return parseTraceParent(text('traceparent'), text('tracestate'))
}

type Packing = { told(span: Span): OtlpSpan; source: OtlpSource; spansBefore: number; closing: AbortSignal }

async function pack(spans: Span[], { told, source, spansBefore, closing }: Packing): Promise<TraceRequest[]> {
  const requests: TraceRequest[] = []
  let batch: string[] = []
  let size = 0
  let done = spansBefore
  const frame = JSON.stringify({ resourceSpans: [resourceSpansOf([], source)] })
  const [head = '', tail = ''] = frame.split('"spans":[]')
  const close = () => {
    requests.push({ body: `${head}"spans":[${batch.join()}]${tail}`, spansBefore: done, spans: batch.length })
    done += batch.length
    batch = []
    size = 0
  }
  for (const span of spans) {
    const text = JSON.stringify(told(span))
    if (batch.length > 0 && (batch.length >= mostSpans || size + text.length > mostChars)) close()
    batch.push(text)
    size += text.length
    const turn = giveWay()
    if (!turn) continue
    await turn
    closing.throwIfAborted()
  }
  if (batch.length > 0) close()
  return requests
}

/**
 * Without anything that may quote what was said or asked for: the words of errors, what stands in an address after its path,
 * and the name of a tool that a model made up, which its provider may have made the call's id of.
 */
function quiet(span: OtlpSpan, of: Span): OtlpSpan {
  const { message: _, ...status } = span.status
  const isMadeUp = of.tool !== null && of.error?.code === misused
  const attributes = span.attributes.flatMap((attribute) => {
    const { key, value } = attribute
    if (isMadeUp && (key === 'gen_ai.tool.call.id' || key === 'niti.span.id')) return []
    if (isMadeUp && key === 'gen_ai.tool.name') return { key, value: { stringValue: unknownTool } }
    if (key !== 'url.full' || !('stringValue' in value)) return attribute
    return { key, value: { stringValue: value.stringValue.replace(/[?#].*$/s, '') } }
  })
  return { ...span, ...(isMadeUp && { name: `execute_tool ${unknownTool}` }), status, attributes }
}
