import { useState } from 'react'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { errorOf } from '../../link/error-of.ts'
import { showToast } from '../../ui/toast.tsx'

/** One thing at a time that the engine does: whether it is under way, and why the last one failed. */
export function useAttempt() {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorInfo | null>(null)
  return {
    isBusy,
    error,
    /** Answers whether it went well; what did not is also told at the lower edge, unless it is shown in its place. */
    async attempt(action: () => Promise<void>, { isShown = false } = {}): Promise<boolean> {
      setBusy(true)
      setError(null)
      try {
        await action()
        return true
      } catch (thrown) {
        const info = errorOf(thrown)
        setError(info)
        if (!isShown) showToast(info.message, { tone: 'bad', detail: info.hint })
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}
