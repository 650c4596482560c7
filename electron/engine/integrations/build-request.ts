import { userError } from '../../../shared/errors.ts'
import { fillText } from '../connections/fill-text.ts'
import type { Integration } from './define-integration.ts'
import type { ActionRequest } from './define-request.ts'
import type { OpenConnection } from './open-connection.ts'
import { placeCredential } from './place-credential.ts'
import { pairsOf } from './request-text.ts'
import { hostsOf, type ServiceHosts } from './service-hosts.ts'

/** A request with its address, before its body and its signature are made. */
export type BuiltRequest = {
  method: ActionRequest['method']
  /** Without what the credential adds. */
  url: URL
  /** In lower case; without what the credential adds. */
  headers: Record<string, string>
  body: ActionRequest['body']
  reads: NonNullable<ActionRequest['reads']>
  hosts: ServiceHosts
}

/** What only the connection itself may say. */
const ownHeaders = [
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
]

/** `from` says who named the address. Throws where it is none of the integration's. */
export function buildRequest(
  integration: Integration,
  connection: OpenConnection,
  { request, from }: { request: ActionRequest; from: 'request' | 'reply' },
): BuiltRequest {
  const { method, path, query = {}, body, reads = 'json' } = request
  const hosts = hostsOf(integration, connection)
  const url = hosts.resolve(path, from)
  // No fragment is sent.
  url.hash = ''
  for (const [name, value] of pairsOf(query)) url.searchParams.append(name, value)
  const values = { ...connection.fields, ...connection.secrets }
  const given = { ...integration.headers, ...request.headers }
  const headers: Record<string, string> = {
    accept: reads === 'json' || typeof reads === 'object' ? 'application/json' : '*/*',
  }
  for (const [name, value] of Object.entries(given)) {
    const lower = name.toLowerCase()
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n\0]/.test(value)) {
      throw userError('service.bad-header', `“${name.slice(0, 100)}” is no header that can be sent.`, {
        field: 'params.headers',
      })
    }
    const isOurs = Object.hasOwn(integration.headers ?? {}, name) && !Object.hasOwn(request.headers ?? {}, name)
    if (!ownHeaders.includes(lower)) headers[lower] = isOurs ? fillText(value, values) : value
  }
  return { method, url, headers, body, reads, hosts }
}

/** The address and headers as they go to one of the integration's own hosts: with the credential. */
export function withCredential(url: URL, headers: Record<string, string>, connection: OpenConnection) {
  const placed = placeCredential(connection)
  const own = new URL(url)
  for (const [name, value] of Object.entries(placed.query)) own.searchParams.set(name, value)
  return { url: own, headers: { ...headers, ...placed.headers } }
}
