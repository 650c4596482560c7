import { useEffect } from 'react'
import { integrations, useIntegrations } from '../../state/integrations-store.ts'
import { text } from '../../text.ts'
import { createLatePiece } from '../../ui/late-piece.ts'
import { showToast } from '../../ui/toast.tsx'

const piece = createLatePiece(async () => (await import('./wizard.tsx')).Wizard)

/** Once in the app: the wizard that signs in to a service, wherever it is asked for. */
export function WizardHost() {
  const form = useIntegrations((state) => state.wizard)
  return form ? <OpenWizard /> : null
}

function OpenWizard() {
  const form = useIntegrations((state) => state.wizard)
  const { piece: Wizard, hasFailed } = piece.usePiece()
  useEffect(() => {
    if (!hasFailed || !form) return
    integrations.closeWizard()
    showToast(text.common.editorNotLoaded, {
      tone: 'bad',
      action: {
        label: text.common.retry,
        onSelect: () => void piece.retry().then(() => integrations.openWizard(form)),
      },
    })
  }, [hasFailed, form])
  if (!Wizard || !form) return null
  return <Wizard key={`${form.integrationId} ${form.connectionId ?? ''}`} form={form} />
}
