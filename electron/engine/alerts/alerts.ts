import type { Clock } from '../../../shared/clock.ts'
import type { Host } from '../../../shared/contract/host.ts'
import { externalError } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Log } from '../../../shared/log.ts'
import { createCalmChanges } from '../calm-changes.ts'
import type { Http } from '../http/http.ts'
import type { IntegrationClient } from '../integrations/integration-client.ts'
import type { ChannelsStore } from '../store/channels.store.ts'
import type { Parcel, Receipt } from './channel-kind.ts'
import { createChannels } from './channels.ts'
import { createDelivery } from './deliver.ts'
import { createDesktop } from './desktop.ts'
import { createEmail } from './email.ts'
import { type NoticeAction, testNotice } from './notice.ts'
import { createSendGrid } from './sendgrid.ts'
import { createSlack } from './slack.ts'
import { createSlackApp } from './slack-app.ts'
import { createWebhook } from './webhook.ts'

type Parts = {
  store: ChannelsStore
  workspaceId: string
  host: Host
  http: Http
  clock: Clock
  log: Log
  owner: string
  isAlive(owner: string): boolean
  /** Calls services, for channels that go through a connection. */
  service: Pick<IntegrationClient, 'call'>
  /** Whether there is such a connection to Slack. */
  isSlackConnection(connectionId: string): boolean
  stays: boolean
  /** A button of a notice was pressed. */
  act(action: NoticeAction): Promise<void>
}

const testTimeoutMs = 30_000

/** Channels, and what goes through them, put together. */
export function createAlerts({ store, workspaceId, host, http, clock, log, act, service, ...parts }: Parts) {
  const { isSlackConnection, ...process } = parts
  const changes = createCalmChanges()
  const onChange = changes.tell
  const channels = createChannels({ store, workspaceId, host, clock, isSlackConnection, onChange })
  const desktop = createDesktop({
    host,
    act(action) {
      act(action).catch((thrown) => {
        log.warn('what was pressed on a notice could not be done', { action: action.id, reason: String(thrown) })
      })
    },
  })
  const email = createEmail()
  const sendgrid = createSendGrid({ http, clock })
  const slack = createSlack({ http, clock })
  const slackApp = createSlackApp(service)
  const webhook = createWebhook({ http, clock })

  async function send({
    channelId,
    ...message
  }: { channelId: string } & Pick<Parcel, 'notice' | 'messageId' | 'signal'>) {
    const { target } = channels.find(channelId)
    const parcel = { ...message, secrets: await channels.secretsOf(channelId) }
    return through({ ...parcel, target })
  }

  function through({ target, ...parcel }: Parcel): Promise<Receipt> {
    switch (target.kind) {
      case 'desktop':
        return desktop({ ...parcel, target })
      case 'email':
        return email({ ...parcel, target })
      case 'sendgrid':
        return sendgrid({ ...parcel, target })
      case 'slack':
        return slack({ ...parcel, target })
      case 'slack-app':
        return slackApp({ ...parcel, target })
      case 'webhook':
        return webhook({ ...parcel, target })
    }
  }

  const delivery = createDelivery({ store, workspaceId, clock, log, send, onChange, ...process })

  return {
    channels,
    delivery,
    deliveries: (wish: Parameters<ChannelsStore['deliveries']>[1]) => store.deliveries(workspaceId, wish),

    /** Sends a test notice now, also through a channel that is off; rejects with what the other side said. */
    async test(channelId: string): Promise<{ said: string }> {
      const now = clock.now()
      const notice = testNotice(channels.find(channelId).name, now)
      const signal = AbortSignal.timeout(testTimeoutMs)
      const sending = { channelId, notice, messageId: `niti-${newId('test', now)}`, signal }
      const { said, complaint } = await send(sending).catch((thrown) => {
        if (!signal.aborted) throw thrown
        const message = `There was no answer within ${testTimeoutMs / 1_000} s.`
        throw externalError('channel.timeout', message, { retryable: true })
      })
      if (complaint) throw externalError(complaint.code, complaint.message, complaint)
      return { said }
    },

    /** Says that something changed, here or in another process. */
    changes: changes.listen,
    /** To be called after what is shown of alerts changed. */
    tellChange: changes.tell,

    /** Another process wrote to the database: a channel, or an alert that it does not stay for. */
    othersWrote(): void {
      onChange()
      delivery.look()
    },
  }
}

export type Alerts = ReturnType<typeof createAlerts>
