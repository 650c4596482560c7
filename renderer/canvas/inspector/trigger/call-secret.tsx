import { useTrigger } from '../../../state/triggers-store.ts'
import { useWebhookSetup } from '../../../state/webhooks-store.ts'
import { text } from '../../../text.ts'
import { ErrorNote } from '../../../ui/error-note.tsx'
import { WebhookSecret } from './webhook-secret.tsx'

type Props = { workflowId: string; nodeId: string }

/** The secret a published webhook asks of its callers: set, renewed or removed here, and never read back. */
export function CallSecret(props: Props) {
  return useTrigger(props.workflowId, props.nodeId) ? <OfPublished {...props} /> : null
}

function OfPublished({ workflowId, nodeId }: Props) {
  const { value: setup, error } = useWebhookSetup(workflowId, nodeId)
  if (error && !setup) return <ErrorNote error={error} />
  if (!setup?.secret) return null
  return (
    <section aria-label={text.triggers.webhook.secret} className="border-t pt-4">
      <WebhookSecret workflowId={workflowId} nodeId={nodeId} secret={setup.secret} />
    </section>
  )
}
