import { type ErrorInfo, externalError } from '../../../../shared/errors.ts'
import type { TelemetryStore } from '../../store/telemetry.store.ts'

const keptMs = 7 * 24 * 3_600_000
const mostWaiting = 10_000

const givenUp: ErrorInfo = externalError(
  'telemetry.given-up',
  'The collector was not reached for a week, or more than 10,000 runs waited for it; the oldest were given up.',
).info

/** What a collector that stays away keeps waiting does not grow for ever: the oldest goes, and is counted. */
export function giveUpOld(store: TelemetryStore, nowMs: number): void {
  store.prune({ before: nowMs - keptMs, most: mostWaiting }, givenUp)
}
