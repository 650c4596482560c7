import { type TelemetryWish, telemetry } from '../../state/telemetry-store.ts'
import { text } from '../../text.ts'
import { showToast } from '../../ui/toast.tsx'

/** Changes it, and says where that was refused. Answers whether it was done. */
export async function changeTelemetry(wish: TelemetryWish): Promise<boolean> {
  const error = await telemetry.change(wish)
  if (error) showToast(text.telemetry.failed, { tone: 'bad', detail: error.message })
  return error === null
}
