import { useCallback, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { WebhookDelivery } from '../../shared/contract/integrations.ts'
import type { PublicAddress, WebhookSetup } from '../../shared/contract/triggers.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { triggers } from './triggers-store.ts'

type Asked<T> = { value: T | null; error: ErrorInfo | null }

/** What the engine answers, asked again whenever something about triggers changed. `ask` must stay the same. */
function useAnswer<T>(ask: () => Promise<T>): Asked<T> {
  const list = useStore(triggers.store, (state) => state.list)
  const [asked, setAsked] = useState<Asked<T>>({ value: null, error: null })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is new when something changed
  useEffect(() => {
    let isOver = false
    ask().then(
      (value) => !isOver && setAsked({ value, error: null }),
      (thrown) => !isOver && setAsked(({ value }) => ({ value, error: errorOf(thrown) })),
    )
    return () => {
      isOver = true
    }
  }, [ask, list])
  return asked
}

/** What to do at the service that calls a published trigger. */
export function useWebhookSetup(workflowId: string, node: string): Asked<WebhookSetup> {
  return useAnswer(useCallback(() => client.triggers.webhookSetup({ workflowId, node }), [workflowId, node]))
}

/** How this computer is reached from elsewhere. */
export function usePublicAddress(): Asked<PublicAddress> {
  return useAnswer(askPublicAddress)
}

const askPublicAddress = () => client.triggers.publicAddress()

type Page = { deliveries: WebhookDelivery[]; hasMore: boolean }

/** What came in at a trigger's address, newest first; older ones on demand. */
export function useDeliveries(workflowId: string, node: string): Asked<Page> & { loadMore(): Promise<void> } {
  const ask = useCallback(() => client.integrations.deliveries({ workflowId, node }), [workflowId, node])
  const { value, error } = useAnswer(ask)
  const [older, setOlder] = useState<Page | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: older ones are those of this trigger
  useEffect(() => setOlder(null), [workflowId, node])
  const deliveries = [...(value?.deliveries ?? []), ...(older?.deliveries ?? [])]
  const known = new Map(deliveries.map((one) => [one.deliveryId, one]))
  const page = value && {
    deliveries: [...known.values()].toSorted((a, b) => b.deliveryId - a.deliveryId),
    hasMore: (older ?? value).hasMore,
  }
  return {
    ...{ value: page, error },
    async loadMore() {
      const before = page?.deliveries.at(-1)?.deliveryId
      const next = await client.integrations.deliveries({ workflowId, node, ...(before !== undefined && { before }) })
      setOlder({ deliveries: [...(older?.deliveries ?? []), ...next.deliveries], hasMore: next.hasMore })
    },
  }
}

/** Throws what the engine says. Answers the secret that was made. */
export async function setSecret(workflowId: string, node: string, secret?: string | null): Promise<string | null> {
  const { made } = await client.triggers.setSecret({ workflowId, node, ...(secret !== undefined && { secret }) })
  return made
}

/** Throws what the engine says. */
export function replayDelivery(deliveryId: number): Promise<WebhookDelivery> {
  return client.integrations.replay({ deliveryId })
}
