import type { NodeForecast, RunForecast } from '../../../shared/contract/costs.ts'
import { formatMicroUsd } from '../../../shared/money.ts'
import { text } from '../../text.ts'
import { formatCount } from '../../ui/format.ts'

const say = text.forecast

/** `about $0.009, at most $0.12`; null where no model is asked. */
export function chipWords(forecast: RunForecast): string | null {
  const { nodes, expectedMicroUsd: expected, mostMicroUsd: most, unknownNodes } = forecast
  if (nodes.length === 0 && unknownNodes.length === 0) return null
  const isKnown = nodes.some(({ expectedMicroUsd }) => expectedMicroUsd !== null)
  const isWhole = unknownNodes.length === 0
  if (!isKnown) return most === null ? say.chip.unknown : say.chip.atMost(formatMicroUsd(most))
  if (isWhole && expected === 0 && (most === 0 || most === null)) return say.chip.free
  // A budget that has less left than is expected caps it: what is expected then does not come about.
  if (most !== null && most < expected) return say.chip.atMost(formatMicroUsd(most))
  const about = isWhole ? formatMicroUsd(expected) : `${formatMicroUsd(expected)} ${text.common.andUnknown}`
  return most === null ? say.chip.about(about) : say.chip.aboutAtMost(about, formatMicroUsd(most))
}

/** Whether a budget has less left than the run is expected to cost. */
export function isOverBudget({ expectedMicroUsd, cappedBy }: RunForecast): boolean {
  return cappedBy !== null && cappedBy.leftMicroUsd < expectedMicroUsd
}

/** Where an expectation comes from. */
export function basisWords({ basis }: Pick<NodeForecast, 'basis'>): string {
  return basis.kind === 'history' ? say.table.history(basis.runs) : say.table.prompt
}

/** `12`, `2.5`: an average of calls need not be whole. */
export function callsWords(calls: number): string {
  return Number.isInteger(calls) || calls >= 100
    ? formatCount(calls)
    : calls.toLocaleString('en-US', { maximumFractionDigits: 1 })
}
