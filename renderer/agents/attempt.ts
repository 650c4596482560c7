import { errorOf } from '../link/error-of.ts'
import { showToast } from '../ui/toast.tsx'

/** Does something that a menu or a button asked for; what went wrong is told at the lower edge. */
export function attempt(action: () => Promise<void>): void {
  action().catch((thrown: unknown) => {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
  })
}
