import type { RunOrigin, RunStatus, TraceParent } from './events.ts'
import { contentAttributes, contentKey, type SpanContent } from './otlp-content.ts'
import { type OtlpShape, shapeOf } from './otlp-shape.ts'
import { type Attributes, attributesOf, nanosOf, type OtlpAttribute } from './otlp-value.ts'
import type { Span } from './span.ts'
import { spanIdOf, traceIdOf } from './trace-ids.ts'

/** What is said of the run as a whole. */
export type OtlpRun = Pick<RunOrigin, 'workflowId' | 'workflowName' | 'trigger'> & {
  runId: string
  status: RunStatus
  /** The trace it is part of, where whoever called said so. */
  trace?: TraceParent
  /** The conversation it answers in. */
  conversationId: string | null
  isDryRun: boolean
  microUsd: number
  /** Until when what is still under way is told of, in milliseconds since the epoch. */
  untilMs: number
}

/** One span in OTLP's JSON form: ids in hex, times in nanoseconds as texts, kinds and states as numbers. */
export type OtlpSpan = {
  traceId: string
  spanId: string
  parentSpanId?: string
  traceState?: string
  flags: number
  name: string
  kind: 1 | 2 | 3
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: OtlpAttribute[]
  status: { code?: 0 | 1 | 2; message?: string }
}

export type OtlpScope = { name: string; version: string }
export type ResourceSpans = {
  resource: { attributes: OtlpAttribute[] }
  scopeSpans: { scope: OtlpScope; spans: OtlpSpan[] }[]
}

/** `version` is Niti's; `resource` says more about where it runs. */
export type OtlpSource = { version: string; resource?: Attributes }

/**
 * A run's spans as OTLP has them (https://opentelemetry.io/docs/specs/otlp/), named as the conventions for generative AI
 * want. `contents` by `contentKey`; none where what was said is to stay here.
 */
export function otlpOf(
  run: OtlpRun,
  spans: Span[],
  { contents, ...source }: OtlpSource & { contents?: ReadonlyMap<string, SpanContent> },
): { resourceSpans: ResourceSpans[] } {
  const told = spans.map((span) => otlpSpan(run, span, contents?.get(contentKey(span) ?? '')))
  return { resourceSpans: [resourceSpansOf(told, source)] }
}

/** Spans with who sends them. */
export function resourceSpansOf(spans: OtlpSpan[], { version, resource = {} }: OtlpSource): ResourceSpans {
  return {
    resource: { attributes: attributesOf({ 'service.name': 'niti', 'service.version': version, ...resource }) },
    scopeSpans: [{ scope: { name: 'niti', version }, spans }],
  }
}

/** Sampled; whether the parent is of another process is said, and is so. (opentelemetry-proto: SpanFlags) */
const flags = { sampled: 0x1, saysRemote: 0x100, isRemote: 0x200 }

export function otlpSpan(run: OtlpRun, span: Span, content?: SpanContent): OtlpSpan {
  const { runId, trace } = run
  const shape = shapeOf(run, span)
  const isRemote = span.parentId === null && trace !== undefined
  const parent = span.parentId === null ? trace?.parentId : spanIdOf(runId, span.parentId)
  return {
    traceId: traceIdOf(runId, trace),
    spanId: spanIdOf(runId, span.id),
    ...(parent !== undefined && { parentSpanId: parent }),
    ...(trace?.state && { traceState: trace.state }),
    flags: flags.sampled | flags.saysRemote | (isRemote ? flags.isRemote : 0),
    name: shape.name,
    kind: shape.kind,
    startTimeUnixNano: nanosOf(span.startMs),
    endTimeUnixNano: nanosOf(span.endMs ?? Math.max(run.untilMs, span.startMs)),
    attributes: attributesOf({
      ...shape.attributes,
      ...(content && contentAttributes(content)),
      ...nitiAttributes(run, span),
    }),
    status: statusOf(span, shape),
  }
}

/** What only Niti knows, under a namespace of its own. */
function nitiAttributes({ runId }: OtlpRun, { id, kind, node, scope, attempt, state, call }: Span): Attributes {
  return {
    'niti.run.id': runId,
    'niti.span.id': id,
    'niti.span.kind': kind,
    'niti.span.state': state,
    'niti.node.id': node || undefined,
    'niti.node.scope': scope || undefined,
    'niti.attempt': attempt || undefined,
    'niti.cost.micro_usd': call?.microUsd,
    'niti.cost.unknown_tries': call?.unknownTries || undefined,
  }
}

/** Nothing is said of what went well: that is for whoever reads it to decide. */
function statusOf({ state, error }: Span, { errorType }: OtlpShape): OtlpSpan['status'] {
  if (errorType === null) return {}
  return {
    code: 2,
    message: error?.message ?? (state === 'interrupted' ? 'Niti stopped in the middle of it.' : errorType),
  }
}
