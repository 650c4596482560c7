import { type NitiError, userError } from '../../../shared/errors.ts'
import type { SignIn } from '../integrations/define-integration.ts'

/** Whether a credential of this way can ever be renewed without anybody's help. */
export function canRenew(way: SignIn | null, secrets: Record<string, string>): boolean {
  if (way?.kind === 'oauth') return way.refresh !== 'none' && secrets.refreshToken !== undefined
  return way?.kind === 'service-account' || way?.kind === 'session'
}

/** The error of a connection that only signing in again helps. */
export function expiredError(title: string, connectionTitle: string, why: string): NitiError {
  return userError('connection.expired', `“${connectionTitle}” is not signed in to ${title} any more${why}.`, {
    hint: 'Sign in again.',
  })
}
