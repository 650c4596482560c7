import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSandbox } from '../../electron/engine/sandbox/sandbox.ts'
import { failureOf } from './failure-of.ts'

/** Hostile code: nothing it does reaches the host, outlasts its limits or is felt by the next evaluation. */

const sandbox = createSandbox({ workers: 1 })
const evaluate = (source: string) => sandbox.evaluate({ source, scope: { item: { a: 1 } }, timeoutMs: 500 })

beforeAll(() => evaluate('1'))
afterAll(() => sandbox.close())

describe('there is no way to the host', () => {
  test.each([
    ...[
      'process',
      'require',
      'fetch',
      'setTimeout',
      'setInterval',
      'setImmediate',
      'XMLHttpRequest',
      'WebAssembly',
      'Worker',
    ],
    ...[
      'Buffer',
      'module',
      'exports',
      '__dirname',
      'global',
      'self',
      'window',
      'performance',
      'console',
      'postMessage',
    ],
    ...['Deno', 'Bun', 'std', 'os', 'bjson', 'print', 'scriptArgs', 'Module', 'gc', 'navigator', 'crypto'],
  ])('%s', async (name) => {
    expect(await evaluate(`[typeof ${name}, typeof globalThis.${name}]`)).toEqual(['undefined', 'undefined'])
  })

  test.each([
    'constructor.constructor("return process")()',
    'item.constructor.constructor("return process")()',
    '(() => {}).constructor("return process")()',
    '(async () => {}).constructor("return process")()',
    '(function* () {}).constructor("return process")().next()',
    'new Function("return process")()',
    'eval("process")',
    '(0, eval)("process")',
    'import("node:fs")',
    'import("std")',
    'import.meta.url',
    '(() => { try { null.x } catch (e) { return e.constructor.constructor("return process")() } })()',
    '(() => { try { (function f() { f() })() } catch (e) { return e.constructor.constructor("return process.pid")() } })()',
    'Error.prepareStackTrace = (e, frames) => frames[0].getThis(), new Error().stack.x.y',
    'JSON.stringify.caller.x.y',
    '(function () { return this.process.pid })()',
    '(function () { return arguments.callee.caller.x })()',
    'Reflect.construct(Function, ["return process"])()',
    'item.__proto__.constructor.constructor("return process")()',
  ])('%s', async (source) => {
    expect((await failureOf(() => evaluate(source))).code).toMatch(/^expression\.(failed|unknown-name)$/)
  })

  test('its globals are those of the language and the values handed in', async () => {
    const names = await evaluate(
      'Object.getOwnPropertyNames(globalThis).filter((name) => globalThis[name] !== undefined)',
    )
    expect(names).not.toContain('performance')
    expect(names).toEqual(expect.arrayContaining(['Object', 'Array', 'JSON', 'Math', 'Promise']))
    const known =
      'AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DOMException DataView Date Error EvalError FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array InternalError Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer String Symbol SyntaxError TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt queueMicrotask unescape'
    expect(new Set(known.split(' '))).toEqual(new Set([...known.split(' '), ...(names as string[])])) // a list of names
  })

  test('one evaluation leaves nothing for the next', async () => {
    const change = `Object.prototype.left = 1, globalThis.left = 2, Array.prototype.map = () => 'left',
      JSON.stringify = () => '"left"', JSON.parse = () => 'left', Promise.prototype.then = 'left', item.a = 'left'`
    await sandbox.evaluate({ source: `(${change}, 1)`, scope: { item: { a: 1 } } })
    expect(await evaluate('[typeof left, {}.left ?? null, [1].map((x) => x), item.a]')).toEqual([
      'undefined',
      null,
      [1],
      1,
    ])
  })

  test('values handed in are copies', async () => {
    const item = { list: [1] }
    await sandbox.evaluate({ source: 'item.list.push(2), item.__proto__.x = 1, 1', scope: { item } })
    expect(item).toEqual({ list: [1] })
    expect('x' in {}).toBe(false)
  })

  test('results are plain data that carry no __proto__', async () => {
    const source =
      'JSON.parse(\'{"__proto__":{"polluted":1},"a":[{"__proto__":{"polluted":1},"b":2}],"constructor":{"prototype":{"polluted":1}}}\')'
    const value = await evaluate(source)
    expect(Object.keys(value as object)).toEqual(['a', 'constructor']) // it is an object, as the source says
    expect(Object.assign({}, value)).not.toHaveProperty('polluted')
    expect(JSON.stringify(value)).toBe('{"a":[{"b":2}],"constructor":{"prototype":{"polluted":1}}}')
    expect('polluted' in {}).toBe(false)
  })

  test('a changed JSON cannot forge what crosses over', async () => {
    const tricks = 'JSON.stringify = () => "not json {", JSON.parse = null, Object.prototype.toJSON = () => "x"'
    expect(await evaluate(`(${tricks}, { a: 1 })`)).toBe('x')
    expect((await failureOf(() => evaluate(`(${tricks}, (() => { throw { a: 1 } })())`))).code).toBe(
      'expression.failed',
    )
    const code =
      'Array.prototype.join = () => 5; String = null; Array.prototype.map = null; console.log("still", 1); return 1'
    expect((await sandbox.run({ code, scope: {} })).logs).toEqual([{ level: 'info', text: 'still 1' }])
  })

  test('closing the wrapper early gains nothing', async () => {
    expect((await failureOf(() => evaluate('1); process; (2'))).code).toMatch(/^expression\./)
    const run = sandbox.run({ code: '})(); process.exit(1); (async () => {', scope: {} })
    expect((await failureOf(() => run)).code).toBe('code.failed')
  })
})

