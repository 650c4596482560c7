import { z } from 'zod'
import { fileParam, hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject, json, jsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
} from './define-integration.ts'

const chat = textParam({ required: true }).meta(
  hint({
    title: 'Chat',
    description: 'Its ID, as a message gives it, or the @name of a public channel or group.',
    placeholder: '123456789',
  }),
)
const messageId = z
  .number()
  .int()
  .meta(hint({ title: 'Message', description: 'Its `message_id`.' }))
const format = z
  .enum(['plain', 'HTML', 'MarkdownV2'])
  .default('plain')
  .meta(
    hint({
      title: 'Format',
      description: 'In MarkdownV2, the signs _*[]()~`>#+-=|{}.! need a backslash in front where they mean themselves.',
      choices: { plain: 'Plain text', HTML: 'HTML', MarkdownV2: 'MarkdownV2' },
      advanced: true,
    }),
  )
const buttons = valueParam()
  .optional()
  .meta(
    hint({
      title: 'Buttons',
      description: 'Rows of buttons under the message: [[{ "text": "Yes", "callback_data": "yes" }]].',
      control: 'json',
      advanced: true,
    }),
  )
const silent = z
  .boolean()
  .default(false)
  .meta(hint({ title: 'Without a sound', advanced: true }))
const replyTo = z
  .number()
  .int()
  .optional()
  .meta(hint({ title: 'In answer to', description: 'The `message_id` of another message.', advanced: true }))
const caption = textParam()
  .default('')
  .meta(hint({ title: 'Caption', control: 'long-text' }))
const file = (title: string) =>
  fileParam().meta(hint({ title, description: 'A file that a node before gives.', control: 'file' }))

const resultObject = z.looseObject({ result: jsonObject })

const person = { id: 123456789, is_bot: false, first_name: 'Ada', username: 'ada', language_code: 'en' }
const bot = { id: 110201543, is_bot: true, first_name: 'Niti', username: 'niti_bot' }
const privateChat = { id: 123456789, type: 'private', first_name: 'Ada', username: 'ada' }
const exampleMessage = { message_id: 42, from: bot, chat: privateChat, date: 1767322800, text: 'Deployed.' }
const exampleDocument = {
  file_id: 'BQACAgIAAxkBAAIB',
  file_unique_id: 'AgADmQ',
  file_name: 'plan.pdf',
  file_size: 48213,
}
const incoming = { message_id: 7, from: person, chat: privateChat, date: 1767322790, text: '/status' }
const planFile = { $file: { name: 'plan.pdf', mediaType: 'application/pdf', bytes: 48213 } }

