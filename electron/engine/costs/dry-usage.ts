import { nodePath } from '../../../shared/run/events.ts'
import type { ModelRequest, ModelUsage } from '../../../shared/run/model-call.ts'
import type { InputCounter } from '../models/count-input.ts'
import type { NodeHistoryStore } from '../store/node-history.store.ts'
import { expectedAnswerTokens } from './expected-answer.ts'

type Place = { workflowId: string | null; node: string; scope: string }

/** The model a call names, and what it asks. */
type Named = { provider: string; model: string; request: ModelRequest }

/**
 * The usage a dry run books for a call, so that it says what a real model would have cost. The input is counted as it was
 * sent. How long the answer is says nothing where the offline model wrote it: it is taken to be as long as this node's
 * answers were before, else as long as a forecast takes it to be.
 */
export function createDryUsage(history: NodeHistoryStore, counter: Pick<InputCounter, 'estimate'>) {
  const known = new Map<string, number | null>()

  function usualAnswer({ workflowId, node, scope }: Place): number | null {
    if (workflowId === null) return null
    const path = nodePath(scope, node)
    const before = known.get(path)
    if (before !== undefined) return before
    const found = history.of(workflowId, path)?.outputTokens ?? null
    known.set(path, found)
    return found
  }

  return async (place: Place, { provider: id, model, request }: Named): Promise<ModelUsage> => {
    const usual = usualAnswer(place) ?? expectedAnswerTokens(request)
    const limit = request.maxOutputTokens ?? Number.POSITIVE_INFINITY
    return {
      inputTokens: await counter.estimate({ provider: { id }, model, request }),
      cachedInputTokens: 0,
      outputTokens: Math.min(limit, Math.round(usual)),
      reasoningTokens: 0,
      estimated: true,
    }
  }
}

export type DryUsage = ReturnType<typeof createDryUsage>
