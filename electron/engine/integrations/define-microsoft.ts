import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import type { ActionReply, ActionRequest, Complaint, Integration, OAuthSignIn } from './define-integration.ts'

/*
 * What Microsoft's services share: one sign-in, one API (Microsoft Graph), one form of lists and complaints. Sources:
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow and https://learn.microsoft.com/graph.
 */

export const graphUrl = 'https://graph.microsoft.com/v1.0'

/** By name: what it allows, in plain words, and whether it is asked for unless told otherwise. */
type GraphScopes = Record<string, { title: string; isDefault: boolean }>

/** Whose accounts may sign in. */
export const microsoftFields: NonNullable<Integration['fields']> = [
  {
    name: 'tenant',
    title: 'Directory (tenant)',
    description: '`common` for all accounts; the directory’s id where the app is for one organization only.',
    placeholder: 'common',
    pattern: /[A-Za-z0-9.-]+/,
    initial: 'common',
  },
]

/** In the browser, or where none can open with a code; with an app of one's own that has no secret. */
export function microsoftSignIn(scopes: GraphScopes): OAuthSignIn[] {
  const login = 'https://login.microsoftonline.com/{tenant}/oauth2/v2.0'
  const shared = {
    kind: 'oauth',
    setupUrl: 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade',
    authorizeUrl: `${login}/authorize`,
    tokenUrl: `${login}/token`,
    scopes: [
      // Without it there is no refresh token, and the sign-in ends after an hour.
      { scope: 'offline_access', title: 'Stay signed in', isDefault: true },
      { scope: 'User.Read', title: 'See which account this is', isDefault: true },
      ...Object.entries(scopes).map(([scope, { title, isDefault }]) => ({ scope, title, isDefault })),
    ],
    pkce: 'S256',
    // Registered as http://localhost: Microsoft lets any port follow.
    redirect: { to: 'localhost' },
    // A public client that sends one is refused (AADSTS700025).
    secret: 'none',
    authorizeParams: { prompt: 'select_account' },
    refresh: 'rotates',
  } satisfies Partial<OAuthSignIn>
  const register = [
    'In the Microsoft Entra admin center, choose “App registrations”, then “New registration”.',
    'As “Supported account types” choose accounts in any organizational directory and personal Microsoft accounts.',
  ]
  const permissions = [
    'Under “API permissions”, add these as delegated permissions of Microsoft Graph: {scopes}. Where your organization wants it, an administrator has to consent.',
    'Copy the “Application (client) ID” from “Overview”. No client secret is needed.',
  ]
  return [
    {
      ...shared,
      id: 'microsoft',
      title: 'Microsoft account',
      summary: 'Works with what your own account can see, at home or at work.',
      setup: [
        ...register,
        'As “Redirect URI” choose “Public client/native (mobile & desktop)”, and enter `http://localhost`.',
        ...permissions,
      ],
    },
    {
      ...shared,
      id: 'microsoft-code',
      title: 'Microsoft account, with a code',
      summary: 'Where no browser can open here: a code is typed in on another device.',
      flow: 'device',
      deviceUrl: `${login}/devicecode`,
      setup: [...register, 'Under “Authentication”, switch on “Allow public client flows”.', ...permissions],
    },
  ]
}

/** Whose connection it is. */
export const microsoftTest: NonNullable<Integration['test']> = {
  request: () => ({ method: 'GET', path: '/me', query: { $select: 'id,displayName,mail,userPrincipalName' } }),
  account: (body) => textAt(body, 'mail') || textAt(body, 'userPrincipalName') || textAt(body, 'displayName'),
  example: {
    sends: { method: 'GET', path: '/me', query: { $select: 'id,displayName,mail,userPrincipalName' } },
    reply: {
      body: {
        '@odata.context': `${graphUrl}/$metadata#users(id,displayName,mail,userPrincipalName)/$entity`,
        id: '48d31887-5fad-4d73-a9f5-3c356e68a038',
        displayName: 'Megan Bowen',
        mail: 'megan@contoso.com',
        userPrincipalName: 'megan@contoso.com',
      },
    },
    account: 'megan@contoso.com',
  },
}

/** Graph says what is wrong in `error`; how it is called inside may be more telling. */
export function microsoftComplaint({ status, body }: ActionReply): Complaint | null {
  const error = isJsonObject(body) ? body.error : undefined
  if (!isJsonObject(error)) return null
  const code = textAt(error, 'code')
  const message = (textAt(error, 'message') || code || `status ${status}`).replace(/\.$/, '')
  const isTooNarrow = status === 403 && /AccessDenied|Authorization_RequestDenied|Forbidden/i.test(code)
  return {
    message: isTooNarrow ? `${message}: the permission this needs may be missing; connect again and tick it` : message,
    ...(code && { code }),
    isSignIn: status === 401,
  }
}

/** 10,000 requests in 10 minutes and four at once hold for one mailbox; others have more. */
export const graphLimits: NonNullable<Integration['limits']> = {
  windows: [{ requests: 10_000, seconds: 600 }],
  atOnce: 4,
  note: 'Microsoft says how long to wait where a limit is exceeded (https://learn.microsoft.com/graph/throttling-limits).',
}

/** The entries of a list. */
export function graphList(body: Json): Json[] {
  return isJsonObject(body) && Array.isArray(body.value) ? body.value : []
}

/** Graph names the whole address of the next page, under a name with a dot. Headers go along again. */
export function graphNextPage({
  request,
  reply,
}: {
  request: ActionRequest
  reply: ActionReply
}): ActionRequest | null {
  const address = textAt(reply.body, '@odata.nextLink')
  return address === '' ? null : { method: 'GET', path: address, headers: request.headers }
}

/** How Graph's lists come; `most` is the largest page. */
export function graphPages(most: number, each?: (item: Json) => Json) {
  return { items: graphList, size: { name: '$top', most }, next: graphNextPage, ...(each && { each }) }
}

/** A text of an object; empty where there is none. */
export function textAt(object: Json | undefined, name: string): string {
  const text = isJsonObject(object) ? object[name] : undefined
  return typeof text === 'string' ? text : ''
}

/** An object in an object; an empty one where there is none. */
export function objectAt(object: Json | undefined, name: string): JsonObject {
  const inner = isJsonObject(object) ? object[name] : undefined
  return isJsonObject(inner) ? inner : {}
}

/** What goes between single quotes in OData. */
export function odataText(text: string): string {
  return text.replaceAll("'", "''")
}
