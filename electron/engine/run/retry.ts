import type { ErrorInfo } from '../../../shared/errors.ts'
import type { RetryPolicy } from '../../../shared/workflow/workflow.ts'

const longestWaitMs = 5 * 60_000

type Failed = {
  policy: RetryPolicy | undefined
  error: ErrorInfo
  /** How often the node was tried in this go, the failed try included. */
  tries: number
  /** In 0..1. */
  random: number
}

/**
 * Milliseconds until a failed node is tried again, or null where it is not. The wait doubles with each try, and a random
 * half of it is taken off, so that nodes which failed together do not come back together ("equal jitter").
 */
export function retryWaitMs({ policy, error, tries, random }: Failed): number | null {
  if (!policy || tries > policy.count || error.kind === 'cancelled' || error.kind === 'bug') return null
  if (policy.on === 'temporary' && error.retryable !== true) return null
  const full = Math.min(longestWaitMs, policy.firstWaitMs * 2 ** (tries - 1))
  return Math.round(full / 2 + (full / 2) * random)
}
