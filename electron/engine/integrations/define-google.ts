import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { ActionReply, Complaint, Integration, OAuthSignIn, ServiceAccountSignIn } from './define-integration.ts'

/*
 * What Google's services share: how one signs in, whose connection it is, what a complaint looks like. Sources:
 * https://developers.google.com/identity/protocols/oauth2/native-app and the services' discovery documents.
 */

/** A scope's whole name from its last part, such as `gmail.send`. */
export function googleScope(name: string): string {
  return `https://www.googleapis.com/auth/${name}`
}

/** By the scope's last part: what it allows, in plain words, and whether it is asked for unless told otherwise. */
type GoogleScopes = Record<string, { title: string; isDefault: boolean }>

const emailScope = { scope: googleScope('userinfo.email'), title: 'See which account this is', isDefault: true }

/** In the browser, with a client of one's own: Google has no client that everyone may use. `apis` as its console calls them. */
export function googleSignIn({ apis, scopes }: { apis: string[]; scopes: GoogleScopes }): OAuthSignIn {
  return {
    id: 'google',
    kind: 'oauth',
    title: 'Google account',
    summary: 'Works with what your own account can see.',
    setupUrl: 'https://console.cloud.google.com/auth/clients',
    setup: [
      `In the Google Cloud console, choose or create a project, and under “APIs & Services” enable ${apis.map((api) => `“${api}”`).join(' and ')}.`,
      'Under “Google Auth Platform”, fill in “Branding”. As “Audience” choose “Internal” if your account belongs to a company on Google Workspace, else “External”.',
      'For “External”, choose “Publish app”. While the app stands on “Testing”, Google ends every sign-in after 7 days.',
      'Under “Data access”, add these scopes: {scopes}',
      'Under “Clients”, create a client of the type “Desktop app”, and copy its client ID and client secret. No redirect address is needed.',
      'At sign-in Google warns that it has not verified the app. It is your own: choose “Advanced”, then go on.',
    ],
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    revokeUrl: 'https://oauth2.googleapis.com/revoke',
    scopes: [
      emailScope,
      ...Object.entries(scopes).map(([name, { title, isDefault }]) => ({ scope: googleScope(name), title, isDefault })),
    ],
    pkce: 'S256',
    redirect: { to: 'loopback' },
    // Clients of the type “Desktop app” have one that must go along; Google does not count it as a secret.
    secret: 'required',
    // Google gives a refresh token only with these, and a second time only with `prompt`.
    authorizeParams: { access_type: 'offline', prompt: 'consent' },
    refresh: 'keeps',
  }
}

/** With the key file of a service account, for files and calendars that are shared with its address. */
export function googleServiceAccount({ apis, what, scopes }: { apis: string[]; what: string; scopes: string[] }) {
  const signIn: ServiceAccountSignIn = {
    id: 'service-account',
    kind: 'service-account',
    title: 'Service account',
    summary: `For machines: sees only ${what} shared with the account’s address, and never has to be signed in again.`,
    setupUrl: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
    setup: [
      `In the Google Cloud console, choose or create a project, and under “APIs & Services” enable ${apis.map((api) => `“${api}”`).join(' and ')}.`,
      'Under “IAM & Admin”, “Service accounts”, create one; it needs no role.',
      'Open it, and under “Keys” add a key of the type JSON. A file is downloaded: choose it here.',
      `Share ${what} with the service account’s address, as with a person.`,
    ],
    tokenUrl: 'https://oauth2.googleapis.com/token',
    scopes: [emailScope.scope, ...scopes.map(googleScope)],
  }
  return signIn
}

/** Whose connection it is. The address stands on `www.googleapis.com`, which has to be among the service's hosts. */
export const googleTest: NonNullable<Integration['test']> = {
  request: () => ({ method: 'GET', path: 'https://www.googleapis.com/oauth2/v2/userinfo' }),
  account: (body) => (isJsonObject(body) && typeof body.email === 'string' ? body.email : ''),
  example: {
    sends: { method: 'GET', path: 'https://www.googleapis.com/oauth2/v2/userinfo' },
    reply: { body: { id: '110248495921238986420', email: 'ada@example.com', verified_email: true } },
    account: 'ada@example.com',
  },
}

/** Google says what is wrong in `error`, with a reason for each of its causes. */
export function googleComplaint({ status, body }: ActionReply): Complaint | null {
  const error = isJsonObject(body) ? body.error : undefined
  if (!isJsonObject(error)) return null
  const reasons = [...entriesOf(error, 'errors'), ...entriesOf(error, 'details')].map(({ reason }) => reason)
  const code = reasons.find((reason) => typeof reason === 'string') ?? error.status
  const message = (typeof error.message === 'string' ? error.message : `status ${status}`).replace(/\.$/, '')
  const isTooNarrow = reasons.includes('ACCESS_TOKEN_SCOPE_INSUFFICIENT') || reasons.includes('insufficientPermissions')
  return {
    message: isTooNarrow ? `${message}: connect again and tick the permission this needs` : message,
    ...(typeof code === 'string' && { code }),
    isSignIn: status === 401,
    // Exceeded quotas come with 403 as well; the daily one does not come back soon.
    ...(reasons.some((reason) => reason === 'rateLimitExceeded' || reason === 'userRateLimitExceeded') && {
      retryable: true,
    }),
  }
}

/** Google leaves an empty list out of its replies. */
export function googleList(name: string): (body: Json) => Json[] {
  return (body) => (isJsonObject(body) && Array.isArray(body[name]) ? body[name] : [])
}

/** How Google's lists go on. */
export const googleNextPage = { cursor: 'nextPageToken', name: 'pageToken' }

/** The objects in a list of an object; none where there is no list. */
export function entriesOf(object: JsonObject, name: string): JsonObject[] {
  const list = object[name]
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}

/** A text of an object; empty where there is none. */
export function textAt(object: Json | undefined, name: string): string {
  const text = isJsonObject(object) ? object[name] : undefined
  return typeof text === 'string' ? text : ''
}
