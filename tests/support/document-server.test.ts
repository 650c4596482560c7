import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SentCall } from '../conformance/document.ts'
import { readOpenApi } from '../conformance/openapi.ts'
import { startDocumentServer } from './document-server.ts'

const pet = { type: 'object', required: ['id'], properties: { id: { type: 'integer', minimum: 7 } } }

const document = readOpenApi({
  openapi: '3.0.0',
  paths: {
    '/pets': {
      post: {
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
            },
            'multipart/form-data': {
              schema: {
                type: 'object',
                properties: { about: { type: 'object' }, photo: { type: 'string', format: 'binary' } },
              },
            },
          },
        },
        responses: { 201: { content: { 'application/json': { schema: pet } } } },
      },
    },
  },
})

const sent: SentCall = {
  method: 'POST',
  path: '/pets',
  query: {},
  headers: {},
  body: { kind: 'json', value: { name: 'Rex' } },
}

const examples = [{ sent, reply: { status: 201, body: { id: 42 } } }]

describe('a server made from a document', () => {
  let server: Awaited<ReturnType<typeof startDocumentServer>>
  let bare: typeof server
  let undocumented: typeof server
  beforeAll(async () => {
    server = await startDocumentServer(document, { examples, credentials: ['key'] })
    bare = await startDocumentServer(document, { examples: [] })
    undocumented = await startDocumentServer(null, { examples, paging: ['limit'] })
  })
  afterAll(() => Promise.all([server.close(), bare.close(), undocumented.close()]))

  const post = async (origin: string, path: string, body: unknown) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(origin + path, init)
    return { status: response.status, body: await response.json() }
  }

  test('answers what fits as the example does, without minding the credential', async () => {
    expect(await post(server.origin, '/pets?key=secret', { name: 'Rex' })).toEqual({ status: 201, body: { id: 42 } })
    expect(server.received.at(-1)).toMatchObject({ method: 'POST', path: '/pets', query: {} })
  })

  test('refuses what does not fit with all that is wrong', async () => {
    const message =
      'query.x is not a parameter of POST /pets; body.name is missing; body.naem is not a field of POST /pets'
    expect(await post(server.origin, '/pets?x=1', { naem: 'Rex' })).toEqual({
      status: 400,
      body: { error: { message } },
    })
    expect(server.refusals).toEqual([`POST /pets: ${message}`])
    expect(await post(server.origin, '/cats', {})).toMatchObject({ status: 400 })
  })

  test('makes up a reply where there is no example', async () => {
    expect(await post(bare.origin, '/pets', { name: 'Rex' })).toEqual({ status: 201, body: { id: 7 } })
  })

  test('reads the parts of a form', async () => {
    const form = new FormData()
    form.append('about', '{"age":3}')
    form.append('photo', new Blob(['bytes']), 'rex.png')
    const response = await fetch(`${bare.origin}/pets`, { method: 'POST', body: form })
    expect(response.status).toBe(201)
    expect(bare.received.at(-1)?.body).toMatchObject({ kind: 'multipart', value: { photo: 'rex.png' } })
  })

  test('takes only what an example sends where there is no document', async () => {
    expect(await post(undocumented.origin, '/pets?limit=5', { name: 'Rex' })).toEqual({ status: 201, body: { id: 42 } })
    expect(await post(undocumented.origin, '/pets?page=5', { name: 'Tom' })).toEqual({
      status: 400,
      body: { error: { message: 'query.page is "5", not undefined; body.name is "Tom", not "Rex"' } },
    })
    expect(await post(undocumented.origin, '/cats', {})).toEqual({
      status: 400,
      body: { error: { message: 'no example asks for this' } },
    })
  })
})
