// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are JavaScript in quotes
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NitiError } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'
import {
  hasExpression,
  nodesReadBy,
  parsePath,
  parseTemplate,
  readPath,
  renameInSource,
  renameRoot,
  rootsOf,
} from '../../shared/workflow/expression.ts'

function infoOf(act: () => unknown) {
  try {
    act()
  } catch (error) {
    if (error instanceof NitiError) return error.info
    throw error
  }
  throw new Error('nothing was thrown')
}

const sources = (text: string) =>
  parseTemplate(text).parts.flatMap((part) => (part.kind === 'text' ? [] : [part.source]))

describe('parseTemplate', () => {
  test('plain text is one part, and no text none', () => {
    expect(parseTemplate('hello } {')).toEqual({ parts: [{ kind: 'text', text: 'hello } {' }], whole: false })
    expect(parseTemplate('')).toEqual({ parts: [], whole: false })
  })

  test('text and expressions alternate, with where each expression begins', () => {
    expect(parseTemplate('a {{ b.c }} d{{e}}')).toEqual({
      parts: [
        { kind: 'text', text: 'a ' },
        { kind: 'expression', source: 'b.c', start: 5 },
        { kind: 'text', text: ' d' },
        { kind: 'expression', source: 'e', start: 15 },
      ],
      whole: false,
    })
  })

  test.each([
    ['{{a}}', true],
    [' \n{{ a }}\t', true],
    ['{{a}}{{b}}', false],
    ['{{a}}.', false],
    ['a', false],
    ['\\{{ {{a}}', false],
  ])('%j is whole: %s', (text, whole) => {
    expect(parseTemplate(text).whole).toBe(whole)
  })

  test.each([
    ['{{ {a: 1}.a }}', '{a: 1}.a'],
    ['{{{a: {b: 1}}}}', '{a: {b: 1}}'],
    ["{{ '}}' }}", "'}}'"],
    ['{{ "\\"}}" }}', '"\\"}}"'],
    ['{{ `}} ${ {a: `}}`}.a } }}` }}', '`}} ${ {a: `}}`}.a } }}`'],
    ['{{ a /* }} */ }}', 'a /* }} */'],
    ["{{ a // it's }}", "a // it's"],
    ['{{ a.replace(/}}["\']/g, 1) }}', 'a.replace(/}}["\']/g, 1)'],
    ['{{ a.map((x) => { return /[/}}]/.test(x) }) }}', 'a.map((x) => { return /[/}}]/.test(x) })'],
    ['{{ a / b }} / {{ c }}', 'a / b'],
    ['{{ a++ / b }} / {{ c }}', 'a++ / b'],
    ['{{ (a) / 2 }} " {{ b / 2 }}', '(a) / 2'],
    ['{"x":{{ a }}}', 'a'],
    ['{"x":{"y":{{ a }}}}', 'a'],
    ['{{ f(a }}', 'f(a'],
  ])('%s ends where its JavaScript does', (text, source) => {
    expect(sources(text)[0]).toBe(source)
  })

  test('\\{{ stands for two braces', () => {
    expect(parseTemplate('\\{{ a }} {{ b }} \\{{')).toEqual({
      parts: [
        { kind: 'text', text: '{{ a }} ' },
        { kind: 'expression', source: 'b', start: 12 },
        { kind: 'text', text: ' {{' },
      ],
      whole: false,
    })
    expect(hasExpression('\\{{')).toBe(true)
    expect(hasExpression('{ {')).toBe(false)
    expect(hasExpression(1)).toBe(false)
  })

  test('what is not closed is named with its position', () => {
    expect(infoOf(() => parseTemplate('ab {{ c.d'))).toMatchObject({
      kind: 'user',
      code: 'expression.unclosed',
      position: 3,
    })
    expect(infoOf(() => parseTemplate("{{ it's }}")).hint).toBe("The quote ' at character 6 is not closed.")
    expect(infoOf(() => parseTemplate('{{ {a: 1 }}'))).toMatchObject({ code: 'expression.unclosed', position: 0 })
    expect(infoOf(() => parseTemplate('a{{  }}'))).toMatchObject({ code: 'expression.blank', position: 1 })
  })

  test('any text parses or says why not', () => {
    const bits = fc.constantFrom(
      '{{',
      '}}',
      '{',
      '}',
      '\\',
      '"',
      "'",
      '`',
      '${',
      '/',
      '*',
      '//',
      '[',
      '(',
      ')',
      '\n',
      ' a',
      '.',
      '1',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(bits, fc.string({ maxLength: 3 }))).map((list) => list.join('')),
    )
    fc.assert(
      fc.property(text, (input) => {
        try {
          for (const part of parseTemplate(input).parts) {
            if (part.kind === 'expression') expect(input.startsWith(part.source, part.start)).toBe(true)
          }
        } catch (error) {
          expect(error).toBeInstanceOf(NitiError)
        }
        rootsOf(input)
        nodesReadBy(input)
        parsePath(input)
        renameRoot(input, 'a', 'b')
      }),
      { numRuns: 2000 },
    )
  })

  test('what was put together comes apart again', () => {
    const plain = fc.string({ minLength: 1 }).filter((text) => !/[{\\]/.test(text))
    const strings = fc.string().map((text) => JSON.stringify(text))
    const expression = fc.oneof(fc.constantFrom('a', 'a.b[0]', '{a: {b: 1}}.a', 'x => { y }'), strings)
    const parts = fc.array(fc.record({ text: plain, source: expression }), { minLength: 1 })
    fc.assert(
      fc.property(parts, (list) => {
        const parsed = parseTemplate(list.map(({ text, source }) => `${text}{{ ${source} }}`).join('')).parts
        expect(parsed.map((part) => (part.kind === 'text' ? part.text : part.source))).toEqual(
          list.flatMap(({ text, source }) => [text, source]),
        )
      }),
    )
  })
})

