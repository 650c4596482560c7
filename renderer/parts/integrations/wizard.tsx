import { useEffect } from 'react'
import type { IntegrationDetail } from '../../../shared/catalog/integration.ts'
import { integrations, useIntegrations, type WizardForm } from '../../state/integrations-store.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/dialog.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { WizardSteps } from './wizard-steps.tsx'

const say = text.integrations.wizard

/** Signs in to a service, step by step, beside the page it was opened from. */
export function Wizard({ form }: { form: WizardForm }) {
  const { integrationId } = form
  const detail = useIntegrations((state) => state.details[integrationId])
  const error = useIntegrations((state) => state.detailErrors[integrationId])
  useEffect(() => void integrations.loadDetail(integrationId), [integrationId])
  if (detail) return <Ready form={form} detail={detail} />
  return (
    <Sheet isOpen onClose={integrations.closeWizard} title={say.title(integrationId)} size="lg">
      {error ? (
        <ErrorNote
          error={error}
          action={
            <Button size="sm" onClick={() => void integrations.loadDetail(integrationId)}>
              {text.common.retry}
            </Button>
          }
        />
      ) : (
        <div role="status" aria-label={text.common.loading} className="flex flex-col gap-3">
          <Skeleton className="h-16" />
          <Skeleton className="h-16" />
          <Skeleton className="h-28" />
        </div>
      )}
    </Sheet>
  )
}

function Ready({ form, detail }: { form: WizardForm; detail: IntegrationDetail }) {
  const connection = useIntegrations((state) =>
    form.connectionId === undefined
      ? null
      : (state.connections?.find(({ connectionId }) => connectionId === form.connectionId) ?? null),
  )
  return <WizardSteps form={form} detail={detail} connection={connection} />
}
