import { containersOf } from '../../../shared/run/events.ts'
import type { ModelRequest, ModelUsage } from '../../../shared/run/model-call.ts'
import { countTokens } from '../models/count-tokens.ts'
import type { NodeHistoryStore } from '../store/node-history.store.ts'
import { expectedInputTokens } from './expected-input.ts'

type Place = { workflowId: string | null; node: string; scope: string }

/**
 * The usage a dry run books for a call, so that it says what a real model would have cost. The input is counted as it was
 * sent. How long the answer is says nothing where the offline model wrote it: where this node asked before, it is taken to
 * be as long as then; else there is nothing better than what the offline model wrote.
 */
export function createDryUsage(history: NodeHistoryStore, count: (text: string) => Promise<number> = countTokens) {
  const known = new Map<string, number | null>()

  function usualAnswer({ workflowId, node, scope }: Place): number | null {
    if (workflowId === null) return null
    const path = [...containersOf(scope), node].join('/')
    const before = known.get(path)
    if (before !== undefined) return before
    const found = history.of(workflowId, path)?.outputTokens ?? null
    known.set(path, found)
    return found
  }

  return async (place: Place, request: ModelRequest, written: ModelUsage): Promise<ModelUsage> => {
    const usual = usualAnswer(place)
    const limit = request.maxOutputTokens ?? Number.POSITIVE_INFINITY
    return {
      inputTokens: await expectedInputTokens(request, count),
      cachedInputTokens: 0,
      outputTokens: usual === null ? written.outputTokens : Math.min(limit, Math.round(usual)),
      reasoningTokens: 0,
      estimated: true,
    }
  }
}

export type DryUsage = ReturnType<typeof createDryUsage>
