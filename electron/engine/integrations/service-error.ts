import { externalError, type NitiError, userError } from '../../../shared/errors.ts'
import { redactText } from '../http/redact.ts'
import type { Complaint, Integration } from './define-integration.ts'
import type { ActionReply } from './define-request.ts'
import type { Service } from './define-service.ts'
import type { OpenConnection } from './open-connection.ts'
import { secretsOf } from './place-credential.ts'
import { replyText } from './request-text.ts'

/** What is wrong with a reply: the service's own complaint, else its status in words. Null where nothing is. */
export function complaintOf(integration: Integration, reply: ActionReply): Complaint | null {
  const own = integration.complaint?.(reply) ?? null
  if (own) return { ...own, isSignIn: own.isSignIn ?? reply.status === 401 }
  if (reply.status < 400) return null
  const said = saidIn(reply)
  return {
    message: said === '' ? `${statusWords[reply.status] ?? 'it failed'}` : said,
    code: String(reply.status),
    isSignIn: reply.status === 401,
  }
}

/** Whether trying again later may help. */
export function isTemporary(complaint: Complaint, status: number): boolean {
  return complaint.retryable ?? [408, 429, 500, 502, 503, 504].includes(status)
}

/** The error a complaint becomes. Secrets are out of it, also where the service repeats what it was sent. */
export function serviceError(
  { title }: Pick<Service, 'title'>,
  connection: OpenConnection,
  { complaint, status }: { complaint: Complaint; status: number },
): NitiError {
  const said = complaintText(complaint, connection)
  return externalError(`service.${reasonOf(complaint, status)}`, `${title} says: ${said}`, {
    retryable: isTemporary(complaint, status),
    details: { status, ...(complaint.code !== undefined && { code: complaint.code }) },
  })
}

/** The credential is refused, and renewing it did not help. */
export function refusedError(
  { title }: Pick<Service, 'title'>,
  connection: OpenConnection,
  complaint: Complaint,
): NitiError {
  const said = complaintText(complaint, connection)
  return userError('connection.refused', `${title} refuses the sign-in of “${connection.title}”: ${said}`, {
    field: 'params.connection',
    hint: `Sign in again under “Integrations”, ${title}.`,
  })
}

/** What the service says, with its code for it, as a sentence's end. */
export function complaintText({ message, code }: Complaint, connection: OpenConnection): string {
  const bare = message
    .trim()
    .replace(/[.\s]+$/, '')
    .slice(0, 1_000)
  const named = code === undefined || bare.includes(code) ? '' : ` (${code})`
  return redactText(/[!?]$/.test(bare) && named === '' ? bare : `${bare}${named}.`, secretsOf(connection))
}

function reasonOf({ isSignIn }: Complaint, status: number): string {
  if (isSignIn) return 'refused-sign-in'
  if (status >= 500) return 'failed'
  return reasons[status] ?? 'refused'
}

const reasons: Record<number, string> = {
  ...{ 400: 'bad-request', 402: 'payment-needed', 403: 'forbidden', 404: 'not-found', 408: 'timeout' },
  ...{ 409: 'conflict', 410: 'not-found', 412: 'conflict', 413: 'too-large', 422: 'bad-request' },
  ...{ 423: 'conflict', 429: 'rate-limited' },
}

const statusWords: Record<number, string> = {
  ...{ 400: 'the request is not as it should be', 401: 'who asks is not known', 403: 'that is not allowed' },
  ...{ 404: 'there is no such thing', 409: 'that conflicts with what is there', 410: 'that is gone' },
  ...{ 413: 'that is too large', 422: 'the request is not as it should be', 429: 'too many requests' },
  ...{
    500: 'something is wrong there',
    502: 'it cannot be reached',
    503: 'it cannot answer now',
    504: 'it took too long',
  },
}

/** Where services that say it in the usual way put it; else the beginning of a text that is no page. */
function saidIn({ body }: ActionReply): string {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    for (const member of ['message', 'error_description', 'error', 'detail', 'title', 'errors']) {
      const value = body[member]
      if (typeof value === 'string' && value !== '') return value
      if (typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value.message === 'string') {
        return value.message
      }
    }
  }
  const text = replyText(body) ?? ''
  return /^\s*</.test(text) ? '' : text.slice(0, 300).trim()
}
