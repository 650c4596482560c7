import type { CostReport } from '../../../shared/contract/costs.ts'

const dayMs = 86_400_000

/** Days behind now that the days to come are thought to be like. */
export const forecastDays = 28

type Known = {
  nowMs: number
  /** The first moment after the month. */
  to: number
  /** So far this month. */
  spentMicroUsd: number
  /** In the last `forecastDays` days. */
  recentMicroUsd: number
  firstMs: number | null
}

/**
 * What the month comes to: what is spent, and for the rest of it the average of the last four weeks, or of the time since
 * the first call where that is shorter, of one day at least. Null before there is a call to tell by.
 */
export function forecastMonth({ nowMs, to, spentMicroUsd, recentMicroUsd, firstMs }: Known): CostReport['forecast'] {
  if (firstMs === null) return null
  const days = Math.min(forecastDays, Math.max(1, (nowMs - firstMs) / dayMs))
  const perDay = recentMicroUsd / days
  const daysLeft = Math.max(0, (to - nowMs) / dayMs)
  return {
    monthMicroUsd: spentMicroUsd + Math.round(perDay * daysLeft),
    perDayMicroUsd: Math.round(perDay),
    fromDays: Math.ceil(days),
  }
}
