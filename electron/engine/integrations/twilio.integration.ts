import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject, jsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type ActionRequest,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  path,
} from './define-integration.ts'

const api = 'https://api.twilio.com'

const to = textParam({ required: true }).meta(
  hint({ title: 'To', description: 'The phone number with its country code.', placeholder: '+4915123456789' }),
)
const from = textParam({ required: true }).meta(
  hint({
    title: 'From',
    description: 'One of your Twilio numbers, a messaging service (MG…), or whatsapp: and a number.',
    placeholder: '+15557122661',
  }),
)
const text = textParam({ required: true }).meta(
  hint({ title: 'Text', description: 'Up to 1,600 characters.', control: 'long-text' }),
)
const service = textParam({ required: true }).meta(
  hint({ title: 'Verify service', description: 'Its SID, in the console under “Verify”.', placeholder: 'VA…' }),
)
const media = textParam()
  .default('')
  .meta(hint({ title: 'Picture', description: 'The public https address of a picture to send along.', advanced: true }))

const account = 'AC5ef8732a3c49700934481addd5ce1659'
const exampleMessage = {
  body: 'Your parcel has arrived.',
  num_segments: '1',
  direction: 'outbound-api',
  from: '+15557122661',
  to: '+4915123456789',
  date_updated: 'Fri, 02 Jan 2026 03:00:00 +0000',
  price: null,
  error_message: null,
  uri: `/2010-04-01/Accounts/${account}/Messages/SM0f2a5e5c1c2d4b6f8a9b0c1d2e3f4a5b.json`,
  account_sid: account,
  num_media: '0',
  status: 'queued',
  messaging_service_sid: null,
  sid: 'SM0f2a5e5c1c2d4b6f8a9b0c1d2e3f4a5b',
  date_sent: null,
  date_created: 'Fri, 02 Jan 2026 03:00:00 +0000',
  error_code: null,
  price_unit: 'USD',
  api_version: '2010-04-01',
}
const shortMessage = {
  id: 'SM0f2a5e5c1c2d4b6f8a9b0c1d2e3f4a5b',
  from: '+15557122661',
  to: '+4915123456789',
  text: 'Your parcel has arrived.',
  status: 'queued',
  isIncoming: false,
  error: null,
  createdAt: 'Fri, 02 Jan 2026 03:00:00 +0000',
}
const incoming = {
  ...exampleMessage,
  direction: 'inbound',
  from: '+4915123456789',
  to: '+15557122661',
  body: 'Thanks!',
  status: 'received',
}
const shortIncoming = {
  ...shortMessage,
  from: '+4915123456789',
  to: '+15557122661',
  text: 'Thanks!',
  status: 'received',
  isIncoming: true,
}
const exampleCall = {
  sid: 'CA42ed11f93dc08b952027ffbc406d0868',
  account_sid: account,
  to: '+4915123456789',
  from: '+15557122661',
  status: 'queued',
  start_time: null,
  end_time: null,
  duration: null,
  direction: 'outbound-api',
  date_created: 'Fri, 02 Jan 2026 03:00:00 +0000',
}
const shortCall = {
  id: 'CA42ed11f93dc08b952027ffbc406d0868',
  from: '+15557122661',
  to: '+4915123456789',
  status: 'queued',
  direction: 'outbound-api',
  seconds: null,
  startedAt: null,
}

