import { userError } from '../../../shared/errors.ts'
import { fillText } from '../connections/fill-text.ts'
import type { Placement, SignIn } from './define-integration.ts'
import type { OpenConnection } from './open-connection.ts'

/** What a credential adds to a request. */
export type Placed = { headers: Record<string, string>; query: Record<string, string> }

const bearer: Placement = { headers: { authorization: 'Bearer {accessToken}' } }

/** Where this way to sign in puts its credential; null where there is none, or it is not sent but signed with. */
function placementOf(signIn: SignIn | null): Placement | null {
  if (signIn === null || signIn.kind === 'signed') return null
  if (signIn.kind === 'secret') return signIn.place
  return signIn.kind === 'service-account' ? bearer : (signIn.place ?? bearer)
}

/** Throws a user error where a secret holds what no header can carry. */
export function placeCredential({ signIn, fields, secrets, title }: OpenConnection): Placed {
  const { headers = {}, query = {}, basic } = placementOf(signIn) ?? {}
  const values = { ...fields, ...secrets }
  const fill = (texts: Record<string, string>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name.toLowerCase(), fillText(text, values).trim()]))
  const placed = {
    headers: {
      ...fill(headers),
      ...(basic && { authorization: basicHeader(fillText(basic.user, values), fillText(basic.password, values)) }),
    },
    query: Object.fromEntries(Object.entries(query).map(([name, text]) => [name, fillText(text, values)])),
  }
  for (const value of Object.values(placed.headers)) {
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw userError('connection.bad-secret', `What “${title}” signs in with holds a character that cannot be sent.`, {
        hint: 'Sign in again, and mind that nothing else is copied with it.',
        field: 'params.connection',
      })
    }
  }
  return placed
}

function basicHeader(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

type Unsigned = {
  method: string
  url: URL
  headers: Record<string, string>
  /** Null where it is a stream: then it is not part of what is signed. */
  body: string | Uint8Array | null
  hasStream: boolean
}

/** Headers of a request signed by AWS Signature Version 4; those it had where nothing is to be signed. */
export async function signRequest(
  { signIn, secrets, fields }: OpenConnection,
  { method, url, headers, body, hasStream }: Unsigned,
  nowMs: number,
): Promise<Record<string, string>> {
  if (signIn?.kind !== 'signed') return headers
  const { accessKeyId = '', secretAccessKey = '', sessionToken } = secrets
  // Loaded with the first request that is signed.
  const { AwsV4Signer } = await import('aws4fetch')
  const signer = new AwsV4Signer({
    ...{ method, url: url.href, accessKeyId, secretAccessKey, service: signIn.service, region: fields.region ?? '' },
    ...(sessionToken && { sessionToken }),
    headers: { ...headers, ...(hasStream && { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }) },
    // Bytes in a buffer of their own kind: what the signer's types know.
    body: body instanceof Uint8Array ? new Uint8Array(body) : body,
    datetime: new Date(nowMs).toISOString().replace(/[:-]|\.\d{3}/g, ''),
  })
  const signed = await signer.sign()
  // The host is what the request goes to; whoever sends it says so.
  signed.headers.delete('host')
  return Object.fromEntries(signed.headers)
}

/** Everything that must not be shown of a connection, in the forms it travels in; fragments of two lines on their own. */
export function secretsOf(connection: OpenConnection): string[] {
  const { headers, query } = placeCredential(connection)
  const placed = [...Object.values(headers), ...Object.values(query)]
  const bare = placed.map((text) => text.replace(/^(Basic|Bearer|Token)\s+/i, ''))
  const own = Object.values(connection.secrets)
  return [...new Set([...own, ...placed, ...bare])]
    .filter((text) => text.length >= 4)
    .sort((a, b) => b.length - a.length)
}