describe('paths', () => {
  const scope: JsonObject = {
    a: { b: [{ 'c d': 1, e: null }, 'text'], n: 5, t: true, length: 7 },
    s: 'häß',
    nothing: null,
    list: [1, 2, 3],
  }
  const read = (source: string) => {
    const path = parsePath(source)
    if (!path) throw new Error(`${source} is no path`)
    return readPath(path, scope)
  }

  test.each([
    ['a.n', 5],
    [' a . b [ 0 ] [ "c d" ] ', 1],
    ["a['b'][1]", 'text'],
    ['a.b[1].length', 4],
    ['a.length', 7],
    ['list.length', 3],
    ['list[2]', 3],
    ['list[3]', undefined],
    ['list["1"]', 2],
    ['s[1]', 'ä'],
    ['s[9]', undefined],
    ['a.missing', undefined],
    ['a.missing?.deeper.still[0]', undefined],
    ['a.b[0].e?.["x"]', undefined],
    ['nothing', null],
    ['nothing?.x', undefined],
    ['a.n.toFixed', undefined],
    ['a.t.valueOf', undefined],
  ])('%s', (source, value) => {
    expect(read(source)).toEqual(value)
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'map'])(
    '%s of a prototype is not there',
    (name) => {
      for (const root of ['a', 's', 'list', 'a.n']) expect(read(`${root}.${name}`)).toBeUndefined()
      expect(infoOf(() => read(name)).code).toBe('expression.unknown-name')
    },
  )

  test.each([
    'a + b',
    'a()',
    'a.b()',
    'a[b]',
    'a[-1]',
    'a[01]',
    'a.1',
    'a.',
    '.a',
    '',
    '1',
    "'a'",
    'true',
    'null',
    'this',
    'this.a',
    'undefined',
    'Math.PI',
    'JSON',
    'a // b',
    'a["\\n"]',
    'a?.',
    'a b',
    'new',
  ])('%j is for the sandbox', (source) => {
    expect(parsePath(source)).toBeNull()
  })

  test('an unknown name lists what is known', () => {
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`node${index}`, null]))
    const path = parsePath(' sumarise.text')
    expect(infoOf(() => path && readPath(path, many, { field: 'params.prompt', start: 10 }))).toEqual({
      kind: 'user',
      code: 'expression.unknown-name',
      message: 'There is nothing called `sumarise` here.',
      hint: 'Known here: `node0`, `node1`, `node2`, `node3`, `node4`, `node5`, `node6`, `node7` and 2 more.',
      field: 'params.prompt',
      position: 11,
    })
  })

  test('reading from nothing names what is empty and where', () => {
    expect(infoOf(() => read('a.b[0].e.x'))).toMatchObject({
      code: 'expression.empty',
      message: '`a.b[0].e` is empty, so `x` cannot be read from it.',
      position: 8,
    })
    expect(infoOf(() => read('a.missing.x')).position).toBe(9)
  })

  test('any path into a value reads what JavaScript reads, or undefined for what only prototypes have', () => {
    const key = fc.oneof(
      fc.string().filter((text) => !/["\\\r\n]/.test(text)),
      fc.constantFrom('a', 'length', '__proto__'),
    )
    const keys = fc.array(fc.oneof(key, fc.nat(4)), { maxLength: 4 })
    const value = fc.jsonValue({ maxDepth: 4 })
    fc.assert(
      fc.property(value, keys, (root, steps) => {
        const source = `root${steps.map((step) => `?.[${JSON.stringify(step)}]`).join('')}`
        const path = parsePath(source)
        expect(path?.keys.map((each) => each.key)).toEqual(steps)
        let expected: unknown = root
        for (const step of steps) {
          if (expected === null || expected === undefined) expected = undefined
          else expected = Object.hasOwn(Object(expected), step) ? Object(expected)[step] : undefined
        }
        // The value is fast-check's JSON.
        expect(path && readPath(path, { root: root as JsonObject })).toEqual(expected)
      }),
    )
  })
})

