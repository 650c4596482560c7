import { useState } from 'react'
import { errorOf } from '../link/error-of.ts'
import { showToast } from '../ui/toast.tsx'

/** One thing at a time that the engine does; what goes wrong is told at the page's edge. */
export function useAttempt() {
  const [isBusy, setBusy] = useState(false)
  return {
    isBusy,
    async attempt(action: () => Promise<void>): Promise<void> {
      setBusy(true)
      try {
        await action()
      } catch (thrown) {
        const error = errorOf(thrown)
        showToast(error.message, { tone: 'bad', detail: error.hint })
      } finally {
        setBusy(false)
      }
    },
  }
}
