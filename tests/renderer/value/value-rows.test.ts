import { describe, expect, it } from 'vitest'
import { plusPage } from '../../../renderer/parts/value/use-value-tree.ts'
import {
  type Loaded,
  pathKey,
  type TreeState,
  type ValueRow,
  valueRows,
} from '../../../renderer/parts/value/value-rows.ts'
import type { Json } from '../../../shared/json.ts'
import { clippedMark, clipValue } from '../../../shared/run/clip.ts'
import { fileRefOf } from '../../../shared/run/file-ref.ts'

const closed: TreeState = { open: new Map(), shown: new Map(), loaded: new Map() }
const blank: Loaded = { entries: [], text: '', isLoading: false, error: null }
const rowsOf = (value: Json, state: Partial<TreeState> = {}) => valueRows(value, { ...closed, ...state })
const kinds = (rows: ValueRow[]) => rows.map(({ kind }) => kind)
const mark = (kind: string, size: number, head: Json): Json => ({ [clippedMark]: { kind, size, head } })

describe('a value that is here as a whole', () => {
  it('has a row for each entry, with small parts open and large ones closed', () => {
    const rows = rowsOf({ name: 'Ada', tags: ['a', 'b'], many: Array.from({ length: 20 }, () => 1) })
    expect(rows.map(({ kind, name, depth }) => `${depth} ${kind} ${name}`)).toEqual([
      '0 leaf name',
      '0 branch tags',
      '1 leaf 0',
      '1 leaf 1',
      '0 branch many',
    ])
  })

  it('leaves the parts of a long one closed', () => {
    expect(new Set(kinds(rowsOf(Array.from({ length: 30 }, () => ({ id: 1 })))))).toEqual(new Set(['branch']))
    expect(rowsOf([{ id: 1 }])).toHaveLength(2)
  })

  it('draws a hundred entries, and more when asked', () => {
    const list = Array.from({ length: 250 }, (_, index) => index)
    expect(rowsOf(list).at(-1)).toMatchObject({ kind: 'more', remaining: 150, offset: null })
    const rows = rowsOf(list, { shown: new Map([[pathKey([]), 300]]) })
    expect(rows).toHaveLength(250)
  })

  it('says so where a list or object is empty', () => {
    expect(kinds(rowsOf([]))).toEqual(['empty'])
    expect(kinds(rowsOf({ a: {} }))).toEqual(['branch', 'empty'])
  })
})

describe('a value the feed cut', () => {
  it('begins with the part that came, and goes on behind it', () => {
    const list = Array.from({ length: 5_000 }, (_, index) => `row ${index} ${'x'.repeat(10)}`)
    const rows = rowsOf(clipValue(list))
    expect(rows[0]).toMatchObject({ kind: 'leaf', name: '0' })
    expect(rows.at(-1)).toMatchObject({ kind: 'more', remaining: 4_950, offset: 50, path: [] })
  })

  it('has nothing yet where the start itself was too long, and asks from 0 on', () => {
    const rows = rowsOf(mark('list', 300, '[{"a":"…'))
    expect(rows).toMatchObject([{ kind: 'more', offset: 0, remaining: 300 }])
  })

  it('grows by the pages that come, each entry under its own number or name', () => {
    const one = plusPage(blank, { kind: 'list', total: 300, offset: 0, value: ['a', 'b'] })
    const two = plusPage(one, { kind: 'list', total: 300, offset: 2, value: ['c'] })
    expect(two.entries).toEqual([
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
    ])
    const rows = rowsOf(mark('list', 300, '['), { loaded: new Map([[pathKey([]), two]]) })
    expect(rows.map(({ name }) => name)).toEqual(['0', '1', '2', ''])
    expect(rows.at(-1)).toMatchObject({ kind: 'more', remaining: 297, offset: 3 })
    const fields = plusPage(blank, { kind: 'object', total: 2, offset: 0, value: { id: 1, name: 'x' } })
    expect(fields.entries).toEqual([
      ['id', 1],
      ['name', 'x'],
    ])
  })

  it('leads into what was cut inside it by its path', () => {
    const inner = mark('list', 900, '[')
    const state = { open: new Map([[pathKey(['rows']), true]]) }
    const rows = rowsOf({ rows: inner }, state)
    expect(rows).toMatchObject([
      { kind: 'branch', name: 'rows', size: 900, isOpen: true },
      { kind: 'more', path: ['rows'], offset: 0, remaining: 900 },
    ])
    expect(kinds(rowsOf({ rows: inner }))).toEqual(['branch'])
  })

  it('goes on with a text by characters', () => {
    const cut = clipValue('y'.repeat(40_000))
    expect(rowsOf(cut)).toMatchObject([
      { kind: 'text', text: 'y'.repeat(8_000) },
      { kind: 'more', of: 'characters', offset: 8_000, remaining: 32_000 },
    ])
    const next = plusPage(blank, { kind: 'text', total: 40_000, offset: 8_000, value: 'z'.repeat(32_000) })
    const rows = rowsOf(cut, { loaded: new Map([[pathKey([]), next]]) })
    expect(kinds(rows)).toEqual(['text'])
  })

  it('keeps why the last page could not be had', () => {
    const failed = { ...blank, error: 'The connection was lost.' }
    const rows = rowsOf(mark('list', 9, '['), { loaded: new Map([[pathKey([]), failed]]) })
    expect(rows).toMatchObject([{ kind: 'more', error: 'The connection was lost.' }])
  })
})

describe('a file', () => {
  const file = { $file: { name: 'report.pdf', mediaType: 'application/pdf', bytes: 1_200, blobId: 'b1' } }

  it('is one row, and not the object that stands for it', () => {
    expect(rowsOf({ report: file })).toMatchObject([{ kind: 'file', name: 'report', file: { name: 'report.pdf' } }])
    expect(kinds(rowsOf([file, 1]))).toEqual(['file', 'leaf'])
  })

  it('is only what says all of it', () => {
    expect(fileRefOf(file)).toEqual({ name: 'report.pdf', mediaType: 'application/pdf', bytes: 1_200, blobId: 'b1' })
    expect(fileRefOf({ $file: { name: 'x' } })).toBeNull()
    expect(fileRefOf({ $file: 'x' })).toBeNull()
    expect(fileRefOf('x')).toBeNull()
  })
})