describe('names', () => {
  test.each<[string, string[]]>([
    ['a.b.c', ['a']],
    ['a?.b + b[c]', ['a', 'b', 'c']],
    ['{ a: b, c, d() {} }', ['b', 'c']],
    ['"a" + `b ${c + `${d}`} e`', ['c', 'd']],
    ['a /* b */ + /c/.test(d) // e', ['a', 'd']],
    ['[...a, ...b.c]', ['a', 'b']],
    ['list.map((x) => x.y ? x : z)', ['list', 'x', 'z']],
    ['true ? null : this', []],
    ['a ?.5:b', ['a', 'b']],
    ['{ [a]: 1, ...b }', ['a', 'b']],
    ['\\u0061bc + \\u{64}', ['abc', 'd']],
    ['übung + a1_', ['übung', 'a1_']],
    ['a.of(async)', ['a', 'async']],
  ])('of %s', (source, names) => {
    expect(rootsOf(source)).toEqual(names)
  })

  test('nodes read one by one, or all', () => {
    expect(nodesReadBy('nodes.a.text + nodes?.b + nodes["c d"].x + nodes?.[\'e\']')).toEqual(['a', 'b', 'c d', 'e'])
    expect(nodesReadBy('x.nodes[y]')).toEqual([])
    expect(nodesReadBy('nodes[y]')).toBeNull()
    expect(nodesReadBy('Object.keys(nodes)')).toBeNull()
    expect(nodesReadBy("nodes['a' + b]")).toBeNull()
  })
})

describe('renaming', () => {
  test.each([
    ['{{ draft.text }}', '{{ first.text }}'],
    ['draft {{draft}} and {{ x.draft + draft["draft"] }}', 'draft {{first}} and {{ x.draft + first["draft"] }}'],
    [
      '{{ nodes.draft.text }} {{ nodes?.draft }} {{ nodes["draft"] }}',
      '{{ nodes.first.text }} {{ nodes?.first }} {{ nodes["first"] }}',
    ],
    ['{{ { draft, draft: draft } }}', '{{ { draft: first, draft: first } }}'],
    ['{{ a ? draft : "draft" }}', '{{ a ? first : "draft" }}'],
    ['{{ `draft ${draft}` }}', '{{ `draft ${first}` }}'],
    ['{{ drafts + draft2 + $draft }}', '{{ drafts + draft2 + $draft }}'],
    ['{{ list.map((first) => first + draft) }}', '{{ list.map((first) => first + nodes.first) }}'],
    ['\\{{ draft }}', '\\{{ draft }}'],
    ['{{ draft', '{{ draft'],
    ['draft', 'draft'],
  ])('%s', (text, renamed) => {
    expect(renameRoot(text, 'draft', 'first')).toBe(renamed)
  })

  test('in code', () => {
    expect(renameInSource('const a = draft.x\nreturn { draft }', 'draft', 'b')).toBe(
      'const a = b.x\nreturn { draft: b }',
    )
  })

  test('there and back is where it was', () => {
    const word = fc.constantFrom(
      'draft',
      'x',
      '.draft',
      ' + ',
      '[0]',
      '"draft"',
      '{ draft }',
      'nodes.draft',
      '`${draft}`',
      ', ',
      '(',
    )
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = `{{ a${words.join(' ')} }}`
        const there = renameRoot(text, 'draft', 'unused')
        expect(rootsOf(there).includes('draft')).toBe(false)
        expect(rootsOf(renameRoot(there, 'unused', 'draft'))).toEqual(rootsOf(text))
      }),
    )
  })
})
