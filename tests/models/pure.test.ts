import { expect, test } from 'vitest'
import { readRetryAfter, retryDelayMs } from '../../electron/engine/http/retry-delay.ts'
import { createLimiter } from '../../electron/engine/models/limiter.ts'
import { toStrictSchema } from '../../electron/engine/models/strict-schema.ts'
import { createOutputReader } from '../../electron/engine/models/structured-output.ts'
import { createHandClock } from '../support/hand-clock.ts'

test('Retry-After in all its spellings', () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0)
  const read = (headers: Record<string, string>) => readRetryAfter(new Headers(headers), now)
  expect(read({})).toBeNull()
  expect(read({ 'retry-after': 'soon' })).toBeNull()
  expect(read({ 'retry-after': '3' })).toBe(3000)
  expect(read({ 'retry-after': '3', 'retry-after-ms': '12.5' })).toBe(13)
  expect(read({ 'retry-after': 'Thu, 01 Jan 2026 12:00:10 GMT' })).toBe(10_000)
  expect(read({ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' })).toBe(0)
})

test('waits grow twofold up to half a minute, spread by chance', () => {
  const wait = (tries: number, random: number) => retryDelayMs({ tries, askedMs: null, random })
  expect([wait(1, 0), wait(1, 1), wait(2, 1), wait(3, 1), wait(20, 1)]).toEqual([250, 500, 1000, 2000, 30_000])
  expect(retryDelayMs({ tries: 1, askedMs: 42, random: 0 })).toBe(42)
})

test('a limiter is first come first served, and a place given back twice counts once', async () => {
  const limiter = createLimiter(() => ({ atOnce: 1, perMinute: null }), createHandClock())
  const { signal } = new AbortController()
  const order: string[] = []
  const enter = async (name: string) => {
    const release = await limiter.acquire(signal)
    order.push(name)
    return release
  }
  const first = await enter('first')
  const second = enter('second')
  const leaving = new AbortController()
  const impatient = limiter.acquire(leaving.signal)
  const third = enter('third')
  leaving.abort(new Error('left'))
  await expect(impatient).rejects.toThrow('left')
  first()
  first()
  const release = await second
  expect(order).toEqual(['first', 'second'])
  release()
  await third
  expect(order).toEqual(['first', 'second', 'third'])
})

test('strict mode only where it asks for the same', () => {
  const strict = (schema: Parameters<typeof toStrictSchema>[0]) => toStrictSchema(schema).strict
  const text = { type: 'string' }
  expect(strict({ type: 'object', properties: { a: text }, required: ['a'] })).toBe(true)
  expect(strict({ type: 'object', properties: {} })).toBe(true)
  expect(strict({ type: 'object', properties: { a: text } })).toBe(false)
  expect(strict({ type: 'object', properties: { a: text }, required: ['a'], additionalProperties: text })).toBe(false)
  expect(strict({ type: 'object', properties: { a: { ...text, format: 'uri' } }, required: ['a'] })).toBe(false)
  expect(strict({ type: 'object', properties: { a: { allOf: [text] } }, required: ['a'] })).toBe(false)
  const nested = { type: 'array', items: { type: 'object', properties: { b: text } } }
  expect(strict({ type: 'object', properties: { a: nested }, required: ['a'] })).toBe(false)
  expect(
    toStrictSchema({ type: 'object', properties: { a: { anyOf: [text, { type: 'null' }] } }, required: ['a'] }),
  ).toEqual({
    strict: true,
    schema: {
      type: 'object',
      properties: { a: { anyOf: [text, { type: 'null' }] } },
      required: ['a'],
      additionalProperties: false,
    },
  })
})

test('wrapped schemas keep their references', async () => {
  const tree = {
    type: 'array',
    items: { anyOf: [{ $ref: '#' }, { $ref: '#/$defs/leaf' }] },
    $defs: { leaf: { type: 'number' } },
  }
  const reader = await createOutputReader({ name: 'tree', schema: tree })
  expect(reader.output.schema).toEqual({
    type: 'object',
    properties: {
      value: { type: 'array', items: { anyOf: [{ $ref: '#/properties/value' }, { $ref: '#/$defs/leaf' }] } },
    },
    required: ['value'],
    additionalProperties: false,
    $defs: { leaf: { type: 'number' } },
  })
  expect(reader.read('{"value":[1,[2]]}')).toEqual({ data: [1, [2]] })
  expect(reader.read('[1]')).toEqual({ data: [1] })
  expect(reader.read('{"value":["x"]}')).toMatchObject({ path: '0' })
  expect(reader.read('well')).toEqual({ path: '', problem: 'is not JSON' })
})
