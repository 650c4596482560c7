import { describe, expect, it } from 'vitest'
import { searchEntries } from '../../../renderer/parts/graph/search-entries.ts'
import { catalogue } from '../support/catalogue.ts'

const all = [...catalogue.values()]
const find = (query: string) => searchEntries(all, query).map(({ type }) => type)

describe('searchEntries', () => {
  it('finds by title, other words and summary, the best first', () => {
    expect(find('class')[0]).toBe('classify')
    expect(find('loop')[0]).toBe('each')
    expect(find('write file')[0]).toBe('write-file')
    expect(find('JSON').slice(0, 2).sort()).toEqual(['parse-json', 'write-json'])
  })

  it('wants every word and keeps the order while nothing was typed', () => {
    expect(find('file zebra')).toEqual([])
    expect(find('  ')).toEqual(all.map(({ type }) => type))
  })
})
