import { ORPCError } from '@orpc/client'
import { type ErrorInfo, errorInfo, externalError, NitiError } from '../../shared/errors.ts'
import { linkText } from '../text/link.ts'

/** What a call throws when the engine went away under it; it may or may not have been carried out. */
export function linkLost(cause?: unknown): NitiError {
  return externalError('link.lost', linkText.lost, { hint: linkText.lostHint, retryable: true, cause })
}

/** Whatever a call threw, as the house's plain error data. */
export function errorOf(thrown: unknown): ErrorInfo {
  if (thrown instanceof NitiError) return thrown.info
  if (thrown instanceof ORPCError) {
    const told = errorInfo.safeParse(thrown.data)
    if (told.success) return told.data
    const refused = firstIssue(thrown.data)
    if (thrown.code === 'BAD_REQUEST' && refused) return { kind: 'user', code: 'niti.bad-input', message: refused }
  }
  if (isAbort(thrown)) return { kind: 'cancelled', code: 'run.cancelled', message: linkText.cancelled }
  return { kind: 'bug', code: 'niti.bug', message: linkText.unexpected, hint: linkText.unexpectedHint }
}

export function isLinkLost(thrown: unknown): boolean {
  return thrown instanceof NitiError && thrown.info.code === 'link.lost'
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError'
}

/** The first complaint of the contract's own check, with the path it is about. */
function firstIssue(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues)) return null
  const issue: unknown = data.issues[0]
  if (typeof issue !== 'object' || issue === null || !('message' in issue)) return null
  const path = 'path' in issue && Array.isArray(issue.path) ? issue.path.map(String).join('.') : ''
  return path ? `${path}: ${String(issue.message)}` : String(issue.message)
}
