import { useMemo, useRef } from 'react'
import type { CostGrouping, CostReport } from '../../shared/contract/costs.ts'
import { text } from '../text.ts'
import { type ColourPlaces, foldSeries, placeColours, type Series } from './series.ts'

/** The series of a report; a model, a workflow keeps its colour as long as the screen is open. */
export function useSeries(
  report: CostReport | undefined,
  by: CostGrouping,
): { series: readonly Series[]; places: ColourPlaces } {
  const known = useRef(new Map<CostGrouping, ColourPlaces>())
  return useMemo(() => {
    if (!report) return { series: [], places: new Map() }
    const places = placeColours(known.current.get(by) ?? new Map(), report.groups)
    known.current.set(by, places)
    return { series: foldSeries(report, places, text.costs.chart.rest), places }
  }, [report, by])
}
