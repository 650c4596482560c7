import { useState } from 'react'
import { errorOf } from '../../link/error-of.ts'
import { triggers } from '../../state/triggers-store.ts'
import { text } from '../../text.ts'
import { Switch } from '../../ui/switch.tsx'
import { showToast } from '../../ui/toast.tsx'

type TriggersSwitchProps = {
  workflowId: string
  isOn: boolean
  /** Needed where no Field with a label stands around it. */
  label?: string
}

/** Switches all triggers of a workflow. It moves when the engine has kept it. */
export function TriggersSwitch({ workflowId, isOn, label }: TriggersSwitchProps) {
  const [isBusy, setBusy] = useState(false)
  const change = async (active: boolean) => {
    if (isBusy) return
    setBusy(true)
    try {
      await triggers.setActive(workflowId, active)
    } catch (thrown) {
      const error = errorOf(thrown)
      showToast(text.triggers.failed, { tone: 'bad', detail: [error.message, error.hint].filter(Boolean).join(' ') })
    } finally {
      setBusy(false)
    }
  }
  return <Switch isOn={isOn} onChange={(active) => void change(active)} label={label} />
}
