import type { Delivery } from '../../../shared/contract/channels.ts'
import { channels } from '../../state/channels-store.ts'
import { text } from '../../text.ts'
import { Badge, type BadgeTone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Until } from '../../ui/until.tsx'
import { useAttempt } from '../storage/use-attempt.ts'

const say = text.channels

/** The newest alerts on their way, and what became of them. */
export function DeliveryList({ deliveries }: { deliveries: readonly Delivery[] }) {
  return (
    <section aria-labelledby="deliveries-heading" className="flex flex-col gap-2.5">
      <div>
        <h3 id="deliveries-heading" className="font-semibold text-md">
          {say.deliveries}
        </h3>
        {deliveries.length > 0 ? <p className="text-mute text-sm">{say.deliveriesHint}</p> : null}
      </div>
      {deliveries.length > 0 ? (
        <ul className="divide-y rounded-xl border bg-panel shadow-card">
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.deliveryId} delivery={delivery} />
          ))}
        </ul>
      ) : (
        <EmptyState
          icon="bell"
          title={say.noDeliveries}
          body={say.noDeliveriesBody}
          className="rounded-xl border border-dashed"
        />
      )}
    </section>
  )
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { deliveryId, title, channelName, state, tries, createdAt, nextAt, error } = delivery
  const { isBusy, attempt } = useAttempt()
  const { tone, label } = stateOf(delivery)
  return (
    <li className="flex items-start gap-3 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere font-medium">{title}</p>
        <p className="flex flex-wrap items-center gap-x-1.5 text-mute text-sm">
          <span>{channelName}</span>
          <span aria-hidden="true">·</span>
          <RelativeTime atMs={createdAt} />
          {tries > 1 ? (
            <>
              <span aria-hidden="true">·</span>
              <span>{say.tries(tries)}</span>
            </>
          ) : null}
          {state === 'waiting' && nextAt !== null && tries > 0 ? (
            <>
              <span aria-hidden="true">·</span>
              <span>
                {say.nextTry} <Until atMs={nextAt} />
              </span>
            </>
          ) : null}
        </p>
        {error ? (
          <p className="wrap-anywhere mt-0.5 text-sm">
            {error.message} {error.hint ? <span className="text-mute">{error.hint}</span> : null}
          </p>
        ) : null}
      </div>
      <Badge tone={tone}>{label}</Badge>
      {state !== 'delivered' && tries > 0 ? (
        <Button
          size="sm"
          isBusy={isBusy}
          aria-label={say.retryLabel(title, channelName)}
          onClick={() => attempt(() => channels.retry(deliveryId))}
        >
          {text.common.retry}
        </Button>
      ) : null}
    </li>
  )
}

function stateOf({ state, error }: Delivery): { tone: BadgeTone; label: string } {
  if (state === 'delivered') {
    return error ? { tone: 'warn', label: say.partly } : { tone: 'ok', label: say.states.delivered }
  }
  return { tone: state === 'failed' ? 'bad' : 'plain', label: say.states[state] }
}