describe('limits hold, and the next evaluation works', () => {
  test.each<[string, string, string]>([
    ['an endless loop', '(() => { for (;;); })()', 'timeout'],
    [
      'an endless loop that catches',
      '(() => { for (;;) try { for (;;); } catch {} finally { continue } })()',
      'timeout',
    ],
    ['endless promises', '(async () => { for (;;) await 1 })()', 'timeout'],
    ['a loop behind a promise', 'Promise.resolve().then(() => { for (;;); })', 'timeout'],
    ['a loop in toJSON', '({ toJSON() { for (;;); } })', 'timeout'],
    [
      'a loop in a thrown getter',
      '(() => { throw Object.defineProperty(new Error(), "message", { get() { for (;;); } }) })()',
      'timeout',
    ],
    ['a regular expression of many ways', '/(a+)+$/.test("a".repeat(40) + "b")', 'timeout'],
    ['one long call nothing can interrupt', '[].indexOf.call({ length: 1e15 }, 1)', 'timeout'],
    ['many small objects', '(() => { const a = []; for (;;) a.push({}) })()', 'memory|timeout'],
    ['many texts', '(() => { const a = []; for (;;) a.push("x".repeat(1000) + a.length) })()', 'memory|timeout'],
    [
      'memory behind catch',
      '(() => { const a = []; for (;;) try { for (;;) a.push([a]) } catch {} })()',
      'memory|timeout',
    ],
    ['bound functions', '(() => { let f = () => 1; for (;;) f = f.bind() })()', 'memory|timeout'],
    ['one giant allocation', 'new Uint8Array(2 ** 31)', 'memory|failed'],
    ['one giant text', '"x".repeat(2 ** 29)', 'memory'],
    ['a large array', 'new Array(2 ** 24).fill("x").join("yy")', 'memory|too-large|timeout'],
    ['deep recursion', '(function f() { return f() + 1 })()', 'failed'],
    [
      'deep recursion in native code',
      '(() => { const a = [1]; a.toString = () => [a].join(); return String(a) })()',
      'failed',
    ],
    ['deep nesting', '(() => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a })()', 'failed|timeout'],
    ['deep nesting in JSON', 'JSON.parse("[".repeat(1e5))', 'failed'],
    ['deep nesting in a regular expression', 'new RegExp("(".repeat(1e5) + ")".repeat(1e5))', 'failed'],
    ['deep nesting in a program', 'eval("(".repeat(1e5))', 'failed'],
    ['a huge result', '"x".repeat(2e7)', 'too-large'],
  ])('%s', async (_, source, reason) => {
    expect((await failureOf(() => evaluate(source))).code).toMatch(new RegExp(`^expression\\.(?:${reason})$`))
    expect(await evaluate('item.a + 1')).toBe(2)
  })

  test('deep nesting of the source itself', async () => {
    const source = `${'('.repeat(1e5)}1${')'.repeat(1e5)}`
    expect((await failureOf(() => evaluate(source))).code).toBe('expression.failed')
    expect(await evaluate('1')).toBe(1)
  })

  test('what the memory limit allows is far from what the host has', async () => {
    const before = process.memoryUsage().rss
    for (const source of ['f = f.bind()', 'a.push({ a })', 'a.push("x".repeat(1e4) + a.length)']) {
      await failureOf(() => evaluate(`(() => { const a = []; let f = () => 1; for (;;) ${source} })()`))
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1024 * 1024)
  })

  test('too much handed in is refused before it is copied', async () => {
    const item = 'x'.repeat(30_000_000)
    expect((await failureOf(() => sandbox.evaluate({ source: 'item.length + 1', scope: { item } }))).code).toBe(
      'expression.memory',
    )
    expect(await sandbox.evaluate({ source: 'index + 1', scope: { item, index: 1 } })).toBe(2)
  })

  test('values that only fit as text are an error, never a wrong value', async () => {
    const scope = { a: Array.from({ length: 700_000 }, () => []), b: 'x'.repeat(10_000_000), c: 'y'.repeat(8_000_000) }
    const source = 'a.length + b.length + c.length + Number(b[9999999] === "x")'
    const answer = await sandbox.evaluate({ source, scope, timeoutMs: 5000 }).catch((error) => error.info.code)
    expect([18_700_001, 'expression.memory']).toContain(answer)
  })
})
