import type { Health } from '../../../shared/contract/health.ts'

/** How everything is doing, as last heard; null while nobody knows. */
export function useHealthState(): Health['state'] | null {
  return null
}
