import { useStore } from 'zustand'
import type { Health } from '../../../shared/contract/health.ts'
import { health } from '../../state/health-store.ts'

/** How everything is doing, as last heard; null while nobody knows. */
export function useHealthState(): Health['state'] | null {
  return useStore(health.store, (state) => state.health?.state ?? null)
}
