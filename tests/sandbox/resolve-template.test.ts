import { afterAll, describe, expect, test } from 'vitest'
import { resolveParams } from '../../electron/engine/sandbox/resolve-params.ts'
import { resolveTemplate } from '../../electron/engine/sandbox/resolve-template.ts'
import { createSandbox } from '../../electron/engine/sandbox/sandbox.ts'
import type { JsonObject } from '../../shared/json.ts'
import { failureOf } from './failure-of.ts'

const sandbox = createSandbox({ workers: 1 })
afterAll(() => sandbox.close())

const scope: JsonObject = {
  summarise: { text: 'short', count: 3, done: false, tags: ['a', 'b'], nothing: null },
  nodes: { summarise: { text: 'short' } },
  index: 0,
}
const resolve = (text: string) => resolveTemplate(text, scope, sandbox, { field: 'params.prompt' })

describe('resolveTemplate', () => {
  test.each<[string, unknown]>([
    ['plain', 'plain'],
    ['', ''],
    ['\\{{ as it is }}', '{{ as it is }}'],
    ['{{ summarise.text }}', 'short'],
    [' {{ summarise.count }}\n', 3],
    ['{{ summarise.tags }}', ['a', 'b']],
    ['{{ summarise.nothing }}', null],
    ['{{ summarise.missing }}', undefined],
    ['{{ index }}', 0],
    ['{{ nodes.summarise.text }}!', 'short!'],
    [
      '{{ summarise.text }}: {{ summarise.count }} {{ summarise.done }} {{ summarise.tags }}',
      'short: 3 false ["a","b"]',
    ],
  ])('%j needs no sandbox and no promise', (text, value) => {
    expect(resolve(text)).toEqual(value)
  })

  test.each<[string, unknown]>([
    ['{{ summarise.count + 1 }}', 4],
    ['{{ summarise.tags.map((tag) => ({ tag })) }}', [{ tag: 'a' }, { tag: 'b' }]],
    ['{{ undefined }}', undefined],
    ['{{ null }}', null],
    ['{{ summarise.text.toUpperCase() }} x {{ summarise.count }} {{ { a: 1 } }}', 'SHORT x 3 {"a":1}'],
    ["[{{ summarise.nothing ?? '' }}]", '[]'],
  ])('%j is evaluated in the sandbox', async (text, value) => {
    const answer = resolve(text)
    expect(answer).toBeInstanceOf(Promise)
    expect(await answer).toEqual(value)
  })

  test.each<[string, string, number]>([
    ['a {{ summarise.nothing }}', 'expression.empty', 5],
    ['a {{ summarise.missing }}', 'expression.empty', 5],
    ['a {{ summarise.count + 1 }} {{ undefined }}', 'expression.empty', 31],
    ['a {{ sumarise.text }}', 'expression.unknown-name', 5],
    ['a {{ summarise.missing.text }}', 'expression.empty', 22],
    ['a {{ 1 + sumarise.text }}', 'expression.unknown-name', 9],
    ['{{ summarise.count }} {{ summarise.text.zork() }}', 'expression.failed', 40],
    ['{{   1 + + }}', 'expression.failed', 10],
    ['ab {{ x', 'expression.unclosed', 3],
    ['ab {{ }}', 'expression.blank', 3],
  ])('%j names the field and the position', async (text, code, position) => {
    expect(await failureOf(() => resolve(text))).toMatchObject({ kind: 'user', code, field: 'params.prompt', position })
  })

  test('the same text is read anew for each scope', () => {
    for (const index of [1, 2, 3]) {
      expect(resolveTemplate('{{ index }}', { index }, sandbox, { field: 'params.x' })).toBe(index)
    }
    for (let index = 0; index < 5000; index++) {
      expect(resolveTemplate(`${index}:{{ index }}`, { index: 7 }, sandbox, { field: 'params.x' })).toBe(`${index}:7`)
    }
  })

  test('is cancelled with its signal', async () => {
    const options = { field: 'params.x', signal: AbortSignal.abort() }
    expect((await failureOf(() => resolveTemplate('{{ 1 + 1 }}', scope, sandbox, options))).kind).toBe('cancelled')
  })
})

describe('resolveParams', () => {
  test('params without expressions are the same object', () => {
    const params = { a: 'x', b: { c: [1, null, { d: '}}' }] } }
    expect(resolveParams(params, scope, sandbox)).toBe(params)
  })

  test('paths are followed at once, at any depth; the rest stays what it was', () => {
    const params = {
      same: { deep: ['x'] },
      changed: { list: ['{{ index }}', { text: 'is {{ summarise.text }}' }] },
      gone: '{{ summarise.missing }}',
    }
    const before = structuredClone(params)
    const resolved = resolveParams(params, scope, sandbox) as JsonObject // plain paths alone: no promise
    expect(resolved).toEqual({ same: { deep: ['x'] }, changed: { list: [0, { text: 'is short' }] } })
    expect('gone' in resolved).toBe(false)
    expect(resolved.same).toBe(params.same)
    expect(params).toEqual(before)
  })

  test('scripts and paths mix', async () => {
    const params = {
      a: '{{ index + 1 }}',
      b: { c: ['{{ summarise.text }}', '{{ summarise.tags.length * 2 }}', 'plain'] },
      gone: '{{ undefined }}',
    }
    const resolved = resolveParams(params, scope, sandbox)
    expect(resolved).toBeInstanceOf(Promise)
    expect(await resolved).toEqual({ a: 1, b: { c: ['short', 4, 'plain'] } })
    expect(params.b.c[0]).toBe('{{ summarise.text }}')
  })

  test('raw fields are left alone', async () => {
    const params = { code: '{{ 1 }}', body: { text: '{{ 1 }}', keep: '{{ index }}' }, rows: [{ x: '{{ 1 }}' }] }
    const kept = { ...params, body: { text: '{{ 1 }}', keep: 0 } }
    expect(resolveParams(params, scope, sandbox, { raw: new Set(['code', 'body.text', 'rows']) })).toEqual(kept)
    const raw = (path: string) => ['code', 'body.text', 'rows.0.x'].includes(path)
    expect(resolveParams(params, scope, sandbox, { raw })).toEqual(kept)
  })

  test.each<[JsonObject, string]>([
    [{ headers: { authorization: 'Bearer {{ nothing.here }}' } }, 'params.headers.authorization'],
    [{ a: '{{ index + 1 }}', b: { c: ['', '{{ index.x.y() }}'] } }, 'params.b.c.1'],
    [{ a: ['{{ index + 1 }}', '{{ summarise.missing }}'] }, 'params.a.1'],
    [{ a: ['{{ undefined }}'] }, 'params.a.0'],
    [{ a: '{{' }, 'params.a'],
  ])('an error in %j names %s', async (params, field) => {
    expect(await failureOf(() => resolveParams(params, scope, sandbox))).toMatchObject({ kind: 'user', field })
  })

  test('a key named __proto__ stays a key', () => {
    const params: JsonObject = JSON.parse(
      '{"__proto__": "{{ summarise.tags }}", "a": {"__proto__": {"b": "{{ index }}"}}}',
    )
    const resolved = resolveParams(params, scope, sandbox)
    expect(JSON.stringify(resolved)).toBe('{"__proto__":["a","b"],"a":{"__proto__":{"b":0}}}')
    expect(Object.getPrototypeOf(resolved)).toBe(Object.prototype)
  })
})
