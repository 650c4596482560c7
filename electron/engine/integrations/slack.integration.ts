import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration } from './define-integration.ts'

const channel = textParam({ required: true }).meta(
  hint({ title: 'Channel', description: 'Its id or name, such as C024BE91L or #general.', placeholder: '#general' }),
)

const message = z.looseObject({ ts: z.string() })

export default defineIntegration({
  id: 'slack',
  title: 'Slack',
  category: 'chat',
  brand: null,
  summary: 'Post and read messages, look up people and channels.',
  keywords: ['chat', 'message', 'team'],
  docsUrl: 'https://docs.slack.dev/reference/methods',
  baseUrl: 'https://slack.com/api',
  hosts: ['files.slack.com'],
  signIn: [
    {
      id: 'bot-token',
      kind: 'secret',
      title: 'Bot token',
      summary: 'Posts as an app of yours.',
      setupUrl: 'https://api.slack.com/apps',
      setup: [
        'Create an app “From scratch” in your workspace.',
        'Under “OAuth & Permissions”, add the bot scopes: chat:write, channels:read, channels:history, users:read, files:write.',
        'Choose “Install to workspace”, then copy the “Bot User OAuth Token”.',
      ],
      secrets: [{ name: 'token', title: 'Bot User OAuth Token', placeholder: 'xoxb-…', pattern: /xox[bp]-.+/ }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
  ],
  limits: {
    windows: [{ requests: 50, seconds: 60 }],
    note: 'Most methods take 50 requests a minute (tier 3); Slack says how long to wait where one is exceeded.',
  },
  complaint,
  test: {
    request: () => ({ method: 'POST', path: '/auth.test' }),
    account: (body) => (isJsonObject(body) ? `${body.user} in ${body.team}` : ''),
    example: {
      sends: { method: 'POST', path: '/auth.test' },
      reply: {
        body: {
          ok: true,
          url: 'https://acme.slack.com/',
          team: 'Acme',
          user: 'niti',
          team_id: 'T12345678',
          user_id: 'W12345678',
        },
      },
      account: 'niti in Acme',
    },
  },
  actions: {
    'send-message': defineAction({
      title: 'Send a message',
      summary: 'Posts a message to a channel, or an answer in a thread.',
      group: 'Messages',
      kind: 'send',
      scopes: ['chat:write'],
      input: z.object({
        channel,
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        threadTs: textParam()
          .optional()
          .meta(hint({ title: 'In the thread of', description: 'The `ts` of the message to answer.', advanced: true })),
      }),
      request: ({ channel, text, threadTs }) => ({
        method: 'POST',
        path: '/chat.postMessage',
        body: { json: { channel, text, thread_ts: threadTs || undefined } },
      }),
      reply: z.looseObject({ ts: z.string(), channel: z.string(), message }),
      answer: ({ ts, channel }) => ({ ts, channel }),
      examples: [
        {
          input: { channel: 'C024BE91L', text: 'Deployed.' },
          sends: { method: 'POST', path: '/chat.postMessage', body: { channel: 'C024BE91L', text: 'Deployed.' } },
          reply: {
            body: {
              ok: true,
              channel: 'C024BE91L',
              ts: '1503435956.000247',
              message: { text: 'Deployed.', type: 'message', user: 'U024BE7LH', ts: '1503435956.000247' },
            },
          },
          gives: { ts: '1503435956.000247', channel: 'C024BE91L' },
        },
      ],
    }),
    'list-channels': defineAction({
      title: 'List channels',
      summary: 'Lists the channels the app can see.',
      group: 'Channels',
      kind: 'read',
      scopes: ['channels:read'],
      input: z.object({
        archived: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Archived ones too' })),
      }),
      request: ({ archived }) => ({
        method: 'GET',
        path: '/conversations.list',
        query: { exclude_archived: !archived, types: 'public_channel,private_channel' },
      }),
      pages: {
        items: 'channels',
        size: { name: 'limit', most: 200 },
        next: { cursor: 'response_metadata.next_cursor', name: 'cursor' },
        each: (item: Json) => (isJsonObject(item) ? { id: item.id ?? null, name: item.name ?? null } : item),
      },
      examples: [
        {
          input: {},
          sends: {
            method: 'GET',
            path: '/conversations.list',
            query: { exclude_archived: 'true', types: 'public_channel,private_channel' },
          },
          reply: {
            body: {
              ok: true,
              channels: [{ id: 'C012AB3CD', name: 'general' }],
              response_metadata: { next_cursor: '' },
            },
          },
          gives: [{ id: 'C012AB3CD', name: 'general' }],
        },
      ],
    }),
  },
})

/** Slack answers 200 with `ok: false` where something is wrong. */
function complaint({ body }: ActionReply): Complaint | null {
  if (!isJsonObject(body) || body.ok !== false) return null
  const code = String(body.error ?? 'unknown_error')
  const isSignIn = ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'].includes(code)
  const needed = typeof body.needed === 'string' ? ` (needs the scope ${body.needed})` : ''
  return { message: `${code.replaceAll('_', ' ')}${needed}`, code, isSignIn, retryable: code === 'ratelimited' }
}
