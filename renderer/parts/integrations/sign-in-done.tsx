import { useState } from 'react'
import type { IntegrationDetail } from '../../../shared/catalog/integration.ts'
import type { Connection } from '../../../shared/contract/integrations.ts'
import { errorOf } from '../../link/error-of.ts'
import { integrations, type WizardForm } from '../../state/integrations-store.ts'
import { navigate } from '../../state/route-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { showToast } from '../../ui/toast.tsx'
import { tryInWorkflow } from './try-in-workflow.ts'

const say = text.integrations.wizard

type SignInDoneProps = { form: WizardForm; detail: IntegrationDetail; connection: Connection }

/** Whose account it is, and the way on: back to the node, or a first try. */
export function SignInDone({ form, detail, connection }: SignInDoneProps) {
  const [isBusy, setBusy] = useState(false)
  const finish = () => {
    integrations.closeWizard()
    form.onDone?.(connection)
  }
  const tryIt = async () => {
    setBusy(true)
    try {
      const workflowId = await tryInWorkflow(detail)
      finish()
      navigate({ screen: 'workflow', workflowId })
    } catch (thrown) {
      const error = errorOf(thrown)
      showToast(error.message, { tone: 'bad', detail: error.hint })
      setBusy(false)
    }
  }
  const hasTry = form.backLabel === undefined && detail.actionList.length > 0
  return (
    <div role="status" className="flex flex-col items-center px-4 pt-14 pb-8 text-center">
      <span className="mb-4 flex size-12 items-center justify-center rounded-xl bg-ok-soft text-ok">
        <Icon name="circle-check" size={24} />
      </span>
      <h3 className="font-semibold text-lg">{say.done}</h3>
      {connection.account === '' ? null : <p className="wrap-anywhere mt-0.5 font-medium">{connection.account}</p>}
      <p className="mt-1 text-mute">{say.doneBody}</p>
      <div className="mt-6 flex gap-2">
        {hasTry ? (
          <Button icon="workflow" isBusy={isBusy} onClick={() => void tryIt()}>
            {say.tryIt}
          </Button>
        ) : null}
        <Button variant="primary" autoFocus onClick={finish}>
          {form.backLabel ?? say.finish}
        </Button>
      </div>
    </div>
  )
}
