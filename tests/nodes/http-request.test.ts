import { expect, test } from 'vitest'
import httpRequest from '../../electron/engine/nodes/http-request.node.ts'
import type { JsonObject } from '../../shared/json.ts'
import { runNode } from '../support/node-harness.ts'

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
    { method: 'GET', url, headers: {}, asBytes: 'unless-text', timeoutMs: 30_000, allowPrivate: false },
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
