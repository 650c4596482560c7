import type { Channel, ChannelTarget } from '../../../shared/contract/channels.ts'
import type { ChannelWish } from '../../state/channels-store.ts'
import { text } from '../../text.ts'
import { parseNumber } from '../../ui/parse-number.ts'

export type AddedKind = Exclude<ChannelTarget['kind'], 'desktop'>
type Security = Extract<ChannelTarget, { kind: 'email' }>['security']

/** What stands in the form, as it was typed; each kind shows its own part. Secrets are empty: they never come back. */
export type ChannelDraft = {
  name: string
  host: string
  port: string
  security: Security
  user: string
  password: string
  key: string
  region: 'global' | 'eu'
  connectionId: string
  channelId: string
  channelName: string
  from: string
  to: string
  url: string
  secret: string
  forgetsSecret: boolean
  allowPrivate: boolean
}
export type DraftErrors = Partial<Record<keyof ChannelDraft, string>>

/** A form of one kind, with what is wrong in it. */
export type DraftForm = {
  draft: ChannelDraft
  errors: DraftErrors
  /** The channel that is edited; null for a new one. */
  channel: Channel | null
  change(part: Partial<ChannelDraft>): void
}

const say = text.channels
export const usualPorts: Record<Security, string> = { tls: '465', starttls: '587', none: '25' }

const empty: Omit<ChannelDraft, 'name'> = {
  ...{ host: '', port: usualPorts.starttls, security: 'starttls', user: '', password: '', from: '', to: '' },
  ...{ key: '', region: 'global', connectionId: '', channelId: '', channelName: '' },
  ...{ url: '', secret: '', forgetsSecret: false, allowPrivate: false },
}

export function draftOf(kind: AddedKind, channel: Channel | null): ChannelDraft {
  if (!channel) return { ...empty, name: say.kinds[kind] }
  const { name, target } = channel
  if (target.kind === 'webhook') return { ...empty, name, allowPrivate: target.allowPrivate }
  if (target.kind === 'sendgrid') {
    return { ...empty, name, region: target.region, from: target.from, to: target.to.join(', ') }
  }
  if (target.kind === 'slack-app') {
    const { connectionId, channelId, channelName } = target
    return { ...empty, name, connectionId, channelId, channelName }
  }
  if (target.kind !== 'email') return { ...empty, name }
  const { host, port, security, user, from, to } = target
  return { ...empty, name, host, port: String(port), security, user: user ?? '', from, to: to.join(', ') }
}

/** What is wrong, by field; nothing where it may be sent. */
export function checkDraft(kind: AddedKind, draft: ChannelDraft, channel: Channel | null): DraftErrors {
  const errors: DraftErrors = draft.name.trim() === '' ? { name: say.nameMissing } : {}
  if (kind === 'email') return { ...errors, ...checkEmail(draft, channel) }
  if (kind === 'sendgrid') return { ...errors, ...checkSendGrid(draft, channel) }
  if (kind === 'slack-app') return { ...errors, ...checkSlackApp(draft) }
  const { url, secret } = draft
  const schemes = kind === 'slack' ? ['https:'] : ['https:', 'http:']
  if (url.trim() === '' && !channel) errors.url = say.webhook.urlMissing
  if (url.trim() !== '' && !schemes.includes(schemeOf(url))) errors.url = say[kind].invalid
  if (secret.trim() !== '' && !isWebhookSecret(secret.trim())) errors.secret = say.webhook.secretInvalid
  return errors
}

function checkEmail({ host, port, user, password, from, to }: ChannelDraft, channel: Channel | null): DraftErrors {
  const errors: DraftErrors = {}
  if (host.trim() === '') errors.host = say.email.hostMissing
  if (parseNumber(port, { min: 1, max: 65_535, isInteger: true }) === null) errors.port = say.email.portInvalid
  if (user.trim() !== '' && password === '' && !channel?.hasPassword) errors.password = say.email.passwordMissing
  return { ...errors, ...checkAddresses({ from, to }) }
}

function checkAddresses({ from, to }: Pick<ChannelDraft, 'from' | 'to'>): DraftErrors {
  const errors: DraftErrors = {}
  if (!isAddress(from.trim())) errors.from = say.email.addressInvalid
  const wrong = receivers(to).find((one) => !isAddress(one))
  if (wrong !== undefined) errors.to = say.email.addressNotOne(wrong)
  if (receivers(to).length === 0) errors.to = say.email.addressInvalid
  return errors
}

function checkSendGrid({ key, from, to }: ChannelDraft, channel: Channel | null): DraftErrors {
  const typed = key.trim()
  const wrong =
    typed !== '' ? (/^SG\.\S+$/.test(typed) ? null : say.sendgrid.keyInvalid) : channel ? null : say.sendgrid.keyMissing
  return { ...(wrong !== null && { key: wrong }), ...checkAddresses({ from, to }) }
}

function checkSlackApp({ connectionId, channelId }: ChannelDraft): DraftErrors {
  return {
    ...(connectionId === '' && { connectionId: say.slackApp.connectionMissing }),
    ...(channelId === '' && { channelId: say.slackApp.channelMissing }),
  }
}

/** What the engine is asked for; the draft was checked. */
export function wishOf(kind: AddedKind, draft: ChannelDraft): ChannelWish {
  const name = draft.name.trim()
  const url = draft.url.trim() === '' ? {} : { url: draft.url.trim() }
  if (kind === 'slack') return { name, target: { kind }, ...url }
  if (kind === 'webhook') {
    const typed = draft.secret.trim()
    const secret = draft.forgetsSecret ? { secret: null } : typed === '' ? {} : { secret: typed }
    return { name, target: { kind, allowPrivate: draft.allowPrivate }, ...url, ...secret }
  }
  if (kind === 'slack-app') {
    const { connectionId, channelId, channelName } = draft
    return { name, target: { kind, connectionId, channelId, channelName } }
  }
  if (kind === 'sendgrid') {
    const key = draft.key.trim() === '' ? {} : { key: draft.key.trim() }
    const people = { from: draft.from.trim(), to: receivers(draft.to) }
    return { name, target: { kind, region: draft.region, ...people }, ...key }
  }
  const { host, port, security, from, to } = draft
  const user = draft.user.trim() === '' ? null : draft.user.trim()
  const password = user === null ? { password: null } : draft.password === '' ? {} : { password: draft.password }
  const place = { host: host.trim(), port: Number(port), security }
  return { name, target: { kind, ...place, user, from: from.trim(), to: receivers(to) }, ...password }
}

/** A new signing secret: 32 random bytes. */
export function makeWebhookSecret(): string {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`
}

function receivers(to: string): string[] {
  return to
    .split(/[,;\s]+/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** The engine looks closer; this catches what was typed wrongly. */
function isAddress(typed: string): boolean {
  return /^[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+$/.test(typed)
}

function schemeOf(typed: string): string {
  return URL.canParse(typed.trim()) ? new URL(typed.trim()).protocol : ''
}

function isWebhookSecret(typed: string): boolean {
  const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(typed) ?? []
  const bytes = Math.floor((base64.replace(/=+$/, '').length * 3) / 4)
  return bytes >= 24 && bytes <= 64
}
