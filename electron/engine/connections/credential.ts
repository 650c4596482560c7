import type { Secrets } from './vault.ts'

/** What a sign-in brought: all of it is kept with the connection, what is secret of it sealed. */
export type Credential = {
  secrets: Secrets
  /** What the service told of the account, besides what was entered. */
  fields: Record<string, string>
  /** Milliseconds since the Unix epoch; null where it does not end, or nobody knows. */
  expiresAt: number | null
  /** Null: as asked for, or as before. */
  scopes: string[] | null
  missingScopes: string[]
  /** It can be renewed without anybody's help. */
  renews: boolean
}

/** One that was entered as it is. */
export function enteredCredential(secrets: Secrets): Credential {
  return { secrets, fields: {}, expiresAt: null, scopes: null, missingScopes: [], renews: false }
}
