import { readSlack } from './slack.ts'
import { json, testKind } from './test-kind.ts'

testKind('Slack', {
  document: readSlack({
    basePath: '/api',
    paths: {
      '/chat.postMessage': {
        post: {
          parameters: [
            { name: 'token', in: 'header', required: true, type: 'string' },
            { name: 'channel', in: 'formData', required: true, type: 'string' },
            { name: 'blocks', in: 'formData', type: 'string' },
            { name: 'mrkdwn', in: 'formData', type: 'boolean' },
          ],
          responses: {
            200: {
              schema: { type: 'object', required: ['ok', 'ts'], properties: { who: { $ref: '#/definitions/who' } } },
            },
          },
        },
      },
    },
    definitions: { who: { items: [{ type: 'string' }, { type: 'null' }] } },
  }),
  call: { method: 'POST', path: '/api/chat.postMessage', ...json({ channel: 'C1', blocks: [], mrkdwn: true }) },
  reply: { ok: true, ts: '1.2', who: null },
  wrong: {
    'a path': { call: { path: '/api/chat.postMassage' }, finds: null },
    'a method': { call: { method: 'PUT' }, finds: null },
    'an unknown body field': {
      call: json({ channel: 'C1', thread: '1' }),
      finds: 'body.thread is not a field of chat.postMessage',
    },
    'a missing body field': { call: json({}), finds: 'body.channel is missing' },
    'an unknown field of a query': {
      call: { method: 'GET', body: undefined, query: { channel: 'C1', thread: '1' } },
      finds: 'query.thread is not a parameter of chat.postMessage',
    },
    'the type of a body field': {
      call: json({ channel: 'C1', mrkdwn: 'yes' }),
      finds: 'body.mrkdwn is text, not true or false',
    },
    'a reply': { reply: { ok: true }, finds: 'reply.ts is missing' },
    'a reply that is neither of two': {
      reply: { ok: true, ts: '1', who: 5 },
      finds: 'reply.who is a number, not text',
    },
  },
})
