import { z } from 'zod'
import { fileParam, hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const graph = 'https://graph.facebook.com/v23.0'

const to = textParam({ required: true }).meta(
  hint({
    title: 'To',
    description: 'The phone number with its country code.',
    placeholder: '+49 151 23456789',
  }),
)
const replyTo = textParam()
  .default('')
  .meta(hint({ title: 'In answer to', description: 'ID of the message to quote.', advanced: true }))

// Loose: Meta adds to it, such as the state a message is in.
const sent = z.looseObject({ messages: z.array(z.looseObject({ id: z.string() })).min(1) })
const exampleSent = {
  messaging_product: 'whatsapp',
  contacts: [{ input: '4915123456789', wa_id: '4915123456789' }],
  messages: [{ id: 'wamid.HBgLNDkxNTEyMzQ1Njc4ORUCABEYEjI3' }],
}
const sentGives = { id: 'wamid.HBgLNDkxNTEyMzQ1Njc4ORUCABEYEjI3', to: '4915123456789' }
const exampleTemplate = {
  id: '1667192013751005',
  name: 'order_shipped',
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [{ type: 'BODY', text: 'Your order {{1}} is on its way.' }],
}
const planFile = { $file: { name: 'plan.pdf', mediaType: 'application/pdf', bytes: 48213 } }
const incoming = {
  from: '4915123456789',
  id: 'wamid.HBgLNDkxNTEyMzQ1Njc4ORUCABIYFjNF',
  timestamp: '1767322790',
  type: 'text',
  text: { body: 'Where is my order?' },
}

export default defineIntegration({
  id: 'whatsapp',
  title: 'WhatsApp Business',
  category: 'chat',
  brand: 'whatsapp',
  summary: 'Send texts, templates and media from a business number, and begin runs with what customers write.',
  keywords: ['chat', 'message', 'meta', 'cloud api', 'phone'],
  docsUrl: 'https://developers.facebook.com/docs/whatsapp/cloud-api',
  baseUrl: `${graph}/{phoneNumberId}`,
  // Where media lie; the address alone does not open them.
  hosts: ['lookaside.fbsbx.com'],
  fields: [
    {
      name: 'phoneNumberId',
      title: 'Phone number ID',
      description: 'Not the number itself: it stands below it under “API setup”.',
      placeholder: '106540352242922',
      pattern: /\d+/,
    },
  ],
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Access token',
      setupUrl: 'https://developers.facebook.com/apps',
      setup: [
        'Create an app of the kind “Business” and add the product “WhatsApp” to it.',
        'Under “WhatsApp”, “API setup”, copy the phone number ID.',
        'In the business settings, under “System users”, add one, give it the app and the WhatsApp account, and generate a token with whatsapp_business_messaging and whatsapp_business_management. It does not expire, unlike the one under “API setup”.',
      ],
      secrets: [{ name: 'token', title: 'Access token', placeholder: 'EAAG…' }],
      place: { headers: { authorization: 'Bearer {token}' } },
    },
  ],
  limits: {
    windows: [{ requests: 80, seconds: 1 }],
    note: '80 messages a second for each number, one in six seconds to the same person; how many people may be written to in a day grows with use.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '', query: { fields: 'display_phone_number,verified_name' } }),
    account: (body) => (isJsonObject(body) ? `${body.verified_name} (${body.display_phone_number})` : ''),
    example: {
      sends: { method: 'GET', path: '', query: { fields: 'display_phone_number,verified_name' } },
      reply: {
        body: { id: '106540352242922', display_phone_number: '+1 555 0100', verified_name: 'Acme' },
      },
      account: 'Acme (+1 555 0100)',
    },
  },
  actions: {
    'send-text': defineAction({
      title: 'Send a text',
      summary: 'Writes to somebody who has written within the last 24 hours; otherwise a template is needed.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        to,
        text: textParam({ required: true }).meta(
          hint({ title: 'Text', description: 'Up to 4,096 characters.', control: 'long-text' }),
        ),
        preview: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Preview the first link', advanced: true })),
        replyTo,
      }),
      request: ({ to, text, preview, replyTo }) => message(to, replyTo, 'text', { body: text, preview_url: preview }),
      reply: sent,
      answer: sentOf,
      examples: [
        {
          input: { to: '+49 151 23456789', text: 'Your order is on its way.', replyTo: 'wamid.HBgLNDkx' },
          sends: {
            method: 'POST',
            path: '/messages',
            body: {
              messaging_product: 'whatsapp',
              recipient_type: 'individual',
              to: '4915123456789',
              type: 'text',
              text: { body: 'Your order is on its way.', preview_url: false },
              context: { message_id: 'wamid.HBgLNDkx' },
            },
          },
          reply: { body: exampleSent },
          gives: sentGives,
        },
      ],
    }),
    'send-template': defineAction({
      title: 'Send a template',
      summary: 'Sends a template Meta has approved, to anybody who agreed to it.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        to,
        template: textParam({ required: true }).meta(hint({ title: 'Template', placeholder: 'order_shipped' })),
        language: textParam()
          .default('en_US')
          .meta(hint({ title: 'Language', placeholder: 'en_US' })),
        values: z
          .array(z.string())
          .default([])
          .meta(
            hint({
              title: 'Values',
              description: 'For {{1}}, {{2}} and so on of its text.',
              control: 'text-list',
              raw: false,
            }),
          ),
        components: valueParam()
          .optional()
          .meta(
            hint({
              title: 'Components',
              description: 'The whole list of components, where there are also a header or buttons to fill.',
              control: 'json',
              advanced: true,
            }),
          ),
      }),
      request: ({ to, template, language, values, components }) =>
        message(to, '', 'template', {
          name: template,
          language: { code: language, policy: 'deterministic' },
          components:
            components ??
            (values.length > 0
              ? [{ type: 'body', parameters: values.map((text) => ({ type: 'text', text })) }]
              : undefined),
        }),
      reply: sent,
      answer: sentOf,
      examples: [
        {
          input: { to: '4915123456789', template: 'order_shipped', values: ['4711'] },
          sends: {
            method: 'POST',
            path: '/messages',
            body: {
              messaging_product: 'whatsapp',
              recipient_type: 'individual',
              to: '4915123456789',
              type: 'template',
              template: {
                name: 'order_shipped',
                language: { code: 'en_US', policy: 'deterministic' },
                components: [{ type: 'body', parameters: [{ type: 'text', text: '4711' }] }],
              },
            },
          },
          reply: { body: exampleSent },
          gives: sentGives,
        },
      ],
    }),
    'send-media': defineAction({
      title: 'Send a picture, file, sound or film',
      summary: 'Sends what was uploaded before or what lies at a public address.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        to,
        kind: z
          .enum(['image', 'document', 'audio', 'video'])
          .default('image')
          .meta(
            hint({
              title: 'What',
              choices: { image: 'A picture', document: 'A file', audio: 'A sound', video: 'A film' },
            }),
          ),
        media: textParam({ required: true }).meta(
          hint({ title: 'Media', description: 'The ID that “Upload media” gives, or an https address.' }),
        ),
        caption: textParam()
          .default('')
          .meta(hint({ title: 'Caption', showWhen: { param: 'kind', is: ['image', 'document', 'video'] } })),
        name: textParam()
          .default('')
          .meta(hint({ title: 'File name', showWhen: { param: 'kind', is: ['document'] } })),
        replyTo,
      }),
      request: ({ to, kind, media, caption, name, replyTo }) =>
        message(to, replyTo, kind, {
          ...(media.startsWith('https://') ? { link: media } : { id: media }),
          caption: kind === 'audio' ? undefined : caption || undefined,
          filename: kind === 'document' ? name || undefined : undefined,
        }),
      reply: sent,
      answer: sentOf,
      examples: [
        {
          input: { to: '4915123456789', kind: 'image', media: '1013859600285441', caption: 'Your parcel' },
          sends: {
            method: 'POST',
            path: '/messages',
            body: {
              messaging_product: 'whatsapp',
              recipient_type: 'individual',
              to: '4915123456789',
              type: 'image',
              image: { id: '1013859600285441', caption: 'Your parcel' },
            },
          },
          reply: { body: exampleSent },
          gives: sentGives,
        },
      ],
    }),
    'send-reaction': defineAction({
      title: 'React to a message',
      summary: 'Puts an emoji on a message, or takes it away where none is given.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        to,
        messageId: textParam({ required: true }).meta(hint({ title: 'Message', description: 'Its ID.' })),
        emoji: textParam()
          .default('👍')
          .meta(hint({ title: 'Emoji' })),
      }),
      request: ({ to, messageId, emoji }) => message(to, '', 'reaction', { message_id: messageId, emoji }),
      reply: sent,
      answer: sentOf,
      examples: [
        {
          input: { to: '4915123456789', messageId: 'wamid.HBgLNDkx' },
          sends: {
            method: 'POST',
            path: '/messages',
            body: {
              messaging_product: 'whatsapp',
              recipient_type: 'individual',
              to: '4915123456789',
              type: 'reaction',
              reaction: { message_id: 'wamid.HBgLNDkx', emoji: '👍' },
            },
          },
          reply: { body: exampleSent },
          gives: sentGives,
        },
      ],
    }),
    'mark-read': defineAction({
      title: 'Mark a message as read',
      summary: 'Shows the sender the two blue ticks.',
      group: 'Messages',
      kind: 'write',
      input: z.object({
        messageId: textParam({ required: true }).meta(hint({ title: 'Message', description: 'Its ID.' })),
      }),
      request: ({ messageId }) => ({
        method: 'POST',
        path: '/messages',
        body: { json: { messaging_product: 'whatsapp', status: 'read', message_id: messageId } },
      }),
      answer: (_, { input }) => ({ messageId: input.messageId }),
      examples: [
        {
          input: { messageId: 'wamid.HBgLNDkx' },
          sends: {
            method: 'POST',
            path: '/messages',
            body: { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.HBgLNDkx' },
          },
          reply: { body: { success: true } },
          gives: { messageId: 'wamid.HBgLNDkx' },
        },
      ],
    }),
    'upload-media': defineAction({
      title: 'Upload media',
      summary: 'Stores a file at WhatsApp for 30 days, to be sent with “Send a picture, file, sound or film”.',
      group: 'Media',
      kind: 'write',
      input: z.object({ file: fileParam().meta(hint({ title: 'File', control: 'file' })) }),
      request: ({ file }) => ({
        method: 'POST',
        path: '/media',
        body: {
          parts: [
            { name: 'messaging_product', text: 'whatsapp' },
            { name: 'file', file },
          ],
        },
      }),
      reply: z.looseObject({ id: z.string() }),
      answer: ({ id }) => ({ id }),
      examples: [
        {
          input: { file: planFile },
          sends: {
            method: 'POST',
            path: '/media',
            body: { messaging_product: 'whatsapp', file: 'plan.pdf' },
          },
          reply: { body: { id: '1013859600285441' } },
          gives: { id: '1013859600285441' },
        },
      ],
    }),
    'get-media': defineAction({
      title: 'Find media',
      summary: 'Tells where a file somebody sent can be downloaded for five minutes; see “Download media”.',
      group: 'Media',
      kind: 'read',
      input: z.object({
        media: textParam({ required: true }).meta(hint({ title: 'Media', description: 'Its ID in the message.' })),
      }),
      request: ({ media }) => ({ method: 'GET', path: `${graph}${path`/${media}`}` }),
      reply: z.looseObject({ id: z.string(), url: z.string(), mime_type: z.string() }),
      answer: ({ id, url, mime_type: mediaType }) => ({ id, address: url, mediaType }),
      examples: [
        {
          input: { media: '1013859600285441' },
          sends: { method: 'GET', path: `${graph}/1013859600285441` },
          reply: {
            body: {
              messaging_product: 'whatsapp',
              url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1013859600285441',
              mime_type: 'image/jpeg',
              sha256: '5f2c1c5a4b',
              file_size: '303833',
              id: '1013859600285441',
            },
          },
          gives: {
            id: '1013859600285441',
            address: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1013859600285441',
            mediaType: 'image/jpeg',
          },
        },
      ],
    }),
    'download-media': defineAction({
      title: 'Download media',
      summary: 'Fetches a file that was found by “Find media”.',
      group: 'Media',
      kind: 'read',
      input: z.object({
        address: textParam({ required: true }).meta(
          hint({ title: 'Address', description: 'As “Find media” gives it.' }),
        ),
      }),
      request: ({ address }) => ({ method: 'GET', path: address, reads: 'file' }),
      examples: [
        {
          input: { address: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1013859600285441' },
          sends: {
            method: 'GET',
            path: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1013859600285441',
          },
          reply: { body: planFile },
          gives: planFile,
        },
      ],
    }),
    'list-templates': defineAction({
      title: 'List templates',
      summary: 'Lists the templates of a WhatsApp Business account, and whether they are approved.',
      group: 'Templates',
      kind: 'read',
      input: z.object({
        account: textParam({ required: true }).meta(
          hint({
            title: 'Business account',
            description: 'Its ID, under “API setup”.',
            placeholder: '102290129340398',
          }),
        ),
      }),
      request: ({ account }) => ({ method: 'GET', path: `${graph}${path`/${account}/message_templates`}` }),
      pages: {
        items: 'data',
        next: { cursor: 'paging.cursors.after', name: 'after' },
      },
      examples: [
        {
          input: { account: '102290129340398' },
          sends: { method: 'GET', path: `${graph}/102290129340398/message_templates` },
          reply: { body: { data: [exampleTemplate] } },
          gives: [exampleTemplate],
        },
      ],
    }),
  },
  triggers: {
    'new-message': defineTrigger({
      title: 'When somebody writes',
      summary: 'Begins a run with each message to your number.',
      group: 'Messages',
      input: z.object({
        kind: z
          .enum(['any', 'text', 'image', 'document', 'audio', 'button'])
          .default('any')
          .meta(
            hint({
              title: 'What',
              choices: {
                any: 'Any message',
                text: 'Texts',
                image: 'Pictures',
                document: 'Files',
                audio: 'Sounds',
                button: 'Pressed buttons of templates',
              },
            }),
          ),
      }),
      webhook: {
        matches: ({ body }, { kind }) => {
          const [first] = messagesOf(body)
          return first !== undefined && (kind === 'any' || first.type === kind)
        },
        payload: ({ body }) => {
          const messages = messagesOf(body)
          return { ...messages[0], messages }
        },
        events: ['messages'],
      },
      sample: {
        ...{ id: incoming.id, from: incoming.from, name: 'Ada', type: 'text', text: 'Where is my order?' },
        message: incoming,
        messages: [
          {
            ...{ id: incoming.id, from: incoming.from, name: 'Ada', type: 'text', text: 'Where is my order?' },
            message: incoming,
          },
        ],
      },
    }),
  },
  webhook: {
    secret: {
      title: 'App secret',
      description: 'In your app at developers.facebook.com under “App settings”, “Basic”.',
      from: 'service',
    },
    signature: {
      kind: 'hmac',
      hash: 'sha256',
      header: 'x-hub-signature-256',
      prefix: 'sha256=',
      encoding: 'hex',
      signed: '{body}',
    },
    // The address itself is the secret here: whoever knows it may have a challenge back, and nothing else.
    handshake: { kind: 'echo-query', method: 'GET', challenge: 'hub.challenge' },
    deliveryId: { body: 'entry.0.changes.0.value.messages.0.id' },
    setup: [
      'In your app, open “WhatsApp”, “Configuration”.',
      'Enter {webhookUrl} as the callback URL, and any word as the verify token. Choose “Verify and save”.',
      'Under “Webhook fields”, subscribe to messages.',
    ],
  },
})

