import { readLexicons } from './lexicon.ts'
import { json, testKind } from './test-kind.ts'

testKind('Bluesky lexicons', {
  document: readLexicons([
    {
      id: 'com.example.create',
      defs: {
        main: {
          type: 'procedure',
          input: {
            encoding: 'application/json',
            schema: {
              type: 'object',
              required: ['repo', 'record'],
              properties: { repo: { type: 'string' }, record: { type: 'unknown' } },
            },
          },
          output: { schema: { type: 'object', required: ['uri'], properties: { uri: { type: 'string' } } } },
        },
      },
    },
    {
      id: 'com.example.list',
      defs: {
        main: {
          type: 'query',
          parameters: { required: ['actor'], properties: { actor: { type: 'string' }, limit: { type: 'integer' } } },
        },
      },
    },
    {
      id: 'com.example.post',
      defs: {
        main: {
          type: 'record',
          record: {
            type: 'object',
            required: ['text'],
            properties: { text: { type: 'string' }, embed: { type: 'union', refs: ['lex:com.example.post#image'] } },
          },
        },
        image: { type: 'object', required: ['alt'], properties: { alt: { type: 'string' } } },
      },
    },
  ]),
  call: {
    method: 'POST',
    path: '/xrpc/com.example.create',
    ...json({
      repo: 'a',
      record: { $type: 'com.example.post', text: 'Hi', embed: { $type: 'com.example.post#image', alt: '' } },
    }),
  },
  reply: { uri: 'at://a' },
  wrong: {
    'a path': { call: { path: '/xrpc/com.example.make' }, finds: null },
    'a method': { call: { method: 'GET' }, finds: null },
    'an unknown query parameter': {
      call: { method: 'GET', path: '/xrpc/com.example.list', query: { actor: 'a', max: '1' }, body: undefined },
      finds: 'query.max is not a parameter of com.example.list',
    },
    'a missing query parameter': {
      call: { method: 'GET', path: '/xrpc/com.example.list', body: undefined },
      finds: 'query.actor is missing',
    },
    'a missing body field': { call: json({ repo: 'a' }), finds: 'body.record is missing' },
    'an unknown body field': {
      call: json({ repo: 'a', record: {}, key: 1 }),
      finds: 'body.key is not a field of com.example.create',
    },
    'the type of a body field': { call: json({ repo: 1, record: {} }), finds: 'body.repo is a number, not text' },
    'a record by its type': {
      call: json({ repo: 'a', record: { $type: 'com.example.post' } }),
      finds: 'body.record.text is missing',
    },
    'a part of a record': {
      call: json({
        repo: 'a',
        record: { $type: 'com.example.post', text: '', embed: { $type: 'com.example.post#image' } },
      }),
      finds: 'body.record.embed.alt is missing',
    },
    'a reply': { reply: {}, finds: 'reply.uri is missing' },
    'a made-up field of a reply': { reply: { uri: 'a', id: 'b' }, finds: 'reply.id is not a field of it' },
  },
})
