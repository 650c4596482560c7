import { expect, it } from 'vitest'
import { colourOf, foldSeries, placeColours, restColour, seriesColours } from '../../../renderer/parts/charts/series.ts'
import { costGroup, costReport } from '../costs/cost-report.ts'

const groups = (...microUsd: number[]) => microUsd.map((amount, place) => costGroup(`m/${place}`, amount))
const others = (count: number) => `${count} others`
const fold = (of: ReturnType<typeof groups>, places = placeColours(new Map(), of)) =>
  foldSeries(costReport(of), places, others)

it('keeps up to seven series apart, each with a colour of its own', () => {
  const series = fold(groups(70, 60, 50, 40, 30, 20, 10))
  expect(series.map(({ title }) => title)).toEqual(['m/0', 'm/1', 'm/2', 'm/3', 'm/4', 'm/5', 'm/6'])
  expect(new Set(series.map(({ colour }) => colour)).size).toBe(seriesColours)
})

it('shows what is smaller together, and loses nothing', () => {
  const all = groups(90, 80, 70, 60, 50, 40, 30, 20, 10)
  const series = fold(all)
  expect(series).toHaveLength(8)
  expect(series.at(-1)).toEqual({
    ...{ id: 'rest', key: null, title: '2 others', colour: restColour, microUsd: 30, groups: [7, 8] },
  })
  expect(series.reduce((sum, { microUsd }) => sum + microUsd, 0)).toBe(450)
  expect(series.flatMap((one) => one.groups).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
})

it('draws nothing for what cost nothing that is known', () => {
  const unknown = costGroup('local/x', 0, { unknownCalls: 1 })
  expect(fold([costGroup('m/0', 5), unknown]).map(({ key }) => key)).toEqual(['m/0'])
  expect(fold([unknown])).toEqual([])
})

it('tells calls that belong to none from a key that is empty', () => {
  const series = fold([costGroup(null, 5), costGroup('', 4)])
  expect(new Set(series.map(({ id }) => id)).size).toBe(2)
})

it('leaves everybody the colour they have when sizes change places, and when they are narrowed down', () => {
  const first = groups(30, 20, 10)
  const places = placeColours(new Map(), first)
  const colours = (of: typeof first, by: typeof places) => of.map((group) => colourOf(by, group))
  const [a, b, c] = first
  if (!a || !b || !c) throw new Error('three were made')
  const turned = [c, b, a].map((group, place) => ({ ...group, microUsd: 30 - place }))
  expect(colours(first, placeColours(places, turned))).toEqual(colours(first, places))
  const narrowed = placeColours(places, [b])
  expect(colourOf(narrowed, b)).toBe(colourOf(places, b))
  expect(colours(first, placeColours(narrowed, first))).toEqual(colours(first, places))
})

it('gives a colour on only where there is no free one', () => {
  const before = placeColours(new Map(), groups(70, 60, 50, 40, 30, 20, 10))
  const next = [costGroup('new/1', 9), ...groups(8, 7)]
  const places = placeColours(before, next)
  expect(colourOf(places, next[0] ?? costGroup(null, 0))).toMatch(/^var\(--series-[1-7]\)$/)
  expect(new Set(places.values()).size).toBe(places.size)
})
