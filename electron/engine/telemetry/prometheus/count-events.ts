import type { RunSummary } from '../../../../shared/contract/runs.ts'
import type { ModelUsage } from '../../../../shared/run/model-call.ts'
import type { LogEntry } from '../../store/runs.store.ts'
import { createBoundedNames } from './bounded-names.ts'
import type { Counters } from './instruments.ts'

/** Each workflow is 16 series, each model 12: with these limits all figures together stay under 2,500. */
const mostWorkflows = 50
const mostModels = 50
const mostCodes = 50
const mostTargets = 100
/** Calls that are waiting and may never say that they go on, as their run was broken off. */
const mostWaiting = 10_000

type Parts = { counters: Counters; summaryOf(runId: string): RunSummary | undefined }

/** Counts what the runs of this program did, event by event. Dry runs did nothing. */
export function createEventCounter({ counters, summaryOf }: Parts) {
  const workflowLabel = createBoundedNames(mostWorkflows)
  const modelLabel = createBoundedNames(mostModels)
  const codeLabel = createBoundedNames(mostCodes)
  const targetLabel = createBoundedNames(mostTargets)
  /** When calls began to wait for a limit. */
  const waiting = new Map<string, number>()

  type Called = {
    provider: string
    model: string
    usage: ModelUsage | null
    microUsd: number | null
    insteadOf?: string
  }

  function countCall(call: Called, outcome: 'finished' | 'failed' | 'retried'): void {
    if (call.insteadOf !== undefined) return
    const { provider, usage, microUsd } = call
    // Both are bounded together: a name of `(other)` belongs to no provider.
    const name = modelLabel(`${provider}/${call.model}`)
    const model = name.startsWith(`${provider}/`) ? name.slice(provider.length + 1) : name
    counters.calls.inc({ provider, model, outcome })
    if (!usage) return
    const add = (kind: string, count: number) => {
      if (count > 0) counters.tokens.inc({ provider, model, kind }, count)
    }
    add('input', usage.inputTokens)
    add('cached_input', usage.cachedInputTokens)
    add('cache_write_input', usage.cacheWriteInputTokens ?? 0)
    add('output', usage.outputTokens)
    add('reasoning', usage.reasoningTokens)
    if (microUsd === null) counters.unpriced.inc({ provider, model })
    else counters.cost.inc({ provider, model }, microUsd / 1e6)
  }

  function countError(provider: string, { kind, code }: { kind: string; code: string }): void {
    if (kind !== 'cancelled') counters.errors.inc({ provider, code: codeLabel(code) })
  }

  function beginWait(callId: string, provider: string, at: number): void {
    if (waiting.has(callId)) return
    counters.waits.inc({ target: targetLabel(provider) })
    if (waiting.size < mostWaiting) waiting.set(callId, at)
  }

  function endWait(callId: string, provider: string, at: number): void {
    const since = waiting.get(callId)
    if (since === undefined) return
    waiting.delete(callId)
    counters.waitSeconds.inc({ target: targetLabel(provider) }, Math.max(0, at - since) / 1000)
  }

  function countRun(runId: string, status: string): void {
    const run = summaryOf(runId)
    if (!run || run.isDryRun) return
    const workflow = run.workflowId === null ? '(file)' : workflowLabel(run.workflowName)
    counters.runs.inc({ workflow, status })
    if (run.durationMs !== null) counters.runDuration.observe({ workflow }, Math.max(0, run.durationMs) / 1000)
  }

  return function count({ run, at, body }: LogEntry): void {
    switch (body.type) {
      case 'run-finished':
        countRun(run.runId, body.status)
        break
      case 'model-call-queued':
        beginWait(body.callId, body.provider, at)
        break
      case 'model-call-started':
      case 'embedding-started':
        endWait(body.callId, body.provider, at)
        break
      case 'model-call-finished':
        countCall(body, 'finished')
        break
      case 'model-call-retried':
        countCall(body, 'retried')
        countError(body.provider, body.error)
        break
      case 'model-call-failed':
        endWait(body.callId, body.provider, at)
        countCall(body, 'failed')
        countError(body.provider, body.error)
        break
      case 'texts-embedded':
        countCall(body, body.texts > 0 ? 'finished' : 'failed')
        break
      case 'http-called':
        if (body.service && body.service.waitedMs > 0) {
          const target = targetLabel(body.service.integrationId)
          counters.waits.inc({ target })
          counters.waitSeconds.inc({ target }, body.service.waitedMs / 1000)
        }
        break
    }
  }
}