function message(to: string, replyTo: string, type: string, content: { [key: string]: unknown }) {
  return {
    method: 'POST' as const,
    path: '/messages',
    body: {
      json: {
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        to: to.replaceAll(/[^\d]/g, ''),
        type,
        // Built above of nothing but JSON.
        [type]: JSON.parse(JSON.stringify(content)) as Json,
        context: replyTo ? { message_id: replyTo } : undefined,
      },
    },
  }
}

function sentOf(body: z.output<typeof sent>, { input }: { input: { to: string } }): Json {
  return { id: body.messages[0]?.id ?? null, to: input.to.replaceAll(/[^\d]/g, '') }
}

function complaint({ body }: ActionReply): Complaint | null {
  const error = isJsonObject(body) && isJsonObject(body.error) ? body.error : null
  if (!error) return null
  const details = isJsonObject(error.error_data) ? error.error_data.details : null
  const said = String(error.message ?? 'refused').replace(/\.$/, '')
  return {
    message: typeof details === 'string' ? `${said}: ${details.replace(/\.$/, '')}` : said,
    ...(error.code !== undefined && { code: String(error.code) }),
    isSignIn: error.code === 190,
    // Too many calls, too many messages, too many to one person, and Meta's own trouble.
    retryable: [1, 2, 4, 80007, 130429, 131016, 131056].includes(Number(error.code)),
  }
}

/** Messages of a delivery, with the name of who wrote; Meta may put several into one. */
function messagesOf(body: Json): JsonObject[] {
  return objectsAt(body, 'entry')
    .flatMap((entry) => objectsAt(entry, 'changes'))
    .flatMap(({ value }) => {
      const names = new Map(
        objectsAt(value, 'contacts').map(({ wa_id: id, profile }) => [
          id,
          isJsonObject(profile) ? (profile.name ?? null) : null,
        ]),
      )
      return objectsAt(value, 'messages').map((message) => ({
        id: message.id ?? null,
        from: message.from ?? null,
        name: names.get(message.from) ?? null,
        type: message.type ?? null,
        text: textOf(message),
        message,
      }))
    })
}

function textOf({ text, button }: JsonObject): Json {
  if (isJsonObject(text)) return text.body ?? ''
  return isJsonObject(button) ? (button.text ?? '') : ''
}

function objectsAt(value: Json | undefined, name: string): JsonObject[] {
  const list = isJsonObject(value) ? value[name] : null
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}
