import { create } from 'zustand'
import type { CostPeriod } from '../../shared/contract/costs.ts'
import { client } from '../link/client.ts'

/** null until the first answer; what was known stays while the engine cannot be reached. */
type CostsState = { costs: { today: CostPeriod; month: CostPeriod } | null }

export const useCosts = create<CostsState>(() => ({ costs: null }))

export async function loadCosts(): Promise<void> {
  try {
    useCosts.setState({ costs: await client.costs.summary() })
  } catch {
    // The widget repeats what the Costs screen will say; the banner already tells that the engine is away.
  }
}
