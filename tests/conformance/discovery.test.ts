import { readDiscovery } from './discovery.ts'
import { json, testKind } from './test-kind.ts'

testKind('Google discovery', {
  document: readDiscovery({
    rootUrl: 'https://drive.example.com/',
    servicePath: 'drive/v3/',
    parameters: { fields: { location: 'query', type: 'string' } },
    schemas: {
      File: {
        type: 'object',
        properties: {
          name: { type: 'string', annotations: { required: ['drive.files.create'] } },
          size: { type: 'string', format: 'int64' },
        },
      },
    },
    resources: {
      files: {
        methods: {
          create: {
            id: 'drive.files.create',
            path: 'files/{+parent}/children',
            httpMethod: 'POST',
            parameters: {
              parent: { location: 'path', required: true, type: 'string' },
              pageSize: { location: 'query', type: 'integer', maximum: '100', required: true },
            },
            request: { $ref: 'File' },
            response: { $ref: 'File' },
            mediaUpload: { protocols: { simple: { path: '/upload/drive/v3/files' } } },
          },
        },
      },
    },
  }),
  call: {
    method: 'POST',
    path: '/drive/v3/files/a/b/children',
    query: { pageSize: '100', fields: 'name' },
    ...json({ name: 'a' }),
  },
  reply: { name: 'a', size: '5' },
  wrong: {
    'a path': { call: { path: '/drive/v2/files/a/children' }, finds: null },
    'a host': {
      call: { host: 'docs.example.com' },
      finds: 'drive.files.create is at drive.example.com or www.googleapis.com, not docs.example.com',
    },
    'a method': { call: { method: 'GET' }, finds: null },
    'an unknown query parameter': {
      call: { query: { pageSize: '1', limit: '1' } },
      finds: 'query.limit is not a parameter of drive.files.create',
    },
    'a missing query parameter': { call: { query: {} }, finds: 'query.pageSize is missing' },
    'too large a number': { call: { query: { pageSize: '101' } }, finds: 'query.pageSize is 101, more than 100' },
    'a field this method requires': { call: json({}), finds: 'body.name is missing' },
    'an unknown body field': {
      call: json({ name: 'a', title: 'a' }),
      finds: 'body.title is not a field of drive.files.create',
    },
    'the type of a body field': { call: json({ name: 1 }), finds: 'body.name is a number, not text' },
    'what describes an upload': {
      call: {
        path: '/upload/drive/v3/files',
        body: {
          kind: 'multipart',
          value: { metadata: { title: 'a' }, media: 'a.txt' },
          mediaType: 'multipart/related',
        },
      },
      finds: 'body.metadata.title is not a field of drive.files.create',
    },
    'a reply with a made-up field': { reply: { title: 'a' }, finds: 'reply.title is not a field of it' },
    'the type of a reply': { reply: { size: 5 }, finds: 'reply.size is a number, not text' },
  },
})
