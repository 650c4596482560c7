import { useAlerts } from '../../state/alerts-store.ts'

/** How many alerts are open and unacknowledged; 0 also while nobody knows. */
export function useOpenAlerts(): number {
  return useAlerts((state) => state.count)
}