export default defineIntegration({
  id: 'twilio',
  title: 'Twilio',
  category: 'chat',
  brand: null,
  summary: 'Send and read text messages, make calls, check phone numbers and verify people by code.',
  keywords: ['sms', 'text message', 'phone', 'call', 'whatsapp', 'verify', 'two-factor'],
  docsUrl: 'https://www.twilio.com/docs/usage/api',
  baseUrl: `${api}/2010-04-01/Accounts/{accountSid}`,
  hosts: ['lookups.twilio.com', 'verify.twilio.com'],
  fields: [
    {
      name: 'accountSid',
      title: 'Account SID',
      description: 'On the first page of the Twilio console.',
      placeholder: account,
      pattern: /AC[0-9a-fA-F]{32}/,
    },
  ],
  signIn: [
    {
      id: 'auth-token',
      kind: 'secret',
      title: 'Auth token',
      summary: 'Quickest; it may do everything the account may.',
      setupUrl: 'https://console.twilio.com',
      setup: ['Copy the account SID and the auth token from “Account info” on the first page of the console.'],
      secrets: [{ name: 'authToken', title: 'Auth token', pattern: /[0-9a-fA-F]{32}/ }],
      place: { basic: { user: '{accountSid}', password: '{authToken}' } },
    },
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      summary: 'Can be taken back on its own.',
      setupUrl: 'https://console.twilio.com/us1/account/keys-credentials/api-keys',
      setup: [
        'Choose “Create API key”, of the kind “Standard” (“Main” to test the connection by its account’s name).',
        'Copy its SID and its secret: the secret is shown only once.',
      ],
      secrets: [
        { name: 'keySid', title: 'API key SID', placeholder: 'SK…', pattern: /SK[0-9a-fA-F]{32}/ },
        { name: 'keySecret', title: 'API key secret' },
      ],
      place: { basic: { user: '{keySid}', password: '{keySecret}' } },
    },
  ],
  limits: {
    atOnce: 20,
    note: 'Twilio queues messages and sends one a second from an ordinary number; too many calls at once are refused for a moment.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/IncomingPhoneNumbers.json', query: { PageSize: 1 } }),
    account: (body) => {
      const [first] = objectsAt(body, 'incoming_phone_numbers')
      return first ? String(first.phone_number) : 'an account without a number'
    },
    example: {
      sends: { method: 'GET', path: '/IncomingPhoneNumbers.json', query: { PageSize: '1' } },
      reply: {
        body: {
          incoming_phone_numbers: [
            { sid: 'PN2a0747eba6abf96b7e3c3ff0b4530f6e', account_sid: account, phone_number: '+15557122661' },
          ],
          next_page_uri: null,
        },
      },
      account: '+15557122661',
    },
  },
  actions: {
    'send-message': defineAction({
      title: 'Send a text message',
      summary: 'Sends an SMS, an MMS with a picture, or a WhatsApp message.',
      group: 'Messages',
      kind: 'send',
      input: z.object({ to, from, text, media }),
      request: ({ to, from, text, media }) => ({
        method: 'POST',
        path: '/Messages.json',
        body: { form: { To: to, ...sender(from), Body: text, MediaUrl: media || undefined } },
      }),
      reply: jsonObject,
      answer: messageOf,
      examples: [
        {
          input: { to: '+4915123456789', from: '+15557122661', text: 'Your parcel has arrived.' },
          sends: {
            method: 'POST',
            path: '/Messages.json',
            body: { To: '+4915123456789', From: '+15557122661', Body: 'Your parcel has arrived.' },
          },
          reply: { status: 201, body: exampleMessage },
          gives: shortMessage,
        },
      ],
    }),
    'get-message': defineAction({
      title: 'Get a text message',
      summary: 'Gives a message, and whether it was delivered.',
      group: 'Messages',
      kind: 'read',
      input: z.object({
        message: textParam({ required: true }).meta(
          hint({ title: 'Message', description: 'Its SID.', placeholder: 'SM…' }),
        ),
      }),
      request: ({ message }) => ({ method: 'GET', path: path`/Messages/${message}.json` }),
      reply: jsonObject,
      answer: messageOf,
      examples: [
        {
          input: { message: 'SM0f2a5e5c1c2d4b6f8a9b0c1d2e3f4a5b' },
          sends: { method: 'GET', path: '/Messages/SM0f2a5e5c1c2d4b6f8a9b0c1d2e3f4a5b.json' },
          reply: { body: { ...exampleMessage, status: 'delivered' } },
          gives: { ...shortMessage, status: 'delivered' },
        },
      ],
    }),
    'list-messages': defineAction({
      title: 'List text messages',
      summary: 'Lists sent and received messages, newest first.',
      group: 'Messages',
      kind: 'read',
      input: z.object({
        to: textParam()
          .default('')
          .meta(hint({ title: 'Only to' })),
        from: textParam()
          .default('')
          .meta(hint({ title: 'Only from' })),
      }),
      request: ({ to, from }) => ({
        method: 'GET',
        path: '/Messages.json',
        query: { To: to || undefined, From: from || undefined },
      }),
      pages: {
        items: 'messages',
        each: (item) => (isJsonObject(item) ? messageOf(item) : item),
        size: { name: 'PageSize', most: 1000 },
        next: nextPage,
      },
      examples: [
        {
          input: { to: '+4915123456789' },
          sends: { method: 'GET', path: '/Messages.json', query: { To: '+4915123456789' } },
          reply: { body: { messages: [exampleMessage], next_page_uri: null, page: 0, page_size: 50 } },
          gives: [shortMessage],
        },
      ],
    }),
    'make-call': defineAction({
      title: 'Make a call',
      summary: 'Calls a number, and reads a text aloud to whoever answers.',
      group: 'Calls',
      kind: 'send',
      input: z.object({
        to,
        from: textParam({ required: true }).meta(
          hint({ title: 'From', description: 'One of your Twilio numbers.', placeholder: '+15557122661' }),
        ),
        text: textParam({ required: true }).meta(hint({ title: 'What is said', control: 'long-text' })),
        language: textParam()
          .default('en-US')
          .meta(hint({ title: 'Language', placeholder: 'en-US' })),
      }),
      request: ({ to, from, text, language }) => ({
        method: 'POST',
        path: '/Calls.json',
        body: {
          form: {
            To: to,
            From: from,
            Twiml: `<Response><Say language="${xml(language)}">${xml(text)}</Say></Response>`,
          },
        },
      }),
      reply: jsonObject,
      answer: callOf,
      examples: [
        {
          input: { to: '+4915123456789', from: '+15557122661', text: 'Tom & Ada are here.' },
          sends: {
            method: 'POST',
            path: '/Calls.json',
            body: {
              To: '+4915123456789',
              From: '+15557122661',
              Twiml: '<Response><Say language="en-US">Tom &amp; Ada are here.</Say></Response>',
            },
          },
          reply: { status: 201, body: exampleCall },
          gives: shortCall,
        },
      ],
    }),
    'list-calls': defineAction({
      title: 'List calls',
      summary: 'Lists calls, newest first.',
      group: 'Calls',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/Calls.json' }),
      pages: {
        items: 'calls',
        each: (item) => (isJsonObject(item) ? callOf(item) : item),
        size: { name: 'PageSize', most: 1000 },
        next: nextPage,
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/Calls.json' },
          reply: { body: { calls: [exampleCall], next_page_uri: null } },
          gives: [shortCall],
        },
      ],
    }),
    'look-up-number': defineAction({
      title: 'Look up a phone number',
      summary: 'Tells whether a number is valid, and which country it belongs to; its kind of line costs extra.',
      group: 'Numbers',
      kind: 'read',
      input: z.object({
        number: textParam({ required: true }).meta(hint({ title: 'Number', placeholder: '+4915123456789' })),
        line: z
          .boolean()
          .default(false)
          .meta(
            hint({ title: 'Kind of line too', description: 'Mobile, landline or internet; Twilio charges for it.' }),
          ),
      }),
      request: ({ number, line }) => ({
        method: 'GET',
        path: `https://lookups.twilio.com${path`/v2/PhoneNumbers/${number}`}`,
        query: { Fields: line ? 'line_type_intelligence' : undefined },
      }),
      reply: jsonObject,
      answer: (found) => ({
        number: found.phone_number ?? null,
        isValid: found.valid ?? false,
        country: found.country_code ?? null,
        nationalFormat: found.national_format ?? null,
        line: isJsonObject(found.line_type_intelligence) ? (found.line_type_intelligence.type ?? null) : null,
        carrier: isJsonObject(found.line_type_intelligence)
          ? (found.line_type_intelligence.carrier_name ?? null)
          : null,
      }),
      examples: [
        {
          input: { number: '+4915123456789', line: true },
          sends: {
            method: 'GET',
            path: 'https://lookups.twilio.com/v2/PhoneNumbers/%2B4915123456789',
            query: { Fields: 'line_type_intelligence' },
          },
          reply: {
            body: {
              calling_country_code: '49',
              country_code: 'DE',
              phone_number: '+4915123456789',
              national_format: '01512 3456789',
              valid: true,
              validation_errors: [],
              line_type_intelligence: { type: 'mobile', carrier_name: 'Example Mobil' },
              url: 'https://lookups.twilio.com/v2/PhoneNumbers/+4915123456789',
            },
          },
          gives: {
            number: '+4915123456789',
            isValid: true,
            country: 'DE',
            nationalFormat: '01512 3456789',
            line: 'mobile',
            carrier: 'Example Mobil',
          },
        },
      ],
    }),
    'send-code': defineAction({
      title: 'Send a verification code',
      summary: 'Sends a one-time code to somebody’s phone or email.',
      group: 'Verify',
      kind: 'send',
      input: z.object({
        service,
        to,
        channel: z
          .enum(['sms', 'call', 'email', 'whatsapp'])
          .default('sms')
          .meta(
            hint({ title: 'By', choices: { sms: 'Text message', call: 'Call', email: 'Email', whatsapp: 'WhatsApp' } }),
          ),
      }),
      request: ({ service, to, channel }) => ({
        method: 'POST',
        path: `https://verify.twilio.com${path`/v2/Services/${service}/Verifications`}`,
        body: { form: { To: to, Channel: channel } },
      }),
      reply: z.looseObject({ sid: z.string(), status: z.string() }),
      answer: ({ sid, status }) => ({ id: sid, status }),
      examples: [
        {
          input: { service: 'VAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', to: '+4915123456789' },
          sends: {
            method: 'POST',
            path: 'https://verify.twilio.com/v2/Services/VAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Verifications',
            body: { To: '+4915123456789', Channel: 'sms' },
          },
          reply: {
            status: 201,
            body: {
              sid: 'VEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
              to: '+4915123456789',
              channel: 'sms',
              status: 'pending',
              valid: false,
            },
          },
          gives: { id: 'VEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', status: 'pending' },
        },
      ],
    }),
    'check-code': defineAction({
      title: 'Check a verification code',
      summary: 'Tells whether the code somebody entered is the one that was sent.',
      group: 'Verify',
      kind: 'write',
      input: z.object({
        service,
        to,
        code: textParam({ required: true }).meta(hint({ title: 'Code', placeholder: '123456' })),
      }),
      request: ({ service, to, code }) => ({
        method: 'POST',
        path: `https://verify.twilio.com${path`/v2/Services/${service}/VerificationCheck`}`,
        body: { form: { To: to, Code: code } },
      }),
      reply: z.looseObject({ status: z.string() }),
      answer: ({ status }) => ({ status, isApproved: status === 'approved' }),
      examples: [
        {
          input: { service: 'VAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', to: '+4915123456789', code: '123456' },
          sends: {
            method: 'POST',
            path: 'https://verify.twilio.com/v2/Services/VAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/VerificationCheck',
            body: { To: '+4915123456789', Code: '123456' },
          },
          reply: {
            body: { sid: 'VEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', to: '+4915123456789', status: 'approved', valid: true },
          },
          gives: { status: 'approved', isApproved: true },
        },
      ],
    }),
  },
  triggers: {
    'new-message': defineTrigger({
      title: 'When a text message comes in',
      summary: 'Begins a run with each message to one of your numbers.',
      group: 'Messages',
      input: z.object({
        number: textParam()
          .default('')
          .meta(hint({ title: 'Only to', description: 'One of your numbers; any if left empty.' })),
      }),
      poll: {
        request: ({ number }) => ({
          method: 'GET',
          path: '/Messages.json',
          query: { To: number || undefined, PageSize: 100 },
        }),
        // Twilio lists the newest first and knows no cursor: what was delivered before is known by its ID.
        read: (body, { cursor }) => {
          const messages = objectsAt(body, 'messages')
          return {
            events: messages
              .filter(({ direction }) => direction === 'inbound')
              .map((message) => ({ id: String(message.sid), payload: messageOf(message) }))
              .reverse(),
            cursor: messages[0]?.sid ?? cursor ?? '',
          }
        },
        everySeconds: 60,
        examples: [
          {
            input: { number: '+15557122661' },
            cursor: '',
            sends: { method: 'GET', path: '/Messages.json', query: { To: '+15557122661', PageSize: '100' } },
            reply: { body: { messages: [incoming, exampleMessage], next_page_uri: null } },
            events: [{ id: 'SM0f2a5e5c1c2d4b6f8a9b0c1d2e3f4a5b', payload: shortIncoming }],
            next: 'SM0f2a5e5c1c2d4b6f8a9b0c1d2e3f4a5b',
          },
        ],
      },
      webhook: {
        matches: ({ body }, { number }) =>
          isJsonObject(body) && typeof body.MessageSid === 'string' && (number === '' || body.To === number),
        payload: ({ body }) => {
          const said = isJsonObject(body) ? body : {}
          return messageOf({
            sid: said.MessageSid ?? null,
            from: said.From ?? null,
            to: said.To ?? null,
            body: said.Body ?? '',
            status: 'received',
            direction: 'inbound',
          })
        },
        events: [],
      },
      sample: shortIncoming,
    }),
  },
  webhook: {
    secret: { title: 'Auth token', description: 'On the first page of the Twilio console.', from: 'service' },
    signature: { kind: 'twilio' },
    deliveryId: { body: 'MessageSid' },
    setup: [
      'In the console, open “Phone numbers”, “Active numbers”, and your number.',
      'Under “Messaging configuration”, “A message comes in”, choose “Webhook”, enter {webhookUrl} with HTTP POST, and save.',
    ],
  },
})

