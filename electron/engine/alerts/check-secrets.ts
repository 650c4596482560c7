import type { ChannelTarget } from '../../../shared/contract/channels.ts'
import { userError } from '../../../shared/errors.ts'
import type { ChannelSecrets } from './channel-kind.ts'
import { isWebhookSecret } from './sign-webhook.ts'

/** Which secrets each kind has. */
const known: Record<ChannelTarget['kind'], (keyof ChannelSecrets)[]> = {
  desktop: [],
  email: ['password'],
  sendgrid: ['key'],
  slack: ['url'],
  'slack-app': [],
  webhook: ['url', 'secret'],
}
const words: Record<keyof ChannelSecrets, string> = {
  password: 'a password',
  key: 'a key',
  url: 'a web address',
  secret: 'a signing secret',
}

/** Throws a user error at the field that is wrong; it never quotes what stands there. */
export function checkSecrets(target: ChannelTarget, secrets: ChannelSecrets): void {
  for (const field of ['password', 'key', 'url', 'secret'] as const) {
    if (secrets[field] === undefined || known[target.kind].includes(field)) continue
    throw userError('channel.no-such-secret', `A channel of kind ${target.kind} has no use for ${words[field]}.`, {
      field,
    })
  }
  if (target.kind === 'email') checkSignIn(target.user, secrets.password)
  if (target.kind === 'sendgrid') checkKey(secrets.key)
  if (target.kind === 'slack' || target.kind === 'webhook') checkUrl(target.kind, secrets.url)
  if (secrets.secret !== undefined && !isWebhookSecret(secrets.secret)) {
    throw userError('channel.bad-secret', 'This is not a secret of Standard Webhooks.', {
      field: 'secret',
      hint: 'It begins with whsec_, and after it 24 to 64 bytes follow in base64.',
    })
  }
}

function checkSignIn(user: string | null, password: string | undefined): void {
  if (user !== null && password === undefined) {
    const hint = 'Give it, or leave the user empty for a server that asks nobody.'
    throw userError('channel.no-password', 'A password is missing for this user.', { field: 'password', hint })
  }
  if (user === null && password !== undefined) {
    throw userError('channel.no-user', 'There is a password, but no user it belongs to.', { field: 'user' })
  }
}

function checkKey(key: string | undefined): void {
  if (key === undefined) throw userError('channel.no-key', 'The key is missing.', { field: 'key' })
  if (!/^SG\.\S+$/.test(key)) {
    throw userError('channel.bad-key', 'This is not a key of SendGrid.', { field: 'key', hint: 'It begins with SG.' })
  }
}

function checkUrl(kind: 'slack' | 'webhook', text: string | undefined): void {
  if (text === undefined) throw userError('channel.no-url', 'A web address is missing.', { field: 'url' })
  const url = URL.canParse(text) ? new URL(text) : null
  const schemes = kind === 'slack' ? ['https:'] : ['https:', 'http:']
  if (!url || !schemes.includes(url.protocol)) {
    throw userError(
      'channel.bad-url',
      `The address must start with ${kind === 'slack' ? 'https://' : 'https:// or http://'}.`,
      {
        field: 'url',
      },
    )
  }
  if (url.username || url.password) {
    throw userError('channel.bad-url', 'The address must not carry a user name and password.', { field: 'url' })
  }
}
