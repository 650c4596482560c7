import type { NodeForecast, RunForecast } from '../../../shared/contract/costs.ts'

/** What is expected of one card. `own` is set for a node that asks a model itself. */
export type Expectation = {
  /** null: nobody can tell beforehand. */
  expectedMicroUsd: number | null
  mostMicroUsd: number | null
  own: NodeForecast | null
}

/**
 * What a node is expected to cost in a run; of a container, or a node that runs another workflow, the sum of what is
 * inside. null where it, and all inside it, asks no model.
 */
export function expectationOf(forecast: RunForecast, at: readonly string[], id: string): Expectation | null {
  const path = [...at, id].join('/')
  const own = forecast.nodes.find(({ nodeId }) => nodeId === path)
  if (own) return { expectedMicroUsd: own.expectedMicroUsd, mostMicroUsd: own.mostMicroUsd, own }
  const inside = forecast.nodes.filter(({ nodeId }) => nodeId.startsWith(`${path}/`))
  if (inside.length === 0) return null
  return {
    expectedMicroUsd: sumOf(inside.map(({ expectedMicroUsd }) => expectedMicroUsd)),
    mostMicroUsd: sumOf(inside.map(({ mostMicroUsd }) => mostMicroUsd)),
    own: null,
  }
}

/** null as soon as one part is unknown: half a sum would look like the whole. */
function sumOf(parts: readonly (number | null)[]): number | null {
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0)
}
