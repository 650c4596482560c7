import type { Clock } from '../../../shared/clock.ts'
import type { Channel, ChannelTarget } from '../../../shared/contract/channels.ts'
import type { Host } from '../../../shared/contract/host.ts'
import { type ErrorInfo, userError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { ChannelsStore, StoredChannel } from '../store/channels.store.ts'
import type { ChannelSecrets } from './channel-kind.ts'
import { checkSecrets } from './check-secrets.ts'

type Parts = {
  store: ChannelsStore
  workspaceId: string
  host: Host
  clock: Clock
  /** Whether there is such a connection to Slack. */
  isSlackConnection(connectionId: string): boolean
  onChange(): void
}

/** Left out: as it is; null: none any more. */
export type SecretsChange = { password?: string | null; key?: string; url?: string; secret?: string | null }
type NewChannel = SecretsChange & { name: string; target: ChannelTarget }
type ChannelChange = SecretsChange & { channelId: string; name?: string; target?: ChannelTarget; isOn?: boolean }

const switchedOff: ErrorInfo = {
  kind: 'cancelled',
  code: 'channel.is-off',
  message: 'The channel was switched off before it was delivered.',
}

/**
 * Where alerts go, as a person sets it up. What is secret of a channel (a password, Slack's address) is sealed by the host
 * as one piece, and leaves this file only towards the channel itself.
 */
export function createChannels({ store, workspaceId, host, clock, isSlackConnection, onChange }: Parts) {
  function find(channelId: string): StoredChannel {
    const channel = store.list(workspaceId).find((one) => one.channelId === channelId)
    if (!channel) throw userError('channel.not-found', `There is no channel \`${channelId}\`.`)
    return channel
  }

  async function unseal({ sealed }: StoredChannel): Promise<ChannelSecrets> {
    if (sealed === null) return {}
    const { text } = await host.unseal({ sealed })
    return JSON.parse(text) as ChannelSecrets // Sealed below.
  }

  function checkConnection(target: ChannelTarget): void {
    if (target.kind !== 'slack-app' || isSlackConnection(target.connectionId)) return
    throw userError('channel.no-connection', `There is no connection \`${target.connectionId}\` to Slack.`, {
      field: 'target.connectionId',
      hint: 'Sign in to Slack under “Integrations”; `niti connections` lists what there is.',
    })
  }

  /** What the row holds of the secrets: sealed, and what may be shown of them. */
  async function keep(target: ChannelTarget, secrets: ChannelSecrets) {
    checkSecrets(target, secrets)
    const isEmpty = Object.keys(secrets).length === 0
    return {
      sealed: isEmpty ? null : (await host.seal({ text: JSON.stringify(secrets) })).sealed,
      urlHint: secrets.url === undefined ? null : `${new URL(secrets.url).host}/…`,
      hasPassword: secrets.password !== undefined,
      hasSecret: secrets.secret !== undefined,
    }
  }

  return {
    find,
    list: (): Channel[] => store.list(workspaceId).map(toChannel),
    secretsOf: (channelId: string): Promise<ChannelSecrets> => unseal(find(channelId)),

    async create({ name, target, ...secrets }: NewChannel): Promise<Channel> {
      if (target.kind === 'desktop') {
        throw userError('channel.exists', 'The desktop of this computer is a channel already.', {
          hint: 'Switch it on or off.',
        })
      }
      checkConnection(target)
      const now = clock.now()
      const kept = await keep(target, given(secrets))
      const channel = {
        channelId: newId('channel', now),
        name,
        target,
        isOn: true,
        createdAt: now,
        updatedAt: now,
        ...kept,
      }
      store.create(workspaceId, channel)
      onChange()
      return toChannel(channel)
    },

    async change({ channelId, name, target, isOn, ...secrets }: ChannelChange): Promise<Channel> {
      const before = find(channelId)
      if (target && target.kind !== before.target.kind) {
        throw userError('channel.other-kind', `“${before.name}” cannot become a channel of another kind.`, {
          field: 'target.kind',
          hint: 'Add a new one.',
        })
      }
      if (target) checkConnection(target)
      const isResealed = Object.values(secrets).some((secret) => secret !== undefined)
      const all = isResealed ? given({ ...(await unseal(before)), ...withoutUndefined(secrets) }) : null
      const kept = all && (await keep(target ?? before.target, all))
      // Sealing may take a moment, and another change may have been made in it.
      const now = find(channelId)
      const channel: StoredChannel = {
        ...now,
        ...{ name: name ?? now.name, target: target ?? now.target, isOn: isOn ?? now.isOn },
        ...kept,
        updatedAt: clock.now(),
      }
      store.change(workspaceId, channel, switchedOff)
      onChange()
      return toChannel(channel)
    },

    remove(channelId: string): void {
      if (find(channelId).target.kind === 'desktop') {
        throw userError('channel.stays', 'The desktop of this computer cannot be removed.', { hint: 'Switch it off.' })
      }
      store.remove(workspaceId, channelId)
      onChange()
    },
  }
}

export type Channels = ReturnType<typeof createChannels>

function toChannel({ sealed: _, ...channel }: StoredChannel): Channel {
  return channel
}

function withoutUndefined(secrets: SecretsChange): SecretsChange {
  return Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== undefined))
}

function given(secrets: SecretsChange): ChannelSecrets {
  return Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== undefined && value !== null))
}
