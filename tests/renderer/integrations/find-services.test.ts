import { describe, expect, it } from 'vitest'
import { actionTitles, countCategories, findServices } from '../../../renderer/integrations/find-services.ts'
import { wholeGallery } from '../../../renderer/integrations/gallery-view-store.ts'
import { stepInGrid } from '../../../renderer/integrations/grid-steps.ts'
import { serviceNodes, services } from '../support/services.ts'

const titles = actionTitles(serviceNodes)
const find = (change: Partial<typeof wholeGallery>) =>
  findServices(services, { ...wholeGallery, ...change }, titles).map(({ service, finds }) => [service.id, finds])

describe('findServices', () => {
  it('shows all in their order while nothing is asked for', () => {
    expect(find({}).map(([id]) => id)).toEqual(services.map(({ id }) => id))
  })

  it('finds by the title before anything else', () => {
    expect(find({ query: 'sla' })[0]).toEqual(['slack', null])
    expect(find({ query: 'GMAIL' })).toEqual([['gmail', null]])
  })

  it('finds by what a service can do, and says what was found', () => {
    expect(find({ query: 'find similar' })).toEqual([['qdrant', 'Find similar points']])
    expect(find({ query: 'slack thread' })).toEqual([['slack', 'Read a thread']])
  })

  it('wants every word, and the start of a word', () => {
    expect(find({ query: 'slack zebra' })).toEqual([])
    expect(find({ query: 'drant' })[0]).toEqual(['qdrant', null])
    expect(find({ query: 'imilar' })).toEqual([])
  })

  it('narrows down to a kind and to what is connected, also where that does not work', () => {
    expect(find({ category: 'databases' }).map(([id]) => id)).toEqual(['qdrant'])
    expect(find({ isConnected: true })).toEqual([])
    const broken = services.map((one) =>
      one.id === 'slack' ? { ...one, connections: { working: 0, broken: 1 } } : one,
    )
    expect(
      findServices(broken, { ...wholeGallery, isConnected: true }, titles).map(({ service }) => service.id),
    ).toEqual(['slack'])
  })
})

it('counts the kinds in their usual order', () => {
  expect(countCategories(services)).toEqual([
    ['mail', 1],
    ['chat', 1],
    ['databases', 1],
  ])
})

describe('stepInGrid', () => {
  const step = (key: string, at: number) => stepInGrid(key, { at, columns: 4, count: 10 })

  it('goes as the tiles stand', () => {
    expect(step('ArrowRight', 3)).toBe(4)
    expect(step('ArrowLeft', 4)).toBe(3)
    expect(step('ArrowDown', 1)).toBe(5)
    expect(step('ArrowUp', 5)).toBe(1)
    expect(step('Home', 5)).toBe(0)
    expect(step('End', 5)).toBe(9)
  })

  it('leads nowhere beyond the edges, and by no other key', () => {
    expect(step('ArrowUp', 2)).toBeNull()
    expect(step('ArrowDown', 7)).toBeNull()
    expect(step('ArrowLeft', 0)).toBeNull()
    expect(step('Tab', 4)).toBeNull()
  })
})
