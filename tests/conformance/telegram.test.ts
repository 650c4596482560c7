import { readTelegram } from './telegram.ts'
import { json, testKind } from './test-kind.ts'

testKind('Telegram', {
  document: readTelegram({
    methods: {
      sendMessage: {
        returns: ['Message'],
        fields: [
          { name: 'chat_id', types: ['Integer', 'String'], required: true },
          { name: 'reply_markup', types: ['InlineKeyboardMarkup', 'ForceReply'], required: false },
        ],
      },
    },
    types: {
      Message: { fields: [{ name: 'message_id', types: ['Integer'], required: true }] },
      InlineKeyboardMarkup: {
        fields: [{ name: 'inline_keyboard', types: ['Array of Array of String'], required: true }],
      },
      ForceReply: { fields: [{ name: 'force_reply', types: ['True'], required: true }] },
    },
  }),
  call: {
    method: 'POST',
    path: '/bot1:a/sendMessage',
    ...json({ chat_id: 5, reply_markup: { inline_keyboard: [['a']] } }),
  },
  reply: { ok: true, result: { message_id: 1 } },
  wrong: {
    'a path': { call: { path: '/bot1:a/sendMassage' }, finds: null },
    'a method': { call: { method: 'PUT' }, finds: null },
    'an unknown query parameter': {
      call: { method: 'GET', body: undefined, query: { chat_id: '5', chat: '5' } },
      finds: 'query.chat is not a parameter of sendMessage',
    },
    'a missing body field': { call: json({}), finds: 'body.chat_id is missing' },
    'an unknown body field': {
      call: json({ chat_id: 5, chat: 5 }),
      finds: 'body.chat is not a field of sendMessage',
    },
    'the type of a body field': {
      call: json({ chat_id: true }),
      finds: 'body.chat_id is true or false, not a whole number',
    },
    'a field inside': {
      call: json({ chat_id: 5, reply_markup: { inline_keyboard: ['a'] } }),
      finds: 'body.reply_markup.inline_keyboard[0] is text, not a list',
    },
    'a reply': { reply: { ok: true, result: {} }, finds: 'reply.result.message_id is missing' },
    'a made-up field of a reply': {
      reply: { ok: true, result: { message_id: 1, id: 1 } },
      finds: 'reply.result.id is not a field of it',
    },
  },
})
