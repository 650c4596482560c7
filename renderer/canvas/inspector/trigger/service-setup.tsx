import { hrefOf } from '../../../state/route-store.ts'
import { useTrigger } from '../../../state/triggers-store.ts'
import { usePublicAddress, useWebhookSetup } from '../../../state/webhooks-store.ts'
import { text } from '../../../text.ts'
import { ErrorNote } from '../../../ui/error-note.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { CopyValue } from './copy-value.tsx'
import { WebhookSecret } from './webhook-secret.tsx'

const say = text.triggers.service

/** What to do at the service so that it calls the published trigger, with the values to copy. */
export function ServiceSetup({ workflowId, nodeId }: { workflowId: string; nodeId: string }) {
  const { value: setup, error } = useWebhookSetup(workflowId, nodeId)
  const { value: address } = usePublicAddress()
  const trigger = useTrigger(workflowId, nodeId)
  if (error && !setup) return <ErrorNote error={error} />
  if (!setup) return <Skeleton className="h-32 rounded-lg" />
  const isReachable = address !== null && address.url !== null
  // The address stands above already.
  const others = setup.values.filter(({ value }) => value !== trigger?.url && value !== trigger?.publicUrl)
  return (
    <section aria-label={say.setup} className="flex flex-col gap-2.5 border-t pt-4">
      <h3 className="font-semibold text-sm">{say.setup}</h3>
      {address && !isReachable ? (
        <p className="flex items-start gap-2 rounded-md bg-warn-soft px-2.5 py-2 text-sm text-warn">
          <Icon name="triangle-alert" size={14} className="mt-0.5" />
          <span className="min-w-0">
            {address.error ?? say.noPublic}{' '}
            <a href={hrefOf({ screen: 'settings', section: 'runs' })} className="rounded-xs font-medium underline">
              {say.setPublic}
            </a>
          </span>
        </p>
      ) : null}
      {others.map(({ title, value }) => (
        <div key={title} className="flex flex-col gap-1">
          <h4 className="text-mute text-sm">{title}</h4>
          <CopyValue title={title} value={value} />
        </div>
      ))}
      <ol className="flex list-decimal flex-col gap-1 pl-4.5 text-sm">
        {setup.steps.map((step) => (
          <li key={step} className="wrap-anywhere">
            {step}
          </li>
        ))}
      </ol>
      {setup.secret ? <WebhookSecret workflowId={workflowId} nodeId={nodeId} secret={setup.secret} /> : null}
    </section>
  )
}
