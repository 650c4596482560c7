import { useMemo, useRef } from 'react'
import type { CostGrouping, CostReport } from '../../shared/contract/costs.ts'
import { text } from '../text.ts'
import { type ColourPlaces, foldSeries, placeColours, type Series } from './series.ts'

type Drawn = { series: readonly Series[]; places: ColourPlaces }

/**
 * The series of a report. A model, a workflow keeps its colour as long as the screen is open, and where nothing changed
 * the answer is the very same object, so that nothing is drawn anew under the pointer.
 */
export function useSeries(report: CostReport, by: CostGrouping): Drawn {
  const known = useRef(new Map<CostGrouping, ColourPlaces>())
  const last = useRef<Drawn | null>(null)
  return useMemo(() => {
    const places = placeColours(known.current.get(by) ?? new Map(), report.groups)
    known.current.set(by, places)
    const series = foldSeries(report, places, text.costs.chart.rest)
    if (last.current && JSON.stringify(last.current.series) === JSON.stringify(series)) return last.current
    last.current = { series, places }
    return last.current
  }, [report, by])
}
