import type { Json } from '../../../shared/json.ts'
import type { NodePolicy } from '../../../shared/workflow/workflow.ts'

/** A node's policy as its form shows it: every question has an answer, and times are in seconds. */
export type PolicyFields = {
  retry: 'no' | 'temporary' | 'any'
  /** Tries after the first, and the wait before the second; kept while `retry` is `no`, so far as they are known. */
  count: number
  firstWaitSeconds: number
  timeoutSeconds: number | undefined
  onError: 'fail' | 'value' | 'port'
  fallback: Json
  whenInterrupted: 'usual' | 'again' | 'ask' | 'fail'
}

export const policyLimits = {
  count: { min: 1, max: 100, isInteger: true },
  firstWaitSeconds: { min: 0, max: 3_600, isInteger: false },
  timeoutSeconds: { min: 0.1, max: 7 * 24 * 3_600, isInteger: false },
}

const usualCount = 2
const usualFirstWaitSeconds = 1

/** What the form shows for a policy; without one, what holds anyway. */
export function fieldsOfPolicy(policy: NodePolicy | undefined): PolicyFields {
  const { retry, timeoutMs, onError, fallback, whenInterrupted } = policy ?? {}
  return {
    retry: retry?.on ?? 'no',
    count: retry?.count ?? usualCount,
    firstWaitSeconds: retry ? retry.firstWaitMs / 1000 : usualFirstWaitSeconds,
    timeoutSeconds: timeoutMs === undefined ? undefined : timeoutMs / 1000,
    onError: onError ?? 'fail',
    fallback: fallback ?? null,
    whenInterrupted: whenInterrupted ?? 'usual',
  }
}

/** The policy the form says; null where all of it holds anyway. */
export function policyOfFields(fields: PolicyFields): NodePolicy | null {
  const { retry, count, firstWaitSeconds, timeoutSeconds, onError, fallback, whenInterrupted } = fields
  const policy: NodePolicy = {
    ...(retry !== 'no' && { retry: { count, firstWaitMs: Math.round(firstWaitSeconds * 1000), on: retry } }),
    ...(timeoutSeconds !== undefined && { timeoutMs: Math.max(1, Math.round(timeoutSeconds * 1000)) }),
    ...(onError !== 'fail' && { onError }),
    ...(onError === 'value' && { fallback }),
    ...(whenInterrupted !== 'usual' && { whenInterrupted }),
  }
  return Object.keys(policy).length > 0 ? policy : null
}
