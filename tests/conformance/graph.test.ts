import { readGraph } from './graph.ts'
import { json, testKind } from './test-kind.ts'

testKind('Microsoft Graph', {
  document: readGraph({
    servers: [{ url: 'https://graph.microsoft.com/v1.0' }],
    paths: {
      '/me/microsoft.graph.sendMail': {
        post: {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['Message'],
                  properties: { Message: { $ref: '#/components/schemas/microsoft.graph.message' } },
                },
              },
            },
          },
          responses: {
            '2XX': {
              content: { 'application/json': { schema: { type: 'object', required: ['id', '@odata.type'] } } },
            },
          },
        },
      },
      '/drives/{drive-id}/items/{driveItem-id}/content': { put: { responses: { 200: {} } } },
    },
    components: {
      schemas: {
        'microsoft.graph.message': {
          type: 'object',
          required: ['@odata.type'],
          properties: { '@odata.type': { type: 'string' }, subject: { type: 'string' } },
          discriminator: { propertyName: '@odata.type' },
        },
      },
    },
  }),
  call: {
    method: 'POST',
    path: '/v1.0/me/sendMail',
    query: { $select: 'id' },
    ...json({ Message: { subject: 'a' } }),
  },
  reply: { id: '1' },
  wrong: {
    'a path': { call: { path: '/v1.0/me/sendMails' }, finds: null },
    'a method': { call: { method: 'GET' }, finds: null },
    'an unknown query parameter': {
      call: { query: { $choose: 'id' } },
      finds: 'query.$choose is not a parameter of POST /me/sendMail',
    },
    'a missing body field': { call: json({}), finds: 'body.Message is missing' },
    'an unknown body field': {
      call: json({ Message: { title: 'a' } }),
      finds: 'body.Message.title is not a field of POST /me/sendMail',
    },
    'the type of a body field': {
      call: json({ Message: { subject: 1 } }),
      finds: 'body.Message.subject is a number, not text',
    },
    'a reply': { reply: {}, finds: 'reply.id is missing' },
  },
})
