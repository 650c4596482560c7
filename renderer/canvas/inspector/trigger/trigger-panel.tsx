import type { CatalogEntry } from '../../../../shared/catalog/entry.ts'
import type { TriggerKind } from '../../../../shared/contract/triggers.ts'
import type { WorkflowNode } from '../../../../shared/workflow/workflow.ts'
import { useGraphView } from '../../../parts/graph/graph-view.tsx'
import { hrefOf } from '../../../state/route-store.ts'
import { useTrigger } from '../../../state/triggers-store.ts'
import { useDraft } from '../../../state/workflow-store.ts'
import { text } from '../../../text.ts'
import { Icon } from '../../../ui/icon.tsx'
import { RelativeTime } from '../../../ui/relative-time.tsx'
import { Ticks } from '../../../ui/ticks.tsx'
import { Until } from '../../../ui/until.tsx'
import { CallSecret } from './call-secret.tsx'
import { Deliveries } from './deliveries.tsx'
import { NextTimes } from './next-times.tsx'
import { ServiceSetup } from './service-setup.tsx'
import { WebhookAddress } from './webhook-address.tsx'

type TriggerPanelProps = { nodeId: string; node: WorkflowNode; entry: CatalogEntry; kind: TriggerKind }

/** Under a trigger's form: what it comes to, and how the published one is doing. */
export function TriggerPanel({ nodeId, node, entry, kind }: TriggerPanelProps) {
  const { workflowId, isReadOnly } = useGraphView()
  if (isReadOnly || !workflowId) return null
  return (
    <>
      {kind === 'schedule' ? <NextTimes node={node} entry={entry} /> : null}
      {kind === 'webhook' ? <WebhookAddress workflowId={workflowId} nodeId={nodeId} /> : null}
      <Published workflowId={workflowId} nodeId={nodeId} kind={kind} />
      {kind === 'webhook' ? <CallSecret workflowId={workflowId} nodeId={nodeId} /> : null}
      {kind === 'service' ? <OfService workflowId={workflowId} nodeId={nodeId} /> : null}
    </>
  )
}

/** What a service is told so that it calls, and what came from it. */
function OfService({ workflowId, nodeId }: { workflowId: string; nodeId: string }) {
  const trigger = useTrigger(workflowId, nodeId)
  if (!trigger) return null
  return (
    <>
      {trigger.way === 'webhook' ? <WebhookAddress workflowId={workflowId} nodeId={nodeId} /> : null}
      {trigger.way === 'webhook' ? <ServiceSetup workflowId={workflowId} nodeId={nodeId} /> : null}
      {trigger.way === 'webhook' || trigger.way === 'socket' ? (
        <Deliveries workflowId={workflowId} nodeId={nodeId} />
      ) : null}
    </>
  )
}

function Published({ workflowId, nodeId, kind }: { workflowId: string; nodeId: string; kind: TriggerKind }) {
  const trigger = useTrigger(workflowId, nodeId)
  const isBehind = useDraft(workflowId, ({ publication }) => publication.hasUnpublishedChanges) ?? false
  const say = text.triggers.inspector
  if (!trigger) {
    // The address says the same of a webhook.
    return kind === 'webhook' ? null : <Note icon="upload" words={say.notPublished} />
  }
  return (
    <section aria-label={say.state} className="flex flex-col gap-2 border-t pt-4">
      <h3 className="font-semibold text-sm">{say.state}</h3>
      {trigger.active && trigger.error ? (
        <p className="flex items-start gap-2 rounded-md bg-warn-soft px-2.5 py-2 text-sm text-warn">
          <Icon name="triangle-alert" size={14} className="mt-0.5" />
          <span className="wrap-anywhere min-w-0">
            <Ticks words={trigger.error} />
          </span>
        </p>
      ) : null}
      <p className="text-sm">{trigger.summary}</p>
      {trigger.active ? null : <Note icon="zap-off" words={say.resting} />}
      <dl className="grid grid-cols-[56px_minmax(0,1fr)] gap-y-1 text-sm">
        {trigger.nextAt === null ? null : (
          <>
            <dt className="text-mute">{say.nextAt}</dt>
            <dd>
              <Until atMs={trigger.nextAt} />
            </dd>
          </>
        )}
        {trigger.lookedAt === null ? null : (
          <>
            <dt className="text-mute">{text.triggers.service.looked}</dt>
            <dd>
              <RelativeTime atMs={trigger.lookedAt} />
            </dd>
          </>
        )}
        <dt className="text-mute">{say.lastAt}</dt>
        <dd className="flex flex-wrap gap-x-2">
          {trigger.lastFiredAt === null ? say.never : <RelativeTime atMs={trigger.lastFiredAt} />}
          {trigger.lastRunId === null ? null : (
            <a
              href={hrefOf({ screen: 'workflow', workflowId, runId: trigger.lastRunId })}
              className="rounded-sm font-medium text-accent hover:underline"
            >
              {say.openRun}
            </a>
          )}
        </dd>
      </dl>
      {isBehind ? <p className="text-mute text-sm">{say.changed}</p> : null}
    </section>
  )
}

function Note({ icon, words }: { icon: 'upload' | 'zap-off'; words: string }) {
  return (
    <p className="flex items-start gap-2 rounded-md bg-sunken px-2.5 py-2 text-mute text-sm">
      <Icon name={icon} size={14} className="mt-0.5" />
      {words}
    </p>
  )
}
