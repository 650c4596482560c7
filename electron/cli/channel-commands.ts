import { setTimeout } from 'node:timers/promises'
import type { Channel, ChannelTarget, Delivery } from '../../shared/contract/channels.ts'
import { channelTarget } from '../../shared/contract/channels.ts'
import { NitiError, userError } from '../../shared/errors.ts'
import { channelSecrets } from './channel-secrets.ts'
import { formatTime } from './format.ts'
import { withEngine } from './open-engine.ts'
import type { Terminal } from './terminal.ts'
import { formatTextTable, type TextColumn } from './text-table.ts'

type Json = { json?: boolean }

/** `niti channels`: where alerts go. */
export function channelsCommand(terminal: Terminal, { json }: Json): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const channels = await engine.client.channels.list()
    return json ? `${JSON.stringify(channels)}\n` : formatTextTable(channels, channelColumns, terminal.paint)
  })
}

const channelColumns: TextColumn<Channel>[] = [
  { title: 'channel', text: (channel) => channel.channelId },
  { title: 'name', text: (channel) => channel.name, most: 30 },
  { title: 'kind', text: (channel) => channel.target.kind },
  { title: 'state', text: (channel) => (channel.isOn ? 'on' : 'off') },
  { title: 'to', text: placeOf },
]

function placeOf({ target, urlHint }: Channel): string {
  if (target.kind === 'desktop') return 'this computer'
  if (target.kind === 'email') return `${target.to.join(', ')} through ${target.host}:${target.port}`
  if (target.kind === 'sendgrid') return `${target.to.join(', ')} through SendGrid`
  if (target.kind === 'slack-app') return `#${target.channelName || target.channelId} by ${target.connectionId}`
  return urlHint ?? ''
}

type EmailOptions = Json & {
  host: string
  security: 'tls' | 'starttls' | 'none'
  port?: number
  user?: string
  from: string
  to: string[]
  name: string
}
const usualPorts = { tls: 465, starttls: 587, none: 25 }

/** `niti channel add email`. */
export async function addEmailCommand(terminal: Terminal, options: EmailOptions): Promise<void> {
  const { host, security, port = usualPorts[security], user = null, from, to } = options
  const target = parseTarget({ kind: 'email', host, port, security, user, from, to })
  const { password } = user === null ? {} : await channelSecrets(terminal.env, ['password'])
  await add(terminal, { ...options, target, password })
}

type SendGridOptions = Json & { region: 'global' | 'eu'; from: string; to: string[]; name: string }

/** `niti channel add sendgrid`. */
export async function addSendGridCommand(terminal: Terminal, options: SendGridOptions): Promise<void> {
  const { region, from, to } = options
  const target = parseTarget({ kind: 'sendgrid', region, from, to })
  const { key } = await channelSecrets(terminal.env, ['key'])
  await add(terminal, { ...options, target, key })
}

type SlackAppOptions = Json & { connection: string; channel: string; channelName?: string; name: string }

/** `niti channel add slack-app`. */
export async function addSlackAppCommand(terminal: Terminal, options: SlackAppOptions): Promise<void> {
  const { connection: connectionId, channel: channelId, channelName = '' } = options
  const target = parseTarget({ kind: 'slack-app', connectionId, channelId, channelName })
  await add(terminal, { ...options, target })
}

type WebhookOptions = Json & { kind: 'slack' | 'webhook'; name: string; allowPrivate?: boolean }

/** `niti channel add slack` and `niti channel add webhook`. */
export async function addWebhookCommand(terminal: Terminal, options: WebhookOptions): Promise<void> {
  const { kind, allowPrivate = false } = options
  const target = parseTarget(kind === 'slack' ? { kind } : { kind, allowPrivate })
  const secrets = await channelSecrets(terminal.env, kind === 'slack' ? ['url'] : ['url', 'secret'])
  await add(terminal, { ...options, target, ...secrets })
}

type Added = Json & {
  name: string
  target: ChannelTarget
  password?: string
  key?: string
  url?: string
  secret?: string
}

function add(terminal: Terminal, { json, name, target, password, key, url, secret }: Added): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const channel = await engine.client.channels.create({ name, target, password, key, url, secret })
    if (json) return `${JSON.stringify(channel)}\n`
    return `${channel.name} is on (${channel.channelId}). Try it with: niti channel test ${channel.channelId}\n`
  })
}

/** `niti channel test`. */
export function testChannelCommand(terminal: Terminal, channelId: string): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { said } = await engine.client.channels.test({ channelId })
    return `Sent. The answer: ${said}\n`
  })
}

/** `niti channel on` and `niti channel off`. */
export function switchChannelCommand(
  terminal: Terminal,
  { channelId, isOn }: { channelId: string; isOn: boolean },
): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { name } = await engine.client.channels.change({ channelId, isOn })
    return `${name} is ${isOn ? 'on' : 'off'}.\n`
  })
}

/** `niti channel remove`. */
export function removeChannelCommand(terminal: Terminal, channelId: string): Promise<void> {
  return withEngine(terminal, async (engine) => {
    await engine.client.channels.remove({ channelId })
    return `Removed ${channelId}.\n`
  })
}

/** How often it is looked what became of a try, in milliseconds. */
const lookMs = 100

/** `niti channel retry`: one try, now; what comes of it is said. */
export function retryDeliveryCommand(terminal: Terminal, deliveryId: number): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const { channels } = engine.client
    await channels.retry({ deliveryId })
    for (;;) {
      const delivery = (await channels.deliveries({ limit: 200 })).find((one) => one.deliveryId === deliveryId)
      if (!delivery || delivery.state === 'delivered') return 'Delivered.\n'
      if (delivery.error && delivery.tries > 0) throw new NitiError(delivery.error)
      await setTimeout(lookMs)
    }
  })
}

type DeliveriesOptions = Json & { failed?: boolean; limit: number }

/** `niti deliveries`: the newest alerts on their way, and what became of them. */
export function deliveriesCommand(terminal: Terminal, { failed, limit, json }: DeliveriesOptions): Promise<void> {
  return withEngine(terminal, async (engine) => {
    const wish = { limit: Math.min(limit, 200), ...(failed && { state: 'failed' as const }) }
    const deliveries = await engine.client.channels.deliveries(wish)
    if (json) return `${JSON.stringify(deliveries)}\n`
    if (deliveries.length === 0) return failed ? 'Everything was delivered.\n' : 'No alerts yet.\n'
    return formatTextTable(deliveries, deliveryColumns, terminal.paint)
  })
}

const deliveryColumns: TextColumn<Delivery>[] = [
  { title: 'number', align: 'right', text: ({ deliveryId }) => String(deliveryId) },
  { title: 'made', text: ({ createdAt }) => formatTime(createdAt) },
  { title: 'to', text: ({ channelName }) => channelName, most: 20 },
  { title: 'alert', text: ({ title }) => title, most: 44 },
  { title: 'state', text: ({ state }) => state },
  { title: 'tries', align: 'right', text: ({ tries }) => String(tries) },
  { title: 'what was said', text: ({ error }) => error?.message ?? '' },
]

function parseTarget(wish: unknown): ChannelTarget {
  const parsed = channelTarget.safeParse(wish)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw userError('channel.bad-target', issue?.message ?? 'This cannot be a channel.', {
    ...(issue && { field: issue.path.join('.') }),
  })
}
