// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are JavaScript in quotes
import { afterAll, describe, expect, test } from 'vitest'
import { createSandbox } from '../../electron/engine/sandbox/sandbox.ts'
import type { Scope } from '../../shared/workflow/expression.ts'
import { failureOf } from './failure-of.ts'

const sandbox = createSandbox()
afterAll(() => sandbox.close())

const evaluate = (source: string, scope: Scope = {}) => sandbox.evaluate({ source, scope })

describe('expressions', () => {
  test.each<[string, unknown]>([
    ['a.b + 1', 3],
    ['a.list.map((x) => x * 2)', [2, 4]],
    ['{ x: a.b }', { x: 2 }],
    ['`${text} ${"ä€😀"}`', 'hé\u0000llo\u2028 ä€😀'],
    ['text.toUpperCase() // shout', 'HÉ\u0000LLO\u2028'],
    ['nothing ?? "empty"', 'empty'],
    ['[gone === undefined, typeof gone]', [true, 'undefined']],
    ['gone', undefined],
    ['null', null],
    ['(async () => (await 1) + a.b)()', 3],
    ['new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['nodes.a.b + Object.keys(nodes).length', 5],
    ['nodes["a"]?.b', 2],
    ['nodes.missing?.b', undefined],
    ['Number.isFinite(Math.random() + Date.now())', true],
    ['(input = 5, input)', 5],
    ['"\\ud800"', '\ud800'],
  ])('%s', async (source, value) => {
    const scope = {
      a: { b: 2, list: [1, 2] },
      text: 'hé\u0000llo\u2028',
      nothing: null,
      gone: undefined,
      nodes: { a: { b: 2 }, c: 1, d: 2 },
      input: 4,
    }
    expect(await evaluate(source, scope)).toEqual(value)
  })

  test.each<[string, string, number]>([
    ['1 +', '`{{ 1 + }}`: SyntaxError: Unexpected end of input', 3],
    ['a b', "`{{ a b }}`: SyntaxError: Unexpected identifier 'b'", 2],
    ['a.b)', "`{{ a.b) }}`: SyntaxError: Unexpected token ')'", 4],
    ['a.b +\n a.c.d', "`{{ a.b + a.c.d }}`: TypeError: cannot read property 'd' of undefined", 11],
    ['"ä" + a.zork()', '`{{ "ä" + a.zork() }}`: TypeError: not a function', 8],
    [
      '(() => { throw new RangeError("no") })()',
      '`{{ (() => { throw new RangeError("no") })() }}`: RangeError: no',
      19,
    ],
    [
      'JSON.parse("{")',
      '`{{ JSON.parse("{") }}`: SyntaxError: Expected property name or \'}\' in JSON at position 1 (line 1 column 2)',
      5,
    ],
  ])('%j says what is wrong and where', async (source, message, position) => {
    const info = await failureOf(() => evaluate(source, { a: { b: 1 } }))
    expect(info).toMatchObject({ kind: 'user', code: 'expression.failed' })
    expect(info.message).toBe(message)
    expect(info.position).toBe(position)
  })

  test('a name that stands for nothing comes with those that do', async () => {
    expect(await failureOf(() => evaluate('"ä" + fo.x', { foo: 1 }))).toEqual({
      kind: 'user',
      code: 'expression.unknown-name',
      message: 'There is nothing called `fo` here.',
      hint: 'Known here: `foo`.',
      position: 6,
    })
    expect((await failureOf(() => evaluate('fetch("http://x")'))).hint).toContain('`fetch` does not exist here')
  })

  test.each(['10n', 'NaN', 'Infinity', 'Symbol()', '() => 1', '(() => { const a = []; a.push(a); return a })()'])(
    '%s is no data',
    async (source) => {
      expect((await failureOf(() => evaluate(source))).code).toBe('expression.failed')
    },
  )

  test.each(['(() => { throw null })()', '(() => { throw { toJSON() { throw 1 } } })()', 'Promise.reject(7)'])(
    '%s fails as any other',
    async (source) => {
      expect((await failureOf(() => evaluate(source))).code).toBe('expression.failed')
    },
  )
})

describe('code', () => {
  const run = (code: string, scope: Scope = {}) => sandbox.run({ code, scope, timeoutMs: 2000 })

  test('returns its value and what it printed', async () => {
    const code = `
      const doubled = await Promise.all(input.map(async (n) => n * 2))
      console.log('doubled', doubled, { a: [1] }, undefined, null)
      console.warn(new TypeError('odd'))
      console.error('x'.repeat(3000))
      return { doubled }`
    expect(await run(code, { input: [1, 2] })).toEqual({
      value: { doubled: [2, 4] },
      logs: [
        { level: 'info', text: 'doubled [2,4] {"a":[1]} undefined null' },
        { level: 'warn', text: 'TypeError: odd' },
        { level: 'error', text: 'x'.repeat(2000) },
      ],
    })
    expect(await run('const input = 3')).toEqual({ value: undefined, logs: [] })
  })

  test.each<[string, string, number]>([
    ['const a = 1\nconst b = = 2', "Line 2: SyntaxError: Unexpected token '='", 22],
    ['const a = {}\n\n  return a.b.c', "Line 3: TypeError: cannot read property 'c' of undefined", 27],
    ['const a = 1\nthrow new Error("no")', 'Line 2: Error: no', 22],
    ['return [1,\n 2', 'Line 2: SyntaxError: Unexpected end of input', 13],
    ['let a\nb = 2', 'Line 2: ReferenceError: b is not defined', 6],
    ['\nawait Promise.reject(new Error("later"))', 'Line 2: Error: later', 26],
  ])('%j names the line', async (code, message, position) => {
    expect(await failureOf(() => run(code))).toMatchObject({ kind: 'user', code: 'code.failed', message, position })
  })

  test('what it printed before it failed is kept, up to a limit', async () => {
    const info = await failureOf(() => run('for (let i = 0; i < 1000; i++) console.log(i)\nthrow 1'))
    const { logs } = info.details as { logs: { level: string; text: string }[] } // as documented on Sandbox
    expect(logs).toHaveLength(501)
    expect(logs[499]).toEqual({ level: 'info', text: '499' })
    expect(logs[500]).toEqual({ level: 'warn', text: 'Further lines are left out: 500 are kept.' })
  })

  test('a promise that nothing settles is an error', async () => {
    expect((await failureOf(() => run('await new Promise(() => {})'))).code).toBe('code.never-settles')
    expect((await failureOf(() => evaluate('new Promise(() => {})'))).code).toBe('expression.never-settles')
  })

  test('each call has its own memory limit', async () => {
    const code = 'const a = []; for (let i = 0; i < 300000; i++) a.push({ i }); return a.length'
    expect(await failureOf(() => sandbox.run({ code, scope: {}, memoryBytes: 8 * 1024 * 1024 }))).toMatchObject({
      code: 'code.memory',
      message: 'The code needs more than 8 MB of memory.',
    })
    expect((await sandbox.run({ code, scope: {}, memoryBytes: 128 * 1024 * 1024 })).value).toBe(300_000)
  })
})
