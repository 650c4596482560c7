import { useId, useState } from 'react'
import type { RunInput } from '../../shared/workflow/run-inputs.ts'
import { InputFields } from '../parts/form/input-fields.tsx'
import { initialValues, inputsToSend, missingInputs } from '../parts/form/input-values.ts'
import { type RunWish, startRun, useShownRun } from '../state/shown-run-store.ts'
import { text } from '../text.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { refreshForecast } from './forecast/use-kept-forecast.ts'
import { RunForm, RunFormEnd } from './run-form.tsx'
import { recallInputs, rememberInputs } from './run-inputs.ts'

type RunDialogProps = { workflowId: string; wish: RunWish; declared: RunInput[]; onClose: () => void }

/** Asks for what a run needs. It is mounted while it is open, so each time it begins with what was given last. */
export function RunDialog({ workflowId, wish, declared, onClose }: RunDialogProps) {
  const [values, setValues] = useState(() => initialValues(declared, recallInputs(workflowId)))
  const [wasTried, setTried] = useState(false)
  const { isStarting, error } = useShownRun(workflowId)
  const formId = useId()
  const missing = missingInputs(declared, values)

  const begin = async (wanted: RunWish) => {
    setTried(true)
    if (missing.length > 0) return
    rememberInputs(workflowId, values)
    refreshForecast(workflowId)
    if (await startRun(workflowId, inputsToSend(declared, values), wanted)) onClose()
  }
  const run = () => begin(wish)
  const isDryRun = wish.dryRun ?? false
  const errorAt = (name: string) => {
    if (wasTried && missing.includes(name)) return text.canvas.runDialog.missing
    return wasTried && error?.field === `inputs.${name}` ? error.message : null
  }
  const isElsewhere = wasTried && error && !declared.some(({ name }) => error.field === `inputs.${name}`)

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={text.canvas.runDialog.title}
      description={text.canvas.runDialog.description}
      footer={
        <RunFormEnd
          formId={formId}
          isStarting={isStarting}
          isDryRun={isDryRun}
          onDryRun={() => void begin({ ...wish, dryRun: true })}
          onClose={onClose}
        />
      }
    >
      <RunForm id={formId} onRun={run}>
        <InputFields declared={declared} values={values} onChange={setValues} errorAt={errorAt} />
        {isElsewhere ? <ErrorNote error={error} /> : null}
      </RunForm>
    </Dialog>
  )
}
