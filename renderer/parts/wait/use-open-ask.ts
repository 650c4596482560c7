import type { WaitAsk } from '../../../shared/run/wait.ts'
import { useWaits } from '../../state/waits-store.ts'

/**
 * What is asked as it holds now. A run's log keeps the question as it was when it began; the address to call may be
 * another one since.
 */
export function useOpenAsk({ waitId, ask }: { waitId: string; ask: WaitAsk }): WaitAsk {
  return useWaits(({ list }) => list?.find((wait) => wait.waitId === waitId)?.ask) ?? ask
}