export default defineIntegration({
  id: 'telegram',
  title: 'Telegram',
  category: 'chat',
  brand: 'telegram',
  summary: 'Send messages, photos and files as a bot, and begin runs with what people write to it.',
  keywords: ['chat', 'message', 'bot'],
  docsUrl: 'https://core.telegram.org/bots/api',
  baseUrl: 'https://api.telegram.org/bot{token}',
  signIn: [
    {
      id: 'bot-token',
      kind: 'secret',
      title: 'Bot token',
      setupUrl: 'https://t.me/BotFather',
      setup: [
        'Write /newbot to @BotFather in Telegram, and give your bot a name.',
        'Copy the token it answers with.',
        'Write something to your new bot: bots may only write to people who wrote first.',
      ],
      secrets: [{ name: 'token', title: 'Bot token', placeholder: '110201543:AAHdqTcv…', pattern: /\d+:[\w-]{30,}/ }],
      // It stands in the address.
      place: {},
    },
  ],
  limits: {
    windows: [{ requests: 30, seconds: 1 }],
    note: 'About 30 messages a second in all, one a second in one chat and 20 a minute in a group; Telegram says how long to wait where that is exceeded.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/getMe' }),
    account: (body) => `@${String(resultOf(body).username ?? '')}`,
    example: {
      sends: { method: 'GET', path: '/getMe' },
      reply: { body: { ok: true, result: bot } },
      account: '@niti_bot',
    },
  },
  actions: {
    'send-message': defineAction({
      title: 'Send a message',
      summary: 'Writes to a person, group or channel.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        chat,
        text: textParam({ required: true }).meta(
          hint({ title: 'Text', description: 'Up to 4,096 characters.', control: 'long-text' }),
        ),
        format,
        buttons,
        replyTo,
        silent,
      }),
      request: ({ chat, text, format, buttons, replyTo, silent }) => ({
        method: 'POST',
        path: '/sendMessage',
        body: {
          json: {
            chat_id: chat,
            text,
            parse_mode: format === 'plain' ? undefined : format,
            reply_markup: buttons ? { inline_keyboard: buttons } : undefined,
            reply_parameters: replyTo ? { message_id: replyTo } : undefined,
            disable_notification: silent || undefined,
          },
        },
      }),
      reply: resultObject,
      answer: ({ result }) => result,
      examples: [
        {
          input: { chat: '123456789', text: 'Deployed.' },
          sends: { method: 'POST', path: '/sendMessage', body: { chat_id: '123456789', text: 'Deployed.' } },
          reply: { body: { ok: true, result: exampleMessage } },
          gives: exampleMessage,
        },
        {
          title: 'With buttons',
          input: {
            chat: '123456789',
            text: '<b>Deploy?</b>',
            format: 'HTML',
            buttons: [[{ text: 'Yes', callback_data: 'yes' }]],
            replyTo: 7,
          },
          sends: {
            method: 'POST',
            path: '/sendMessage',
            body: {
              chat_id: '123456789',
              text: '<b>Deploy?</b>',
              parse_mode: 'HTML',
              reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] },
              reply_parameters: { message_id: 7 },
            },
          },
          reply: { body: { ok: true, result: { ...exampleMessage, text: 'Deploy?' } } },
          gives: { ...exampleMessage, text: 'Deploy?' },
        },
      ],
    }),
    'send-photo': defineAction({
      title: 'Send a photo',
      summary: 'Sends a picture of up to 10 MB, with a caption.',
      group: 'Messages',
      kind: 'send',
      input: z.object({ chat, photo: file('Photo'), caption, silent }),
      request: ({ chat, photo, caption, silent }) => ({
        method: 'POST',
        path: '/sendPhoto',
        body: {
          parts: [
            { name: 'chat_id', text: chat },
            ...(caption ? [{ name: 'caption', text: caption }] : []),
            ...(silent ? [{ name: 'disable_notification', text: 'true' }] : []),
            { name: 'photo', file: photo },
          ],
        },
      }),
      reply: resultObject,
      answer: ({ result }) => result,
      examples: [
        {
          input: {
            chat: '123456789',
            photo: { $file: { name: 'chart.png', mediaType: 'image/png', bytes: 20480 } },
            caption: 'This week',
          },
          sends: {
            method: 'POST',
            path: '/sendPhoto',
            body: { chat_id: '123456789', caption: 'This week', photo: 'chart.png' },
          },
          reply: {
            body: {
              ok: true,
              result: {
                message_id: 43,
                chat: privateChat,
                date: 1767322800,
                photo: [{ file_id: 'AgACAgIAAxkDAAI', file_unique_id: 'AQADzb', width: 640, height: 480 }],
                caption: 'This week',
              },
            },
          },
          gives: {
            message_id: 43,
            chat: privateChat,
            date: 1767322800,
            photo: [{ file_id: 'AgACAgIAAxkDAAI', file_unique_id: 'AQADzb', width: 640, height: 480 }],
            caption: 'This week',
          },
        },
      ],
    }),
    'send-document': defineAction({
      title: 'Send a file',
      summary: 'Sends a file of any kind of up to 50 MB, with a caption.',
      group: 'Messages',
      kind: 'send',
      input: z.object({ chat, document: file('File'), caption, silent }),
      request: ({ chat, document, caption, silent }) => ({
        method: 'POST',
        path: '/sendDocument',
        body: {
          parts: [
            { name: 'chat_id', text: chat },
            ...(caption ? [{ name: 'caption', text: caption }] : []),
            ...(silent ? [{ name: 'disable_notification', text: 'true' }] : []),
            { name: 'document', file: document },
          ],
        },
      }),
      reply: resultObject,
      answer: ({ result }) => result,
      examples: [
        {
          input: { chat: '123456789', document: planFile },
          sends: { method: 'POST', path: '/sendDocument', body: { chat_id: '123456789', document: 'plan.pdf' } },
          reply: {
            body: {
              ok: true,
              result: { message_id: 44, chat: privateChat, date: 1767322800, document: exampleDocument },
            },
          },
          gives: { message_id: 44, chat: privateChat, date: 1767322800, document: exampleDocument },
        },
      ],
    }),
    'edit-message': defineAction({
      title: 'Change a message',
      summary: 'Replaces the text of a message the bot has sent.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        chat,
        messageId,
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        format,
        buttons,
      }),
      request: ({ chat, messageId, text, format, buttons }) => ({
        method: 'POST',
        path: '/editMessageText',
        body: {
          json: {
            chat_id: chat,
            message_id: messageId,
            text,
            parse_mode: format === 'plain' ? undefined : format,
            reply_markup: buttons ? { inline_keyboard: buttons } : undefined,
          },
        },
      }),
      reply: z.looseObject({ result: json }),
      answer: ({ result }) => result,
      examples: [
        {
          input: { chat: '123456789', messageId: 42, text: 'Deployed.' },
          sends: {
            method: 'POST',
            path: '/editMessageText',
            body: { chat_id: '123456789', message_id: 42, text: 'Deployed.' },
          },
          reply: { body: { ok: true, result: exampleMessage } },
          gives: exampleMessage,
        },
      ],
    }),
    'delete-message': defineAction({
      title: 'Delete a message',
      summary: 'Takes away a message of the last 48 hours.',
      group: 'Messages',
      kind: 'delete',
      input: z.object({ chat, messageId }),
      request: ({ chat, messageId }) => ({
        method: 'POST',
        path: '/deleteMessage',
        body: { json: { chat_id: chat, message_id: messageId } },
      }),
      answer: (_, { input }) => ({ chat: input.chat, messageId: input.messageId }),
      examples: [
        {
          input: { chat: '123456789', messageId: 42 },
          sends: { method: 'POST', path: '/deleteMessage', body: { chat_id: '123456789', message_id: 42 } },
          reply: { body: { ok: true, result: true } },
          gives: { chat: '123456789', messageId: 42 },
        },
      ],
    }),
    'answer-button': defineAction({
      title: 'Answer a pressed button',
      summary: 'Ends the waiting sign on a button somebody pressed, and may show them a short text.',
      group: 'Messages',
      kind: 'send',
      input: z.object({
        query: textParam({ required: true }).meta(
          hint({ title: 'Press', description: 'The `id` of the `callback_query`.' }),
        ),
        text: textParam()
          .default('')
          .meta(hint({ title: 'Text', description: 'Up to 200 characters.' })),
        alert: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'As a window to be closed', advanced: true })),
      }),
      request: ({ query, text, alert }) => ({
        method: 'POST',
        path: '/answerCallbackQuery',
        body: { json: { callback_query_id: query, text: text || undefined, show_alert: alert || undefined } },
      }),
      answer: (_, { input }) => ({ query: input.query }),
      examples: [
        {
          input: { query: '4382bfdwdsb323b2d9', text: 'Noted.' },
          sends: {
            method: 'POST',
            path: '/answerCallbackQuery',
            body: { callback_query_id: '4382bfdwdsb323b2d9', text: 'Noted.' },
          },
          reply: { body: { ok: true, result: true } },
          gives: { query: '4382bfdwdsb323b2d9' },
        },
      ],
    }),
    'get-chat': defineAction({
      title: 'Get a chat',
      summary: 'Tells about a person, group or channel.',
      group: 'Chats',
      kind: 'read',
      input: z.object({ chat }),
      request: ({ chat }) => ({ method: 'POST', path: '/getChat', body: { json: { chat_id: chat } } }),
      reply: resultObject,
      answer: ({ result }) => result,
      examples: [
        {
          input: { chat: '@niti_news' },
          sends: { method: 'POST', path: '/getChat', body: { chat_id: '@niti_news' } },
          reply: { body: { ok: true, result: channelAs('niti_news') } },
          gives: channelAs('niti_news'),
        },
      ],
    }),
    'get-member': defineAction({
      title: 'Get a member of a chat',
      summary: 'Tells whether and how somebody belongs to a group or channel.',
      group: 'Chats',
      kind: 'read',
      input: z.object({
        chat,
        user: z
          .number()
          .int()
          .meta(hint({ title: 'Person', description: 'Their ID.' })),
      }),
      request: ({ chat, user }) => ({
        method: 'POST',
        path: '/getChatMember',
        body: { json: { chat_id: chat, user_id: user } },
      }),
      reply: resultObject,
      answer: ({ result }) => result,
      examples: [
        {
          input: { chat: '@niti_news', user: 123456789 },
          sends: { method: 'POST', path: '/getChatMember', body: { chat_id: '@niti_news', user_id: 123456789 } },
          reply: { body: { ok: true, result: { status: 'member', user: person } } },
          gives: { status: 'member', user: person },
        },
      ],
    }),
    'get-file': defineAction({
      title: 'Find a file',
      summary: 'Tells the path and size of a file somebody sent.',
      group: 'Files',
      kind: 'read',
      input: z.object({
        file: textParam({ required: true }).meta(
          hint({ title: 'File', description: 'The `file_id` of a document or photo in a message.' }),
        ),
      }),
      request: ({ file }) => ({ method: 'POST', path: '/getFile', body: { json: { file_id: file } } }),
      reply: z.looseObject({
        result: z.looseObject({ file_id: z.string(), file_path: z.string(), file_size: z.number().optional() }),
      }),
      answer: ({ result }) => ({ file: result.file_id, path: result.file_path, bytes: result.file_size ?? null }),
      examples: [
        {
          input: { file: 'BQACAgIAAxkBAAIB' },
          sends: { method: 'POST', path: '/getFile', body: { file_id: 'BQACAgIAAxkBAAIB' } },
          reply: {
            body: {
              ok: true,
              result: {
                file_id: 'BQACAgIAAxkBAAIB',
                file_unique_id: 'AgADmQ',
                file_size: 48213,
                file_path: 'documents/file_3.pdf',
              },
            },
          },
          gives: { file: 'BQACAgIAAxkBAAIB', path: 'documents/file_3.pdf', bytes: 48213 },
        },
      ],
    }),
    'set-webhook': defineAction({
      title: 'Set the bot’s webhook',
      summary:
        'Tells Telegram where to send what is written to the bot; with an empty address it is fetched from there again.',
      group: 'Set-up',
      kind: 'write',
      input: z.object({
        address: textParam()
          .default('')
          .meta(hint({ title: 'Address', description: 'Of the trigger; it has to be public and https.' })),
        secret: textParam()
          .default('')
          .meta(hint({ title: 'Secret', description: 'As the trigger shows it.' })),
      }),
      request: ({ address, secret }) => ({
        method: 'POST',
        path: '/setWebhook',
        body: {
          json: {
            url: address,
            secret_token: secret || undefined,
            allowed_updates: address ? ['message', 'edited_message', 'channel_post', 'callback_query'] : undefined,
          },
        },
      }),
      answer: (_, { input }) => ({ address: input.address }),
      examples: [
        {
          input: { address: 'https://niti.example/hooks/4f1c', secret: 'b6f0a9e2' },
          sends: {
            method: 'POST',
            path: '/setWebhook',
            body: {
              url: 'https://niti.example/hooks/4f1c',
              secret_token: 'b6f0a9e2',
              allowed_updates: ['message', 'edited_message', 'channel_post', 'callback_query'],
            },
          },
          reply: { body: { ok: true, result: true, description: 'Webhook was set' } },
          gives: { address: 'https://niti.example/hooks/4f1c' },
        },
      ],
    }),
  },
  triggers: {
    update: defineTrigger({
      title: 'When somebody writes to the bot',
      summary: 'Begins a run with each message, or with each button pressed under one.',
      group: 'Messages',
      input: z.object({
        kind: z
          .enum(['message', 'callback_query', 'channel_post', 'edited_message', 'any'])
          .default('message')
          .meta(
            hint({
              title: 'What',
              choices: {
                message: 'Messages to the bot or in its groups',
                callback_query: 'Pressed buttons',
                channel_post: 'Posts in channels',
                edited_message: 'Changed messages',
                any: 'Any of them',
              },
            }),
          ),
        chat: textParam()
          .default('')
          .meta(hint({ title: 'Only in chat', description: 'Its ID; any chat if left empty.' })),
      }),
      poll: {
        request: (_, { cursor }) => ({
          method: 'POST',
          path: '/getUpdates',
          body: {
            json: {
              // Of what waits at the first look only the last is taken; the rest is dropped by asking so.
              offset: typeof cursor === 'number' ? cursor : -1,
              timeout: typeof cursor === 'number' ? 25 : 0,
              allowed_updates: ['message', 'edited_message', 'channel_post', 'callback_query'],
            },
          },
        }),
        read: (body, { input, cursor }) => {
          const updates = isJsonObject(body) && Array.isArray(body.result) ? body.result.filter(isJsonObject) : []
          const last = updates.at(-1)?.update_id
          return {
            events: updates
              .filter((update) => isWanted(update, input.kind, input.chat))
              .map((update) => ({ id: String(update.update_id), payload: update })),
            cursor: typeof last === 'number' ? last + 1 : (cursor ?? 0),
          }
        },
        isLong: true,
        everySeconds: 1,
        examples: [
          {
            input: {},
            cursor: 10001,
            sends: {
              method: 'POST',
              path: '/getUpdates',
              body: {
                offset: 10001,
                timeout: 25,
                allowed_updates: ['message', 'edited_message', 'channel_post', 'callback_query'],
              },
            },
            reply: {
              body: {
                ok: true,
                result: [
                  { update_id: 10001, message: incoming },
                  { update_id: 10002, edited_message: incoming },
                ],
              },
            },
            events: [{ id: '10001', payload: { update_id: 10001, message: incoming } }],
            next: 10003,
          },
          {
            input: {},
            cursor: null,
            sends: {
              method: 'POST',
              path: '/getUpdates',
              body: {
                offset: -1,
                timeout: 0,
                allowed_updates: ['message', 'edited_message', 'channel_post', 'callback_query'],
              },
            },
            reply: { body: { ok: true, result: [] } },
            events: [],
            next: 0,
          },
        ],
      },
      webhook: {
        matches: ({ body }, { kind, chat }) => isJsonObject(body) && isWanted(body, kind, chat),
        events: ['message', 'edited_message', 'channel_post', 'callback_query'],
      },
      sample: { update_id: 10001, message: incoming },
    }),
  },
  webhook: {
    secret: { title: 'Secret token', description: 'Telegram sends it along with every update.', from: 'niti' },
    signature: { kind: 'token', header: 'x-telegram-bot-api-secret-token' },
    deliveryId: { body: 'update_id' },
    setup: [
      'Run the action “Set the bot’s webhook” once, with the address {webhookUrl} and the secret {secret}.',
      'To have updates fetched again instead, run it with an empty address.',
    ],
  },
})

function complaint({ body }: ActionReply): Complaint | null {
  if (!isJsonObject(body) || body.ok !== false) return null
  const message = String(body.description ?? 'refused')
  // An address with a token that never was one is not found at all.
  const isSignIn = body.error_code === 401 || (body.error_code === 404 && message === 'Not Found')
  return { message, code: String(body.error_code ?? ''), isSignIn }
}

function isWanted(update: JsonObject, kind: string, chat: string): boolean {
  const name = Object.keys(update).find((key) => key !== 'update_id') ?? ''
  const what = update[name]
  if ((kind !== 'any' && kind !== name) || !isJsonObject(what)) return false
  const message = name === 'callback_query' ? what.message : what
  const where = isJsonObject(message) && isJsonObject(message.chat) ? message.chat : {}
  return chat === '' || String(where.id) === chat || `@${where.username}` === chat
}

function resultOf(body: Json): JsonObject {
  return isJsonObject(body) && isJsonObject(body.result) ? body.result : {}
}

/** As Telegram tells of a channel, for the examples. */
function channelAs(username: string): JsonObject {
  return {
    id: -1001234567890,
    type: 'channel',
    title: 'Niti news',
    username,
    accent_color_id: 4,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
  }
}
