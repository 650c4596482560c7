import { waits } from '../../state/waits-store.ts'
import { text } from '../../text.ts'
import { showToast } from '../../ui/toast.tsx'

/** Ends a wait for a time or a call now. */
export async function skipWait(waitId: string): Promise<void> {
  const error = await waits.skip(waitId)
  if (error) showToast(text.waits.skipFailed, { tone: 'bad', detail: error.message })
}