function sender(from: string): { From?: string; MessagingServiceSid?: string } {
  return /^MG[0-9a-fA-F]{32}$/.test(from) ? { MessagingServiceSid: from } : { From: from }
}

/** The next page's address is told without its host. */
function nextPage({ reply }: { reply: ActionReply }): ActionRequest | null {
  const next = isJsonObject(reply.body) ? reply.body.next_page_uri : null
  return typeof next === 'string' && next !== '' ? { method: 'GET', path: `${api}${next}` } : null
}

function complaint({ status, body }: ActionReply): Complaint | null {
  if (status < 400 || !isJsonObject(body)) return null
  return {
    message: String(body.message ?? 'refused').replace(/\.$/, ''),
    ...(body.code !== undefined && { code: String(body.code) }),
    isSignIn: status === 401,
    ...(status === 429 && { retryable: true }),
  }
}

function messageOf(message: JsonObject): JsonObject {
  return {
    id: message.sid ?? null,
    from: message.from ?? null,
    to: message.to ?? null,
    text: message.body ?? '',
    status: message.status ?? null,
    isIncoming: message.direction === 'inbound',
    error: message.error_message ?? null,
    createdAt: message.date_created ?? null,
  }
}

function callOf(call: JsonObject): JsonObject {
  return {
    id: call.sid ?? null,
    from: call.from ?? null,
    to: call.to ?? null,
    status: call.status ?? null,
    direction: call.direction ?? null,
    seconds: call.duration ?? null,
    startedAt: call.start_time ?? null,
  }
}

function xml(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (sign) => signs[sign] ?? sign)
}

function objectsAt(value: Json, name: string): JsonObject[] {
  const list = isJsonObject(value) ? value[name] : null
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}
