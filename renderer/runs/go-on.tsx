import { useState } from 'react'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { navigate } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'

type GoOnProps = {
  runId: string
  /** There is a workflow, whose draft may have been mended since; a file's run has none. */
  hasDraft: boolean
}

/** Goes on with a failed run from where it failed, and shows the run that does. */
export function GoOn({ runId, hasDraft }: GoOnProps) {
  const [isStarting, setStarting] = useState(false)
  const say = text.runs.goOn
  const goOn = async (workflow: 'same' | 'draft') => {
    setStarting(true)
    try {
      const next = await client.runs.rerun({ runId, from: { kind: 'failed' }, workflow })
      navigate({ screen: 'runs', runId: next.runId })
    } catch (thrown) {
      const { message, hint } = errorOf(thrown)
      showToast(say.failed, { tone: 'bad', detail: hint ? `${message} ${hint}` : message })
    } finally {
      setStarting(false)
    }
  }
  return (
    <Menu
      trigger={
        <Button size="sm" variant="primary" icon="rotate-ccw" isBusy={isStarting}>
          {text.canvas.runBar.goOn}
        </Button>
      }
      items={[
        ...(hasDraft ? [{ label: say.asItIs, onSelect: () => void goOn('draft') }] : []),
        { label: say.asItWas, onSelect: () => void goOn('same') },
      ]}
    />
  )
}
