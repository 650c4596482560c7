import { readOpenApi } from './openapi.ts'
import { form, json, testKind } from './test-kind.ts'

const petSchema = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
}
const pet = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, owner: { $ref: '#/components/schemas/Owner' } },
}

testKind('OpenAPI 3', {
  document: readOpenApi({
    openapi: '3.0.0',
    servers: [{ url: 'https://api.example.com/{version}', variables: { version: { default: 'v1' } } }],
    paths: {
      '/pets/mine': { get: { responses: { 200: { description: '' } } } },
      '/pets/{id}': {
        parameters: [{ $ref: '#/components/parameters/id' }],
        post: {
          parameters: [
            { name: 'notify', in: 'query', required: true, schema: { type: 'boolean' } },
            { name: 'filter', in: 'query', schema: { type: 'object', properties: { color: { type: 'string' } } } },
            { name: 'X-Version', in: 'header', required: true, schema: { enum: ['2'] } },
            { name: 'api_key', in: 'query', required: true, schema: { type: 'string' } },
          ],
          requestBody: { required: true, content: { 'application/json': { schema: petSchema } } },
          responses: { 200: { content: { 'application/json': { schema: pet } } }, '4XX': {} },
        },
      },
    },
    components: {
      parameters: { id: { name: 'id', in: 'path', required: true, schema: { type: 'integer' } } },
      schemas: { Owner: { type: 'object', properties: { name: { type: 'string' } } } },
      securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'api_key' } },
    },
  }),
  call: {
    method: 'POST',
    path: '/v1/pets/7',
    query: { notify: 'true', 'filter[color]': 'red' },
    headers: { 'x-version': '2' },
    ...json({ name: 'Rex', age: 3 }),
  },
  reply: { id: '7', owner: { name: 'Ada' } },
  wrong: {
    'a path': { call: { path: '/v1/cats/7' }, finds: null },
    'a path without the version in front': { call: { path: '/pets/7' }, finds: null },
    'a host': {
      call: { host: 'www.example.com' },
      finds: 'POST /pets/{id} is at api.example.com, not www.example.com',
    },
    'a method': { call: { method: 'PUT' }, finds: null },
    'a value in the path': { call: { path: '/v1/pets/x' }, finds: 'path.id is text, not a whole number' },
    'an unknown query parameter': {
      call: { query: { notify: 'true', loud: '1' } },
      finds: 'query.loud is not a parameter of POST /pets/{id}',
    },
    'an unknown part of a query parameter': {
      call: { query: { notify: 'true', 'filter[size]': 'big' } },
      finds: 'query.filter.size is not a field of it',
    },
    'a missing query parameter': { call: { query: {} }, finds: 'query.notify is missing' },
    'the type of a query parameter': {
      call: { query: { notify: 'maybe' } },
      finds: 'query.notify is text, not true or false',
    },
    'a missing header': { call: { headers: {} }, finds: 'the header x-version is missing' },
    'a missing body': { call: { body: undefined }, finds: 'the body is missing' },
    'the kind of body': {
      call: form({ name: 'Rex' }),
      finds: 'POST /pets/{id} takes application/json, not a form (application/x-www-form-urlencoded)',
    },
    'a missing body field': { call: json({ age: 3 }), finds: 'body.name is missing' },
    'an unknown body field': {
      call: json({ name: 'Rex', color: 'red' }),
      finds: 'body.color is not a field of POST /pets/{id}',
    },
    'the type of a body field': {
      call: json({ name: 'Rex', age: 'three' }),
      finds: 'body.age is text, not a whole number',
    },
    'a reply without what is required': { reply: {}, finds: 'reply.id is missing' },
    'the type of a reply': { reply: [], finds: 'reply is a list, not an object' },
    'a field in a part of the reply': {
      reply: { id: '7', owner: { name: 1 } },
      finds: 'reply.owner.name is a number, not text',
    },
    'the status of a reply': { status: 201, finds: 'POST /pets/{id} does not answer 201, but 200, 4XX' },
  },
})

testKind('OpenAPI 3 with a form', {
  document: readOpenApi({
    openapi: '3.1.0',
    paths: {
      '/charges': {
        post: {
          requestBody: {
            content: {
              'application/x-www-form-urlencoded': {
                schema: {
                  type: 'object',
                  required: ['amount'],
                  properties: {
                    amount: { type: 'integer' },
                    items: { type: 'array', items: petSchema },
                    metadata: { type: 'object', additionalProperties: { type: 'string' } },
                  },
                },
              },
            },
          },
          responses: { default: {} },
        },
      },
    },
  }),
  call: {
    method: 'POST',
    path: '/charges',
    ...form({ amount: '100', 'items[0][name]': 'Rex', 'items[0][age]': '3', 'metadata[order]': '6' }),
  },
  reply: null,
  wrong: {
    'a number': { call: form({ amount: 'much' }), finds: 'body.amount is text, not a whole number' },
    'a field inside': {
      call: form({ amount: '1', 'items[0][name]': 'a', 'items[0][x]': 'b' }),
      finds: 'body.items[0].x is not a field of POST /charges',
    },
    'a missing field': { call: form({ 'metadata[order]': '6' }), finds: 'body.amount is missing' },
  },
})
