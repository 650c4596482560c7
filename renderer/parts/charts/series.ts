/** How many series have a colour of their own; the rest is shown together. */
export const seriesColours = 7

/** What may become a series: a model, a workflow, with what it cost. */
export type SeriesGroup = { key: string | null; title: string; microUsd: number }

/** One band of the chart and one slice of the pie. */
export type Series = {
  /** Unique among the series: the group's key, `''` for calls that belong to none, `rest` for the others together. */
  id: string
  /** What a click narrows to; null where it cannot be narrowed to. */
  key: string | null
  title: string
  /** CSS. */
  colour: string
  microUsd: number
  /** Places in the groups. */
  groups: number[]
}

export const restColour = 'var(--series-rest)'

/** Which colour (0 to `seriesColours` - 1) each group of a grouping has. */
export type ColourPlaces = ReadonlyMap<string, number>

export function idOfGroup({ key }: Pick<SeriesGroup, 'key'>): string {
  return key === null ? '' : `=${key}`
}

/** The groups that get a colour of their own: the largest. */
function largest(groups: readonly SeriesGroup[]): SeriesGroup[] {
  return groups.filter(({ microUsd }) => microUsd > 0).slice(0, seriesColours)
}

/**
 * A colour for each of the largest groups. One that has a colour keeps it, so that nothing changes its colour while
 * figures move or are narrowed down; those that are not shown now give theirs up only where there is no other.
 */
export function placeColours(before: ColourPlaces, groups: readonly SeriesGroup[]): ColourPlaces {
  const shown = largest(groups).map(idOfGroup)
  const places = new Map([...before].filter(([id]) => shown.includes(id)))
  const absent = new Map([...before].filter(([id]) => !shown.includes(id)))
  for (const id of shown) {
    if (places.has(id)) continue
    const taken = new Set([...places.values(), ...absent.values()])
    const free = firstFree(taken) ?? giveUp(absent)
    if (free !== undefined) places.set(id, free)
  }
  return new Map([...absent, ...places])
}

function firstFree(taken: ReadonlySet<number>): number | undefined {
  return Array.from({ length: seriesColours }, (_, place) => place).find((place) => !taken.has(place))
}

function giveUp(absent: Map<string, number>): number | undefined {
  const oldest = absent.entries().next().value
  if (oldest) absent.delete(oldest[0])
  return oldest?.[1]
}

/** The largest groups, and the others together; largest first, the others last. */
export function foldSeries(
  { groups }: { groups: readonly SeriesGroup[] },
  places: ColourPlaces,
  titleOfRest: (count: number) => string,
): Series[] {
  const own = new Set(largest(groups).map(idOfGroup))
  const series: Series[] = []
  const rest: { place: number; microUsd: number }[] = []
  groups.forEach((group, place) => {
    const { key, title, microUsd } = group
    const id = idOfGroup(group)
    if (own.has(id)) series.push({ id, key, title, colour: colourOf(places, group), microUsd, groups: [place] })
    else if (microUsd > 0) rest.push({ place, microUsd })
  })
  if (rest.length === 0) return series
  const microUsd = rest.reduce((sum, group) => sum + group.microUsd, 0)
  const title = titleOfRest(rest.length)
  return [
    ...series,
    { id: 'rest', key: null, title, colour: restColour, microUsd, groups: rest.map(({ place }) => place) },
  ]
}

/** CSS of a group's colour, wherever it is shown. */
export function colourOf(places: ColourPlaces, group: Pick<SeriesGroup, 'key'>): string {
  const place = places.get(idOfGroup(group))
  return place === undefined ? restColour : `var(--series-${place + 1})`
}
