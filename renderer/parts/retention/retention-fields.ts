import type { Retention } from '../../../shared/workflow/workflow.ts'
import { text } from '../../text.ts'

export const retentionLimits = {
  days: { min: 1, max: 36_500, isInteger: true },
  runs: { min: 1, max: 1_000_000, isInteger: true },
}

/** How a retention is asked for. `app`: what the app's settings say; only where there is something above. */
export type RetentionMode = 'app' | 'ever' | 'days' | 'runs' | 'both'

const usualDays = 30
const usualRuns = 100

/** undefined: it says nothing of its own. */
export function modeOf(retention: Retention | undefined): RetentionMode {
  if (retention === undefined) return 'app'
  if (retention.days !== undefined) return retention.runs === undefined ? 'days' : 'both'
  return retention.runs === undefined ? 'ever' : 'runs'
}

/** The retention of a mode, with the numbers there were before where it takes them over. */
export function retentionOf(mode: RetentionMode, before: Retention | undefined): Retention | undefined {
  const days = before?.days ?? usualDays
  const runs = before?.runs ?? usualRuns
  switch (mode) {
    case 'app':
      return undefined
    case 'ever':
      return {}
    case 'days':
      return { days }
    case 'runs':
      return { runs }
    case 'both':
      return { days, runs }
  }
}

/** `30 days`, `the newest 100`, `30 days, at most the newest 100`, `for ever`. */
export function retentionWords({ days, runs }: Retention): string {
  const say = text.storage.retention
  if (days !== undefined && runs !== undefined) return say.inBoth(days, runs)
  if (days !== undefined) return say.inDays(days)
  return runs === undefined ? say.inEver : say.inRuns(runs)
}
