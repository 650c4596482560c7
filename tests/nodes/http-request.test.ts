import { expect, test } from 'vitest'
import httpRequest from '../../electron/engine/nodes/http-request.node.ts'
import type { JsonObject } from '../../shared/json.ts'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import { drawWorkflow } from '../support/draw-workflow.ts'
import { runNode } from '../support/node-harness.ts'
import { openTestEngine } from '../support/test-engine.ts'

const ok = { status: 200, headers: { 'content-type': 'text/plain' }, text: 'fine' }
const url = 'https://api.example.com/items?page=1'

/** What goes out for these params. */
async function send(params: JsonObject) {
  const { http } = await runNode(httpRequest, { params: { url, ...params }, http: [ok] })
  return http[0]
}

test('a plain GET', async () => {
  const { outputs, http } = await runNode(httpRequest, { params: { url }, http: [ok] })
  expect(http).toEqual([
    {
      ...{ method: 'GET', url, headers: {}, asBytes: 'unless-text', timeoutMs: 30_000, allowPrivate: false },
      joinsTrace: true,
    },
  ])
  expect(outputs).toEqual({ out: { status: 200, headers: ok.headers, body: 'fine' } })
})

test('adds the query: lists repeat, nothing is left out, all is escaped', async () => {
  const request = await send({ query: { q: 'tea & milk', tag: ['a', 'b'], none: null, n: 2 } })
  expect(request?.url).toBe('https://api.example.com/items?page=1&q=tea+%26+milk&tag=a&tag=b&n=2')
})

test('sends a value as JSON, or JSON text as it stands', async () => {
  const post = { method: 'POST', bodyType: 'json' }
  expect(await send({ ...post, body: { a: [1] } })).toMatchObject({
    body: '{"a":[1]}',
    headers: { 'content-type': 'application/json' },
  })
  expect((await send({ ...post, body: '{ "a": 1 }' }))?.body).toBe('{ "a": 1 }')
  expect((await send({ ...post, bodyType: 'text', body: 7 }))?.body).toBe('7')
  expect((await send({ ...post, bodyType: 'text', headers: { 'Content-Type': 'text/csv' } }))?.headers).toEqual({
    'content-type': 'text/csv',
  })
})

test.each([
  ['application/json; charset=utf-8', '{"a":1}', { a: 1 }],
  ['application/problem+json', '[1]', [1]],
  ['application/json', '', ''],
  ['application/json', '<html>', '<html>'],
  ['text/html', '{"a":1}', '{"a":1}'],
  ['application/jsonlines', '{"a":1}', '{"a":1}'],
])('a reply of %s with %j', async (type, text, body) => {
  const reply = { status: 200, headers: { 'content-type': type }, text }
  const { outputs } = await runNode(httpRequest, { params: { url }, http: [reply] })
  expect(outputs.out).toMatchObject({ body })
})

const json = { 'content-type': 'application/json' }

test.each([
  [401, json, '{"error":{"message":"Bad key","type":"auth"}}', 'Bad key'],
  [422, json, '{"message":"Name is missing"}', 'Name is missing'],
  [400, json, '{"errors":[{"detail":"No such field"}]}', 'No such field'],
  [400, json, '{"error":null,"title":"Not allowed"}', 'Not allowed'],
  [400, json, '{"error":true,"code":7}', '{"error":true,"code":7}'],
  [502, {}, '<html><style>p{}</style><h1>Bad\n gateway</h1></html>', 'Bad gateway'],
])('status %i fails with the words of the service', async (status, headers, text, words) => {
  const http = [{ status, headers: headers as Record<string, string>, text }]
  await expect(runNode(httpRequest, { params: { url }, http })).rejects.toMatchObject({
    info: { kind: 'external', message: `api.example.com answered GET with status ${status}: ${words}` },
  })
})

test('says whether trying again may help, and when', async () => {
  const fail = (status: number, headers = {}) =>
    runNode(httpRequest, { params: { url }, http: [{ status, headers, text: '' }] })
  await expect(fail(429, { 'retry-after': '3' })).rejects.toMatchObject({
    info: { retryable: true, details: { status: 429, retryAfter: '3' } },
  })
  await expect(fail(503)).rejects.toMatchObject({ info: { retryable: true } })
  await expect(fail(404)).rejects.toMatchObject({
    info: { retryable: false, message: 'api.example.com answered GET with status 404.' },
  })
})

