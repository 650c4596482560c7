import { describe, expect, it } from 'vitest'
import { type PaletteRow, paletteRows } from '../../../renderer/canvas/palette-rows.ts'
import { searchEntries } from '../../../renderer/parts/graph/search-entries.ts'
import { catalogue } from '../support/catalogue.ts'
import { serviceNodes } from '../support/services.ts'

const own = [...catalogue.values()].filter(({ isInner }) => !isInner)
const all = [...serviceNodes, ...own]
const nameOf = (row: PaletteRow) =>
  row.kind === 'heading' ? `# ${row.group}` : row.kind === 'service' ? `+ ${row.service.title}` : row.entry.title

describe('paletteRows', () => {
  it('puts our own nodes on top, and the services below, closed', () => {
    const rows = paletteRows(all, new Set())
    const names = rows.map(nameOf)
    expect(names[0]).toBe('# start')
    expect(names.slice(names.indexOf('# app'))).toEqual([
      '# app',
      'HTTP request',
      'MCP tool',
      '+ Gmail',
      '+ Qdrant',
      '+ Slack',
    ])
    expect(rows.filter(({ kind }) => kind === 'node')).toHaveLength(own.length)
  })

  it('shows the nodes of a service that is open, right below it', () => {
    const rows = paletteRows(all, new Set(['qdrant']))
    const at = rows.findIndex((row) => row.kind === 'service' && row.service.id === 'qdrant')
    const nodes = serviceNodes.filter(({ integration }) => integration?.id === 'qdrant')
    expect(rows[at]).toMatchObject({ count: nodes.length, isOpen: true })
    expect(rows.slice(at + 1, at + 1 + nodes.length).map(nameOf)).toEqual(nodes.map(({ title }) => title))
    expect(rows[at + 1]).toMatchObject({ isInService: true })
  })

  it('has no heading for services where there are none', () => {
    const nodes = own.filter(({ group }) => group !== 'app')
    expect(paletteRows(nodes, new Set()).map(nameOf)).not.toContain('# app')
  })
})

describe('searching among services', () => {
  const find = (query: string) => searchEntries(all, query).map(({ type }) => type)

  it('finds by service and by what it does', () => {
    expect(find('slack message')[0]).toBe('slack.send-message')
    expect(find('qdrant').every((type) => type.startsWith('qdrant.'))).toBe(true)
  })

  it('keeps our own nodes before those of services', () => {
    expect(find('class')[0]).toBe('classify')
    expect(find('write file')[0]).toBe('write-file')
  })

  it('is quick with five hundred nodes', () => {
    const many = Array.from({ length: 10 }, () => all).flat()
    const begin = performance.now()
    searchEntries(many, 'slack send message')
    expect(performance.now() - begin).toBeLessThan(200)
  })
})
