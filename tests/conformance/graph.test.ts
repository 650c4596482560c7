import { expect, test } from 'vitest'
import { readGraph, rewrite } from './graph.ts'
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

test('the ways to name a file lead to the same path', () => {
  const pathOf = (path: string) => rewrite({ method: 'GET', path, query: {}, headers: {} }).path
  const drive = '/v1.0/me/drive'
  const below = (path: string) => pathOf(`${drive}/${path}`)
  expect(below('root:/Reports/a%20b.pdf:/content')).toBe('/v1.0/drives/own/items/by-path/content')
  expect(below('root:/a.pdf')).toBe('/v1.0/drives/own/items/by-path')
  expect(below('items/01A:/new.txt:/content')).toBe('/v1.0/drives/own/items/01A/content')
  expect(below('items/01A/children')).toBe('/v1.0/drives/own/items/01A/children')
  expect(below('root/children')).toBe('/v1.0/drives/own/items/root/children')
  expect(pathOf('/v1.0/sites/acme/drive/root/children')).toBe('/v1.0/drives/own/items/root/children')
  expect(pathOf(drive)).toBe(drive)
})