test('a long complaint is cut, and an address with a password in it is not repeated', async () => {
  const params = { url: 'https://me:secret@api.example.com/?key=hidden' }
  const http = [{ status: 500, headers: {}, text: 'x'.repeat(5000) }]
  const error = await runNode(httpRequest, { params, http }).catch((thrown: Error) => thrown)
  expect(error).toBeInstanceOf(Error)
  const { message } = error as Error // just checked
  expect(message.length).toBeLessThan(400)
  expect(message).not.toMatch(/secret|hidden/)
})

test('passes an error status on when asked to', async () => {
  const http = [{ status: 404, headers: json, text: '{"message":"gone"}' }]
  const { outputs } = await runNode(httpRequest, { params: { url, failOnError: false }, http })
  expect(outputs.out).toEqual({ status: 404, headers: json, body: { message: 'gone' } })
})

test.each([
  [{ url: 'api.example.com' }, 'params.url'],
  [{ url: 'file:///etc/passwd' }, 'params.url'],
  [{ headers: { 'bad name': 'x' } }, 'params.headers.bad name'],
  [{ headers: { accept: 'a\r\nx-evil: 1' } }, 'params.headers.accept'],
  [{ bodyType: 'json', body: '{}' }, 'params.bodyType'],
  [{ method: 'POST', bodyType: 'json', body: 'hello' }, 'params.body'],
])('refuses %j', async (params, field) => {
  await expect(runNode(httpRequest, { params: { url, ...params } as JsonObject })).rejects.toMatchObject({
    info: { kind: 'user', field },
  })
})

test('sends an idempotency key where it is asked to, under the name the service knows', async () => {
  const key = { idempotencyKey: '0b7f', http: [ok] }
  const headerOf = async (params: JsonObject) =>
    (await runNode(httpRequest, { params: { url, method: 'POST', idempotency: 'header', ...params }, ...key })).http[0]
      ?.headers
  expect(await headerOf({})).toEqual({ 'idempotency-key': '0b7f' })
  expect(await headerOf({ idempotencyHeader: 'X-Request-Id', headers: { a: 'b' } })).toEqual({
    a: 'b',
    'x-request-id': '0b7f',
  })
  await expect(headerOf({ idempotencyHeader: 'a b' })).rejects.toThrow('cannot be the name of a header')
  await expect(headerOf({ headers: { 'idempotency-KEY': 'own' } })).rejects.toThrow('is there twice')
})

test('with a key, a POST may be sent again after a stop', () => {
  const isRepeatable = (params: JsonObject) => httpRequest.isRepeatable?.(params)
  expect(isRepeatable({ method: 'POST' })).toBe(false)
  expect(isRepeatable({ method: 'POST', idempotency: 'off' })).toBe(false)
  expect(isRepeatable({ method: 'POST', idempotency: 'header' })).toBe(true)
})

const bytes = new Uint8Array([137, 80, 78, 71, 0, 255])

/** What comes of bytes under these headers. */
async function receive(headers: Record<string, string>, params: JsonObject = {}) {
  const reply = { status: 200, headers, text: '', bytes }
  const { outputs, kept, http } = await runNode(httpRequest, { params: { url, ...params }, http: [reply] })
  return { body: (outputs.out as JsonObject).body, kept, asked: http[0]?.asBytes } // its only output is an object
}

test('bytes that are no text become a file, kept as they came', async () => {
  const { body, kept, asked } = await receive(
    { 'content-type': 'image/png; x=y' },
    { url: 'https://a.example/p/tea.png?s=1' },
  )
  expect(asked).toBe('unless-text')
  expect(kept).toEqual([{ name: 'tea.png', mediaType: 'image/png', bytes }])
  expect(body).toEqual({ $file: { name: 'tea.png', mediaType: 'image/png', bytes: 6, blobId: 'a'.repeat(64) } })
})

test.each([
  ['attachment; filename="a b.pdf"', 'https://a.example/x', 'a b.pdf'],
  ["attachment; filename=x.pdf; filename*=UTF-8''Caf%C3%A9%20%22.pdf", 'https://a.example/x', 'Café ".pdf'],
  ['attachment; filename="..\\\\..\\\\evil.pdf"', 'https://a.example/x', 'evil.pdf'],
  ['attachment; filename="../../etc/passwd"', 'https://a.example/x', 'passwd.pdf'],
  ['attachment; filename=".."', 'https://a.example/T%C3%A9', 'Té.pdf'],
  ['inline', 'https://a.example/%E0%A4', '%E0%A4.pdf'],
  ['inline', 'https://a.example/', 'file.pdf'],
])('the name of %s from %s', async (disposition, address, name) => {
  const headers = { 'content-type': 'application/pdf', 'content-disposition': disposition }
  expect((await receive(headers, { url: address })).kept[0]?.name).toBe(name)
})

