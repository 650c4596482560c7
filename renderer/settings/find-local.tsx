import { useState } from 'react'
import { errorOf } from '../link/error-of.ts'
import { findLocalServers } from '../state/connections-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { showToast } from '../ui/toast.tsx'

/** Looks for model servers on this machine's usual ports. */
export function FindLocal() {
  const [isBusy, setBusy] = useState(false)
  const find = async () => {
    setBusy(true)
    try {
      const count = await findLocalServers()
      showToast(text.settings.models.foundLocal(count), {
        tone: count > 0 ? 'ok' : 'info',
        detail: count === 0 ? text.settings.models.findHint : undefined,
      })
    } catch (thrown) {
      const error = errorOf(thrown)
      showToast(error.message, { tone: 'bad', detail: error.hint })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button icon="search" size="sm" isBusy={isBusy} onClick={find}>
      {text.settings.models.findLocal}
    </Button>
  )
}
