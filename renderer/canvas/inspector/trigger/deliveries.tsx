import { useState } from 'react'
import type { WebhookDelivery } from '../../../../shared/contract/integrations.ts'
import { errorOf } from '../../../link/error-of.ts'
import { hrefOf } from '../../../state/route-store.ts'
import { replayDelivery, useDeliveries } from '../../../state/webhooks-store.ts'
import { text } from '../../../text.ts'
import { Badge, type BadgeTone } from '../../../ui/badge.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { ErrorNote } from '../../../ui/error-note.tsx'
import { RelativeTime } from '../../../ui/relative-time.tsx'
import { Ticks } from '../../../ui/ticks.tsx'
import { showToast } from '../../../ui/toast.tsx'

const say = text.triggers.service

const tones: Record<WebhookDelivery['outcome'], BadgeTone> = {
  started: 'ok',
  ignored: 'plain',
  repeated: 'plain',
  handshake: 'accent',
  refused: 'bad',
  failed: 'bad',
}
/** Shown at first; the rest on demand. */
const few = 5

/** The last that came in for the published trigger; what was believed can be sent through again. */
export function Deliveries({ workflowId, nodeId }: { workflowId: string; nodeId: string }) {
  const { value: page, error, loadMore } = useDeliveries(workflowId, nodeId)
  const [isLong, setLong] = useState(false)
  const deliveries = page?.deliveries ?? []
  const shown = isLong ? deliveries : deliveries.slice(0, few)
  const hasMore = deliveries.length > shown.length || (page?.hasMore ?? false)
  const more = async () => {
    if (!isLong) setLong(true)
    else await loadMore().catch(() => {})
  }
  return (
    <section aria-label={say.deliveries} className="flex flex-col gap-2 border-t pt-4">
      <h3 className="font-semibold text-sm">{say.deliveries}</h3>
      {error && !page ? <ErrorNote error={error} /> : null}
      {page && deliveries.length === 0 ? <p className="text-mute text-sm">{say.noDeliveries}</p> : null}
      <ul className="flex flex-col gap-1.5">
        {shown.map((delivery) => (
          <Row key={delivery.deliveryId} delivery={delivery} />
        ))}
      </ul>
      {hasMore ? (
        <Button size="sm" className="w-fit" onClick={() => void more()}>
          {say.more}
        </Button>
      ) : null}
    </section>
  )
}

function Row({ delivery }: { delivery: WebhookDelivery }) {
  const { deliveryId, workflowId, receivedAt, outcome, reason, runId, canReplay, body, bytes } = delivery
  const replay = async () => {
    try {
      const again = await replayDelivery(deliveryId)
      showToast(again.runId === null ? say.replayIgnored : say.replayed, { tone: 'ok' })
    } catch (thrown) {
      const error = errorOf(thrown)
      showToast(say.replayFailed, { tone: 'bad', detail: [error.message, error.hint].filter(Boolean).join(' ') })
    }
  }
  return (
    <li className="flex flex-col gap-1 rounded-md bg-sunken px-2.5 py-1.5 text-sm">
      <div className="flex items-center gap-2">
        <Badge tone={tones[outcome]}>{say.outcomes[outcome]}</Badge>
        <span className="min-w-0 flex-1 truncate text-mute">
          <RelativeTime atMs={receivedAt} />
        </span>
        {runId === null ? null : (
          <a
            href={hrefOf({ screen: 'workflow', workflowId, runId })}
            className="rounded-sm font-medium text-accent hover:underline"
          >
            {say.openRun}
          </a>
        )}
        {canReplay ? <IconButton icon="rotate-ccw" size="sm" label={say.replay} onClick={() => void replay()} /> : null}
      </div>
      {reason === null ? null : (
        <p className="wrap-anywhere text-mute">
          <Ticks words={reason} />
        </p>
      )}
      {bytes === 0 ? null : (
        <details>
          <summary className="cursor-pointer rounded-xs text-mute">{say.bytes(bytes)}</summary>
          {body === '' ? (
            <p className="text-mute">{say.notKept}</p>
          ) : (
            <pre className="wrap-anywhere mt-1 max-h-48 overflow-auto whitespace-pre-wrap font-mono text-xs">
              {body}
            </pre>
          )}
        </details>
      )}
    </li>
  )
}
