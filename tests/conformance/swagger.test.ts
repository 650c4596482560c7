import { readSwagger } from './swagger.ts'
import { json, testKind } from './test-kind.ts'

const petSchema = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
}

testKind('Swagger 2', {
  document: readSwagger({
    swagger: '2.0',
    basePath: '/api/v2',
    paths: {
      '/pets/{id}': {
        put: {
          parameters: [
            { name: 'id', in: 'path', required: true, type: 'integer' },
            { name: 'force', in: 'query', type: 'boolean' },
            { name: 'pet', in: 'body', required: true, schema: { $ref: '#/definitions/Pet' } },
          ],
          responses: { 200: { schema: { $ref: '#/definitions/Pet' } } },
        },
      },
    },
    definitions: { Pet: petSchema },
  }),
  call: { method: 'PUT', path: '/api/v2/pets/7', query: { force: 'true' }, ...json({ name: 'Rex' }) },
  reply: { name: 'Rex' },
  wrong: {
    'a path': { call: { path: '/pets/7' }, finds: null },
    'a method': { call: { method: 'POST' }, finds: null },
    'an unknown query parameter': {
      call: { query: { soft: '1' } },
      finds: 'query.soft is not a parameter of PUT /pets/{id}',
    },
    'a missing body': { call: { body: undefined }, finds: 'the body is missing' },
    'a missing body field': { call: json({}), finds: 'body.name is missing' },
    'an unknown body field': { call: json({ name: 'a', x: 1 }), finds: 'body.x is not a field of PUT /pets/{id}' },
    'the type of a body field': { call: json({ name: 5 }), finds: 'body.name is a number, not text' },
    'a reply': { reply: { age: 1 }, finds: 'reply.name is missing' },
  },
})
