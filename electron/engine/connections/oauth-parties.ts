import * as oauth from 'oauth4webapi'
import { userError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { Http } from '../http/http.ts'
import type { OAuthSignIn } from '../integrations/define-integration.ts'
import { fillAddress } from './fill-text.ts'
import { toStandardDevice, toStandardReply } from './token-reply.ts'

/** Somebody's own client at the service; the secret is null where it has none. */
export type OAuthClient = { clientId: string; clientSecret: string | null }

export type OAuthSetup = {
  way: OAuthSignIn
  fields: Record<string, string>
  client: OAuthClient
  allowPrivate: boolean
  http: Pick<Http, 'guarded'>
  signal: AbortSignal
}

const maxReplyBytes = 1024 * 1024
const requestTimeoutMs = 30_000

/** Both sides of a sign-in as the library knows them; `sent` tells what the last reply was before it was put in order. */
export function openParties({ way, fields, client, allowPrivate, http, signal }: OAuthSetup) {
  let sent: Json = null
  const read = (template: string) => refuseUnsafe(fillAddress(template, fields), allowPrivate)
  const address = (template: string) => read(template).href
  const authorizeUrl = read(way.authorizeUrl)
  const as: oauth.AuthorizationServer = {
    issuer: way.issuer === undefined ? authorizeUrl.origin : address(way.issuer),
    authorization_endpoint: authorizeUrl.href,
    token_endpoint: address(way.tokenUrl),
    ...(way.revokeUrl !== undefined && { revocation_endpoint: address(way.revokeUrl) }),
    ...(way.deviceUrl !== undefined && { device_authorization_endpoint: address(way.deviceUrl) }),
  }
  const fetch = http.guarded({ allowPrivate, maxBodyBytes: maxReplyBytes })

  async function send(
    url: string,
    init: { method: string; headers: Record<string, string>; body?: unknown; signal?: AbortSignal },
  ) {
    const form = init.body instanceof URLSearchParams ? init.body : new URLSearchParams()
    const isRevocation = url === as.revocation_endpoint
    const isJson = way.tokenBody === 'json' && (isRevocation || url === as.token_endpoint)
    const headers = { ...init.headers, ...(isJson && { 'content-type': 'application/json' }) }
    const body = isJson ? JSON.stringify(Object.fromEntries(form)) : form.toString()
    const reply = await fetch(url, { method: init.method, headers, body, redirect: 'manual', signal: init.signal })
    const text = await reply.text()
    const mediaType = reply.headers.get('content-type') ?? ''
    const standard = toStandardReply(way, { status: reply.status, mediaType, text })
    if (!standard) return new Response([204, 304].includes(reply.status) ? null : text, { status: reply.status })
    sent = standard.sent
    // What a revocation answers is told by its status alone, once an error has got its own.
    if (isRevocation && standard.status === 200) return new Response(null)
    const isDevice = url === as.device_authorization_endpoint && standard.status === 200
    return Response.json(isDevice ? toStandardDevice(standard.sent) : standard.body, { status: standard.status })
  }

  const options = {
    [oauth.customFetch]: send,
    // A service on this machine or in a private network may have no certificate.
    [oauth.allowInsecureRequests]: allowPrivate,
    signal: () => AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
  }
  return { as, client: { client_id: client.clientId }, auth: clientAuth(way, client), options, lastReply: () => sent }
}

export type OAuthParties = ReturnType<typeof openParties>

/** A token in the clear is for this machine and private networks alone. */
function refuseUnsafe(url: URL, allowPrivate: boolean): URL {
  if (allowPrivate || url.protocol === 'https:') return url
  throw userError('sign-in.not-https', `${url.host} would be signed in to without encryption.`, {
    hint: 'Use its https address, or allow private addresses where it is on this machine or in your own network.',
  })
}

function clientAuth({ clientAuth: way }: OAuthSignIn, { clientId, clientSecret }: OAuthClient): oauth.ClientAuth {
  if (way !== 'basic') return clientSecret === null ? oauth.None() : oauth.ClientSecretPost(clientSecret)
  // The library also escapes what needs it not, such as the hyphens of a UUID, and many services do not undo that. Reddit's
  // clients without a secret name themselves by an empty one.
  const basic = `Basic ${btoa(`${escapeForm(clientId)}:${escapeForm(clientSecret ?? '')}`)}`
  return (_as, _client, _body, headers) => headers.set('authorization', basic)
}

/** RFC 6749, 2.3.1. */
function escapeForm(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+')
}
