import { useStore } from '@xyflow/react'

/** Below this zoom nothing small on a card can be read. */
const farZoom = 0.36

/**
 * Whether the canvas is seen from so far away that cards show their title and state only. A graph of a thousand nodes
 * fits on the screen then, and a tenth of the elements for each is what keeps it moving.
 */
export function useIsFar(): boolean {
  return useStore((state) => state.transform[2] < farZoom)
}
