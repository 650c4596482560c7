import fc from 'fast-check'
import { expect, test } from 'vitest'
import parseCsv from '../../electron/engine/nodes/parse-csv.node.ts'
import writeCsv from '../../electron/engine/nodes/write-csv.node.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import { runNode } from '../support/node-harness.ts'

async function parse(text: string, params: JsonObject = {}): Promise<Json | undefined> {
  return (await runNode(parseCsv, { params: { text, ...params } })).outputs.out
}
async function write(rows: Json, params: JsonObject = {}): Promise<Json | undefined> {
  return (await runNode(writeCsv, { params: { rows, ...params } })).outputs.out
}

test('reads rows as objects: quotes, line breaks in cells, blank lines, CRLF, byte order mark', async () => {
  const text = '\uFEFFname,note\r\n"Ada, Countess","said ""hi""\r\ntwice"\r\n\r\n  \r\nBob,\r\n'
  expect(await parse(text)).toEqual([
    { name: 'Ada, Countess', note: 'said "hi"\r\ntwice' },
    { name: 'Bob', note: '' },
  ])
})

test.each([
  ['a;b\n1,5;2', 'auto'],
  ['a;b\n1,5;2', 'semicolon'],
  ['a\tb\n1,5\t2', 'tab'],
  ['a|b\n1,5|2', 'pipe'],
])('finds the columns of %j (%s)', async (text, delimiter) => {
  expect(await parse(text, { delimiter })).toEqual([{ a: '1,5', b: '2' }])
})

test('one column is a table too, and so is nothing', async () => {
  expect(await parse('name\nAda\nBob')).toEqual([{ name: 'Ada' }, { name: 'Bob' }])
  expect(await parse('')).toEqual([])
  expect(await parse('name,age')).toEqual([])
})

test('without a first row of names, rows are lists', async () => {
  expect(await parse('a,b\n1,2', { header: false, values: 'typed' })).toEqual([
    ['a', 'b'],
    [1, 2],
  ])
})

test('gives every column a name of its own and loses no cell', async () => {
  const { outputs, logs } = await runNode(parseCsv, { params: { text: 'id,, id ,id\n1,2,3,4,5\n6' } })
  expect(outputs.out).toEqual([
    { id: '1', 'column 2': '2', 'id 2': '3', 'id 3': '4', 'column 5': '5' },
    { id: '6', 'column 2': '', 'id 2': '', 'id 3': '', 'column 5': '' },
  ])
  expect(logs).toEqual([{ level: 'warn', text: 'Some rows have 5 cells, but the first row names 4 columns.' }])
})

test('only plain numbers become numbers', async () => {
  const cells = ['7', '-1.50', '1e3', '007', '+5', '1 000', '0x10', '12345678901234567890', 'true', 'Infinity', '']
  const text = `v,w\n${cells.map((cell) => `${cell},x`).join('\n')}`
  const rows = (await parse(text, { values: 'typed' })) as { v: Json }[] // the header names the column
  expect(rows.map(({ v }) => v)).toEqual([
    ...[7, -1.5, 1000, '007', '+5', '1 000', '0x10', '12345678901234567890', true, 'Infinity', ''],
  ])
})

test('names the row with a quotation mark that is never closed', async () => {
  await expect(parse('a,b\n1,2\n"3,4')).rejects.toMatchObject({
    info: { kind: 'user', field: 'params.text', message: expect.stringContaining('row 3') },
  })
})

test('writes all fields in the order they appear, or the columns asked for', async () => {
  const rows: Json = [
    { name: 'Ada, C.', age: 36 },
    { name: 'Bob', tags: ['x'], gone: null, ok: true },
  ]
  expect(await write(rows)).toBe('name,age,tags,gone,ok\n"Ada, C.",36,,,\nBob,,"[\n  ""x""\n]",,true\n')
  expect(await write(rows, { columns: ['age', 'name', 'toString'], header: false, delimiter: 'semicolon' })).toBe(
    '36;Ada, C.;\n;Bob;\n',
  )
})

test('writes lists as they are, and nothing as nothing', async () => {
  expect(
    await write([
      ['a', 1],
      ['b "c"', null],
    ]),
  ).toBe('a,1\n"b ""c""",\n')
  expect(await write([])).toBe('')
})

test('keeps a stranger’s text from becoming a formula, and leaves numbers alone', async () => {
  const texts = ['=1+1', '@cmd', "-2+3+cmd|' /C calc'!A0", '+SUM(A1)', '-5', '+49 (30) 123-45', 'a=b']
  const guarded = await write(texts.map((text) => [text]))
  expect(String(guarded).trimEnd().split('\n')).toEqual([
    ...["'=1+1", "'@cmd", "'-2+3+cmd|' /C calc'!A0", "'+SUM(A1)", '-5', '+49 (30) 123-45', 'a=b'],
  ])
  expect(await write([[-3]])).toBe('-3\n')
  expect(await write([['=1+1']], { guardFormulas: false })).toBe('=1+1\n')
})

test('says which row is no row', async () => {
  await expect(write('a,b')).rejects.toThrow('The rows are text, not a list.')
  await expect(write([{ a: 1 }, 'b'])).rejects.toMatchObject({
    info: { field: 'params.rows', message: 'Row 2 is text; each row must be an object or a list.' },
  })
})

test('what is written reads back the same', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', '\r\n', ';', 'é', '\t', '1') })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ key: fc.constant('k'), a: cell, b: cell }), { minLength: 1 }),
      async (rows) => {
        const text = String(await write(rows, { guardFormulas: false }))
        expect(await parse(text, { delimiter: 'comma' })).toEqual(rows)
      },
    ),
    { numRuns: 150 },
  )
})
