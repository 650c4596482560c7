import type { NodeForecast, RunForecast } from '../../../shared/contract/costs.ts'

export function nodeForecast(changes: Partial<NodeForecast> = {}): NodeForecast {
  return {
    nodeId: 'ask',
    model: 'openai/gpt-4o-mini',
    calls: { expected: 1, most: 1 },
    inputTokens: { expected: 100, most: 100 },
    outputTokens: { expected: 200, most: 1_000 },
    expectedMicroUsd: 4_000,
    mostMicroUsd: 20_000,
    basis: { kind: 'prompt' },
    ...changes,
  }
}

/** The sums are those of the nodes, as the engine has it where no budget caps them. */
export function runForecast(nodes: NodeForecast[], changes: Partial<RunForecast> = {}): RunForecast {
  const known = nodes.filter(({ expectedMicroUsd }) => expectedMicroUsd !== null)
  const mosts = nodes.map(({ mostMicroUsd }) => mostMicroUsd)
  return {
    nodes,
    expectedMicroUsd: known.reduce((sum, { expectedMicroUsd }) => sum + (expectedMicroUsd ?? 0), 0),
    mostMicroUsd: mosts.reduce((sum, most) => (sum === null || most === null ? null : sum + most), 0),
    cappedBy: null,
    unknownNodes: nodes.filter((node) => !known.includes(node)).map(({ nodeId }) => nodeId),
    ...changes,
  }
}
