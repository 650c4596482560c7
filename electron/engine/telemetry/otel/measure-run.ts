import type { RunEvent } from '../../../../shared/run/events.ts'
import { providerName } from '../../../../shared/run/otlp-shape.ts'
import type { Span } from '../../../../shared/run/span.ts'
import type { Measurement } from './metric-list.ts'

/** The code of a call of a tool that is not there, or with arguments that do not fit: its name may be made up. */
export const misused = 'tool.misused'
export const unknownTool = 'unknown'

/** What is not an error of a provider or a node, but of nothing in particular. */
const otherError = '_OTHER'

/**
 * What a run that ended adds to the metrics: what calls are made of stands in its spans, and the tries that failed on the
 * way in its events. Names of people's making (workflows, agents, tools, models) are bounded by whoever takes this.
 */
export function createRunMeasures() {
  const failures: Measurement[] = []
  let origin: Extract<RunEvent, { type: 'run-queued' }> | null = null
  let startedAt: number | null = null

  return {
    take(event: RunEvent): void {
      switch (event.type) {
        case 'run-queued':
          origin = event
          return
        case 'run-started':
          startedAt ??= event.at
          return
        case 'model-call-retried':
        case 'model-call-failed': {
          const attributes = { ...providerOf(event), 'error.type': event.error.code }
          failures.push({ metric: 'niti.provider.errors', value: 1, attributes })
          return
        }
        default:
          return
      }
    },

    /** All of it, once the run is over. */
    *measured(spans: readonly Span[]): Generator<Measurement> {
      yield* failures
      for (const span of spans) yield* measureSpan(span)
      const [run] = spans
      if (!run || run.endMs === null || !origin) return
      const workflow = { 'niti.workflow.name': origin.workflowName }
      const about = { ...workflow, 'niti.run.status': statusOf(run), 'niti.run.trigger': origin.trigger }
      yield { metric: 'niti.run.count', value: 1, attributes: about }
      const beganAt = startedAt ?? run.endMs
      yield { metric: 'niti.run.duration', value: (run.endMs - beganAt) / 1000, attributes: about }
      for (const [model, { microUsd, unknownTries }] of costsOf(spans)) {
        const [provider = '', name = ''] = model.split('\0')
        const of = { ...workflow, ...providerOf({ provider }), 'gen_ai.request.model': name }
        if (microUsd > 0) yield { metric: 'niti.cost.micro_usd', value: microUsd, attributes: of }
        if (unknownTries > 0) yield { metric: 'niti.cost.unknown_calls', value: unknownTries, attributes: of }
      }
    },
  }
}

function providerOf({ provider }: { provider: string }) {
  return { 'gen_ai.provider.name': providerName(provider) }
}

function statusOf({ state }: Span): string {
  return state === 'done' ? 'succeeded' : state
}

function* measureSpan(span: Span): Generator<Measurement> {
  const value = span.endMs === null ? null : (span.endMs - span.startMs) / 1000
  if (value === null) return
  const failed: Record<string, string> = span.state === 'failed' ? { 'error.type': span.error?.code ?? otherError } : {}
  const { kind, call, agent, workflow, tool, limit } = span
  if (call) yield* measureCall(span, value, failed)
  if (kind === 'run' || kind === 'subworkflow') {
    const attributes = {
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.agent.name': workflow?.name ?? '',
      ...failed,
    }
    yield { metric: 'gen_ai.invoke_agent.duration', value, attributes }
  }
  if (kind === 'agent') {
    const attributes = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': agent?.name ?? '', ...failed }
    yield { metric: 'gen_ai.invoke_agent.duration', value, attributes }
  }
  if (tool)
    yield {
      metric: 'gen_ai.execute_tool.duration',
      value,
      attributes: { 'gen_ai.tool.name': span.error?.code === misused ? unknownTool : tool.name, ...failed },
    }
  if (limit) yield { metric: 'niti.limit.wait', value, attributes: { 'niti.limit.of': limit.of } }
}

function* measureCall(
  { call, kind, state }: Span,
  value: number,
  failed: Record<string, string>,
): Generator<Measurement> {
  if (!call) return
  const about = {
    'gen_ai.operation.name': kind === 'embedding' ? 'embeddings' : 'chat',
    ...providerOf(call),
    'gen_ai.request.model': call.model,
  }
  // What a stop of the program cut off took as long as nobody knows.
  if (state !== 'interrupted') {
    yield { metric: 'gen_ai.client.operation.duration', value, attributes: { ...about, ...failed } }
  }
  if (call.firstTokenMs !== null && state === 'done') {
    yield { metric: 'gen_ai.client.operation.time_to_first_chunk', value: call.firstTokenMs / 1000, attributes: about }
  }
  const { usage } = call
  if (!usage) return
  const input = { ...about, 'gen_ai.token.type': 'input' }
  yield { metric: 'gen_ai.client.token.usage', value: usage.inputTokens, attributes: input }
  if (kind === 'embedding') return
  const output = { ...about, 'gen_ai.token.type': 'output' }
  yield { metric: 'gen_ai.client.token.usage', value: usage.outputTokens, attributes: output }
}

function costsOf(spans: readonly Span[]): Map<string, { microUsd: number; unknownTries: number }> {
  const costs = new Map<string, { microUsd: number; unknownTries: number }>()
  for (const { call } of spans) {
    if (!call?.usage) continue
    const key = `${call.provider}\0${call.model}`
    const sum = costs.get(key) ?? { microUsd: 0, unknownTries: 0 }
    sum.microUsd += call.microUsd ?? 0
    sum.unknownTries += call.unknownTries
    costs.set(key, sum)
  }
  return costs
}
