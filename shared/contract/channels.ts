import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { errorInfo } from '../errors.ts'

const secret = z.string().min(1).max(4_096)
const address = z.email().max(320)

const email = z.object({
  kind: z.literal('email'),
  ...{ host: z.string().min(1).max(255), port: z.number().int().min(1).max(65_535) },
  /** `tls`: from the first byte (port 465 as a rule); `starttls`: asked for and insisted on; `none`: nothing is hidden. */
  security: z.enum(['tls', 'starttls', 'none']),
  user: z.string().max(320).nullable(),
  ...{ from: address, to: z.array(address).min(1).max(50) },
})
/** SendGrid's own interface, with a key that may send; `eu` keeps mails in Europe, for keys of that region. */
const sendgrid = z.object({
  kind: z.literal('sendgrid'),
  region: z.enum(['global', 'eu']).default('global'),
  ...{ from: address, to: z.array(address).min(1).max(50) },
})
/** Slack's incoming webhooks; their address is a secret. */
const slack = z.object({ kind: z.literal('slack') })
/** A message by an app of one's own, through a connection to Slack; `channelName` is for people. */
const slackApp = z.object({
  kind: z.literal('slack-app'),
  ...{ connectionId: z.string().min(1).max(100), channelName: z.string().max(100) },
  channelId: z.string().regex(/^[CGDU][A-Z0-9]{2,30}$/, 'must be the ID of a channel, such as C024BE91L'),
})
/** A POST of JSON, signed as the Standard Webhooks say where there is a secret. The address may hold one. */
const webhook = z.object({ kind: z.literal('webhook'), allowPrivate: z.boolean().default(false) })
const desktop = z.object({ kind: z.literal('desktop') })

/** Where alerts go, and how; what is secret of it is sealed by the host and never comes back. */
export const channelTarget = z.discriminatedUnion('kind', [desktop, email, sendgrid, slack, slackApp, webhook])
export type ChannelTarget = z.infer<typeof channelTarget>

const name = z.string().min(1).max(100)
/** Kept sealed: the mail server's password, SendGrid's key, the webhook's address and its secret. Left out: as it is; null: none any more. */
const secrets = {
  password: secret.nullable().optional(),
  key: secret.optional(),
  url: z.url().max(2_048).optional(),
  secret: secret.nullable().optional(),
}

export const channel = z.object({
  ...{ channelId: z.string(), name, target: channelTarget, isOn: z.boolean() },
  /** Of the address, what may be shown: `hooks.slack.com/…`. */
  urlHint: z.string().nullable(),
  ...{ hasPassword: z.boolean(), hasSecret: z.boolean() },
  ...{ createdAt: z.number(), updatedAt: z.number() },
})
export type Channel = z.infer<typeof channel>

/** One alert on its way to one channel. `waiting`: it is tried (again) at `nextAt`. */
export const delivery = z.object({
  ...{ deliveryId: z.number().int(), channelId: z.string(), channelName: z.string(), title: z.string() },
  state: z.enum(['waiting', 'delivered', 'failed']),
  tries: z.number().int(),
  ...{ createdAt: z.number(), triedAt: z.number().nullable(), nextAt: z.number().nullable() },
  /** What the last try said. */
  error: errorInfo.nullable(),
})
export type Delivery = z.infer<typeof delivery>

const channelId = z.object({ channelId: z.string() })

export const channelsContract = {
  /** Oldest first; the desktop's own stands before all others and cannot be removed, only switched off. */
  list: oc.output(z.array(channel)),
  create: oc.input(z.object({ name, target: channelTarget, ...secrets })).output(channel),
  change: oc
    .input(
      channelId.extend({
        name: name.optional(),
        target: channelTarget.optional(),
        isOn: z.boolean().optional(),
        ...secrets,
      }),
    )
    .output(channel),
  remove: oc.input(channelId).output(z.void()),
  /** Sends a test message now and waits for it; rejects with what the other side said. */
  test: oc.input(channelId).output(z.object({ said: z.string() })),
  /** Newest first. */
  deliveries: oc
    .input(z.object({ state: delivery.shape.state.optional(), limit: z.number().int().min(1).max(200).default(50) }))
    .output(z.array(delivery)),
  /** Tries one that failed, or waits, again at once. */
  retry: oc.input(z.object({ deliveryId: z.number().int() })).output(z.void()),
  /** Says that channels or deliveries changed; carries no data. */
  changes: oc.output(eventIterator(z.object({}))),
}
