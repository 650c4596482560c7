import { externalError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { Http } from '../http/http.ts'
import type { IntegrationClient } from '../integrations/integration-client.ts'
import { fillAddress, fillText } from './fill-text.ts'

/** One request, one try. */
export function plainSend(http: Pick<Http, 'guarded'>): IntegrationClient['send'] {
  return async (integration, connection, request, context) => {
    const values = { ...connection.fields, ...connection.secrets }
    const base = fillAddress(integration.baseUrl, values).href.replace(/\/$/, '')
    const url = new URL(request.path.startsWith('http') ? request.path : base + request.path)
    const way = connection.signIn
    const place = way?.kind === 'signed' || !way ? {} : 'place' in way ? way.place : undefined
    const placed = place ?? { headers: { authorization: 'Bearer {accessToken}' } }
    const headers = new Headers({ ...integration.headers, ...request.headers })
    for (const [name, value] of Object.entries(placed.headers ?? {})) headers.set(name, fillText(value, values))
    const body = request.body && 'json' in request.body ? JSON.stringify(request.body.json) : undefined
    if (body !== undefined) headers.set('content-type', 'application/json')
    const fetch = http.guarded({ allowPrivate: connection.allowPrivate })
    const reply = await fetch(url.href, { method: request.method, headers, body, signal: context.signal })
    const text = await reply.text()
    const parsed = (text === '' ? null : JSON.parse(text)) as Json // what JSON.parse gives
    const answer = { status: reply.status, headers: Object.fromEntries(reply.headers), body: parsed }
    const complaint = integration.complaint?.(answer) ?? (reply.ok ? null : { message: `status ${reply.status}` })
    if (complaint) throw externalError('service.refused', `${integration.title}: ${complaint.message}`)
    return answer
  }
}
