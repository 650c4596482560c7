import { createStore, useStore } from 'zustand'
import type { Channel, ChannelTarget, Delivery } from '../../shared/contract/channels.ts'
import type { ErrorInfo } from '../../shared/errors.ts'
import { client, type EngineClient } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { loadAtNews } from './follow-news.ts'

export type ChannelsState = {
  /** null until the first answer. */
  channels: Channel[] | null
  /** Newest first. */
  deliveries: Delivery[]
  error: ErrorInfo | null
}

/** Of the secrets: left out as it is, null none any more. */
export type ChannelWish = {
  name: string
  target: ChannelTarget
  password?: string | null
  key?: string
  url?: string
  secret?: string | null
}

const shownDeliveries = 50

/** Where alerts go, and what became of those that were sent. All calls throw what the engine says. */
export function createChannelsStore(channels: EngineClient['channels']) {
  const store = createStore<ChannelsState>(() => ({ channels: null, deliveries: [], error: null }))
  /** Answers may overtake each other; only the newest question's counts. */
  let asked = 0

  async function load(): Promise<void> {
    const mine = ++asked
    try {
      const [list, deliveries] = await Promise.all([channels.list(), channels.deliveries({ limit: shownDeliveries })])
      if (mine === asked) store.setState({ channels: list, deliveries, error: null })
    } catch (thrown) {
      if (mine === asked) store.setState({ error: errorOf(thrown) })
    }
  }

  async function thenLoad<Answer>(done: Promise<Answer>): Promise<Answer> {
    const answer = await done
    await load()
    return answer
  }

  return {
    store,
    load,

    /** Loads, and keeps what is shown fresh, also after the engine was lost. The answer stops that. */
    follow: () => loadAtNews(load, (signal) => channels.changes(undefined, { signal })),

    create: (wish: ChannelWish): Promise<Channel> => thenLoad(channels.create(wish)),
    change: (channelId: string, wish: Partial<ChannelWish> & { isOn?: boolean }): Promise<Channel> =>
      thenLoad(channels.change({ channelId, ...wish })),
    remove: (channelId: string): Promise<void> => thenLoad(channels.remove({ channelId })),
    /** Answers what the other side said. */
    test: async (channelId: string): Promise<string> => (await channels.test({ channelId })).said,
    retry: (deliveryId: number): Promise<void> => thenLoad(channels.retry({ deliveryId })),
  }
}

export const channels = createChannelsStore(client.channels)

export function useChannels(): ChannelsState {
  return useStore(channels.store)
}
