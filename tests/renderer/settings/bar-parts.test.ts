import { expect, it } from 'vitest'
import { barParts } from '../../../renderer/settings/storage/bar-parts.ts'

it('fills the bar with its parts in a fixed order, free room last', () => {
  const parts = barParts({
    freeBytes: 250,
    parts: [
      { part: 'other', bytes: 100, count: 0 },
      { part: 'costs', bytes: 0, count: 0 },
      { part: 'runs', bytes: 500, count: 12 },
      { part: 'values', bytes: 150, count: 3 },
    ],
  })
  expect(parts.map(({ part }) => part)).toEqual(['runs', 'values', 'other', 'free'])
  expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
  expect(parts[0]).toEqual({ part: 'runs', bytes: 500, count: 12, share: 0.5 })
})

it('is empty while nothing takes room', () => {
  expect(barParts({ freeBytes: 0, parts: [{ part: 'runs', bytes: 0, count: 0 }] })).toEqual([])
})
