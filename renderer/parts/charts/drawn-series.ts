/** What a chart draws at one moment. */
export type TimeRow = {
  at: number
  /** By place in the series; null: there is nothing to draw. */
  values: readonly (number | null)[]
  /** Drawn as a dashed line. */
  expected?: number | null
}

/** One band, bar or line of a chart. */
export type DrawnSeries = {
  id: string
  title: string
  /** CSS. */
  colour: string
}

/** Areas and bars lie over each other, lines do not. */
export type ChartForm = 'areas' | 'bars' | 'lines'
