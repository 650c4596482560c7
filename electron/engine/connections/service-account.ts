import * as oauth from 'oauth4webapi'
import { userError } from '../../../shared/errors.ts'
import { isJsonObject } from '../../../shared/json.ts'
import type { Http } from '../http/http.ts'
import type { OAuthSignIn, ServiceAccountSignIn } from '../integrations/define-integration.ts'
import type { Credential } from './credential.ts'
import { explainOAuthFailure } from './oauth-failure.ts'
import { openParties } from './oauth-parties.ts'
import type { Secrets } from './vault.ts'

type Wish = {
  way: ServiceAccountSignIn
  fields: Record<string, string>
  secrets: Secrets
  allowPrivate: boolean
  http: Pick<Http, 'guarded'>
  signal: AbortSignal
  nowMs: number
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
/** The longest Google allows. */
const lastsSeconds = 3600

/** The first token for a key file as it was entered. Errors are in words. */
export async function obtainServiceAccount({ title, ...wish }: Wish & { title: string }): Promise<Credential> {
  const key = readKeyFile(wish.secrets.key ?? '')
  try {
    return await askServiceAccountToken({ ...wish, secrets: key })
  } catch (thrown) {
    throw explainOAuthFailure(thrown, { title, secrets: Object.values(key) })
  }
}

/** What is needed of a key file that Google gave out; the rest of it is let go. */
function readKeyFile(text: string): Secrets {
  const file = parse(text)
  const { client_email: clientEmail, private_key: privateKey, private_key_id: keyId } = file
  if (file.type !== 'service_account' || typeof clientEmail !== 'string' || typeof privateKey !== 'string') {
    throw userError('connection.bad-entry', 'This is no key file of a service account.', {
      field: 'secrets.key',
      hint: 'Paste the whole JSON file that was downloaded when the key was made.',
    })
  }
  return { clientEmail, privateKey, ...(typeof keyId === 'string' && { keyId }) }
}

function parse(text: string): Record<string, unknown> {
  try {
    const file: unknown = JSON.parse(text)
    return isJsonObject(file) ? file : {}
  } catch {
    // The parser's own complaint quotes what it read.
    return {}
  }
}

/**
 * A token for what a key signed (RFC 7523). Where the connection has a field `subject`, it is one for that person of the
 * organisation in whose name the account may act.
 */
export async function askServiceAccountToken(wish: Wish): Promise<Credential> {
  const { way, fields, secrets, nowMs } = wish
  const { clientEmail = '', privateKey = '', keyId } = secrets
  const oauthWay: OAuthSignIn = { ...way, ...jwtOnly, kind: 'oauth', authorizeUrl: way.tokenUrl }
  const { as, client, options } = openParties({
    ...wish,
    way: oauthWay,
    client: { clientId: clientEmail, clientSecret: null },
  })
  // It takes longer to load than everything else here together.
  const { importPKCS8, SignJWT } = await import('jose')
  const key = await importPKCS8(privateKey, 'RS256').catch(() => {
    // The cause may quote the key.
    throw userError('connection.bad-entry', 'The private key in the key file cannot be read.', { field: 'secrets.key' })
  })
  const issuedAt = Math.floor(nowMs / 1000)
  const subject = fields.subject ? { sub: fields.subject } : {}
  const assertion = await new SignJWT({ scope: way.scopes.join(' '), ...subject })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) })
    .setIssuer(clientEmail)
    .setAudience(way.tokenUrl)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lastsSeconds)
    .sign(key)
  // Who asks says the signature alone.
  const auth: oauth.ClientAuth = () => {}
  const reply = await oauth.genericTokenEndpointRequest(as, client, auth, grantType, { assertion }, options)
  const token = await oauth.processGenericTokenEndpointResponse(as, client, reply)
  return {
    secrets: { ...secrets, accessToken: token.access_token },
    fields: {},
    expiresAt: nowMs + (token.expires_in ?? lastsSeconds) * 1000,
    scopes: way.scopes,
    missingScopes: [],
    renews: true,
  }
}

const jwtOnly = {
  pkce: 'none',
  redirect: { to: 'loopback' },
  secret: 'none',
  refresh: 'none',
  scopes: [],
} satisfies Partial<OAuthSignIn>