test('the answer is what was asked for', async () => {
  const asFile = await receive({ 'content-type': 'text/csv' }, { answerAs: 'file' })
  expect(asFile).toMatchObject({ asked: 'always', kept: [{ name: 'items.csv', mediaType: 'text/csv' }] })
  const answer = async (params: JsonObject, text: string) => {
    const reply = { status: 200, headers: { 'content-type': 'application/json' }, text }
    const { outputs, http } = await runNode(httpRequest, { params: { url, ...params }, http: [reply] })
    expect(http[0]).not.toHaveProperty('asBytes')
    return (outputs.out as JsonObject).body // its only output is an object
  }
  expect(await answer({ answerAs: 'text' }, '{"a":1}')).toBe('{"a":1}')
  expect(await answer({ answerAs: 'json' }, '{"a":1}')).toEqual({ a: 1 })
  await expect(answer({ answerAs: 'json' }, 'no')).rejects.toMatchObject({
    info: { kind: 'external', code: 'http-request.not-json', field: 'params.answerAs' },
  })
})

test('an answer without a body is no file, and the complaint of a service is read from its bytes', async () => {
  const none = { status: 204, headers: { 'content-type': 'image/png' }, text: '', bytes: new Uint8Array() }
  const { outputs, kept } = await runNode(httpRequest, { params: { url }, http: [none] })
  expect(outputs.out).toMatchObject({ body: '' })
  expect(kept).toEqual([])
  const said = new TextEncoder().encode('{"message":"No such picture"}')
  const refusal = { status: 404, headers: { 'content-type': 'application/json' }, text: '', bytes: said }
  const asked = runNode(httpRequest, { params: { url, answerAs: 'file' }, http: [refusal] })
  await expect(asked).rejects.toThrow('api.example.com answered GET with status 404: No such picture')
})

test('sends a file as its bytes, and nothing else in its place', async () => {
  const blobId = 'c'.repeat(64)
  const file = { $file: { name: 'a.pdf', mediaType: 'application/pdf', bytes: 6, blobId } }
  const post = { url, method: 'POST', bodyType: 'file', body: file }
  const { http } = await runNode(httpRequest, { params: post, blobs: { [blobId]: bytes }, http: [ok] })
  expect(http[0]).toMatchObject({ body: bytes, headers: { 'content-type': 'application/pdf' } })
  await expect(runNode(httpRequest, { params: { ...post, body: 'text' } })).rejects.toMatchObject({
    info: { field: 'params.body', message: 'The body is to be a file, but it is text.' },
  })
  for (const bodyType of ['json', 'text']) {
    await expect(runNode(httpRequest, { params: { ...post, bodyType } })).rejects.toMatchObject({
      info: { field: 'params.body', code: 'http-request.is-file' },
    })
  }
})

test('warns of a secret that is typed into a header, and of nothing that an expression brings', () => {
  const warned = (headers: JsonObject) => httpRequest.warn?.({ headers }).map(({ field }) => field)
  expect(warned({ Authorization: 'Bearer abc', accept: 'text/html', 'x-api-key': ' k ' })).toEqual([
    ...['headers.Authorization', 'headers.x-api-key'],
  ])
  expect(warned({ Authorization: 'Bearer {{ inputs.key }}', 'x-token': '{{ inputs.key }}', cookie: '' })).toEqual([])
  expect(warned({ authorization: 'Bearer abc-{{ inputs.key }}' })).toEqual(['headers.authorization'])
  expect(httpRequest.warn?.({ headers: '{{ inputs.headers }}' })).toEqual([])
  expect(httpRequest.warn?.({})).toEqual([])
})

test('the workflow says so, and runs all the same', async () => {
  const engine = await openTestEngine()
  const document = drawWorkflow('get', {
    get: { type: 'http-request', params: { url: 'https://example.com/', headers: { 'X-Api-Key': 'abc' } } },
  })
  expect(await engine.check(writeWorkflowFile(document))).toEqual([
    {
      ...{ severity: 'warning', code: 'node.doubtful-params', at: [], nodeId: 'get' },
      field: 'params.headers.X-Api-Key',
      message: expect.stringContaining('The header X-Api-Key holds a secret that stands readable in the workflow.'),
    },
  ])
})
