import type { RunForecast } from '../../../shared/contract/costs.ts'
import type { ResearchDepth } from '../../../shared/contract/research.ts'
import type { ModelUsage } from '../../../shared/run/model-call.ts'

/** Tokens of what shows only in the run (results, pages, notes) in one question to a model: a guess, and said to be one. */
const unseenTokens: Record<ResearchDepth, number> = { quick: 2_000, standard: 3_500, deep: 5_500 }

type Estimate = (asked: { model: string; usage: ModelUsage }) => Promise<number | null>

/**
 * What a research is expected to cost. Nodes whose prompts nobody knows before the first run are taken to be asked about
 * texts of an ordinary length; then `isRough`. Null where nobody knows a price, or how often a node would ask.
 */
export async function expectedCost(
  { nodes, expectedMicroUsd, unknownNodes }: RunForecast,
  depth: ResearchDepth,
  estimate: Estimate,
): Promise<{ expectedMicroUsd: number | null; isRough: boolean }> {
  if (unknownNodes.length === 0) return { expectedMicroUsd, isRough: false }
  let sum = expectedMicroUsd
  for (const nodeId of unknownNodes) {
    const node = nodes.find((one) => one.nodeId === nodeId)
    const calls = node?.calls.expected ?? null
    const model = node?.model ?? null
    if (!node || calls === null || model === null) return { expectedMicroUsd: null, isRough: true }
    const each = await estimate({
      model,
      usage: {
        inputTokens: (node.inputTokens.expected ?? 0) + unseenTokens[depth],
        outputTokens: node.outputTokens.expected ?? 0,
        ...{ cachedInputTokens: 0, reasoningTokens: 0 },
      },
    })
    if (each === null) return { expectedMicroUsd: null, isRough: true }
    sum += Math.round(each * calls)
  }
  return { expectedMicroUsd: sum, isRough: true }
}
