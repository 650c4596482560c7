import { useMemo, useRef } from 'react'
import { type ColourPlaces, foldSeries, placeColours, type Series, type SeriesGroup } from './series.ts'

type Drawn = { series: readonly Series[]; places: ColourPlaces }

/**
 * The series of groups. A model, a workflow keeps its colour as long as the screen is open, and where nothing changed
 * the answer is the very same object, so that nothing is drawn anew under the pointer. `titleOfRest` stays the same.
 */
export function useSeries(groups: readonly SeriesGroup[], by: string, titleOfRest: (count: number) => string): Drawn {
  const known = useRef(new Map<string, ColourPlaces>())
  const last = useRef<Drawn | null>(null)
  return useMemo(() => {
    const places = placeColours(known.current.get(by) ?? new Map(), groups)
    known.current.set(by, places)
    const series = foldSeries({ groups }, places, titleOfRest)
    if (last.current && JSON.stringify(last.current.series) === JSON.stringify(series)) return last.current
    last.current = { series, places }
    return last.current
  }, [groups, by, titleOfRest])
}
