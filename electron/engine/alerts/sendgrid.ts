import type { Clock } from '../../../shared/clock.ts'
import { NitiError, userError } from '../../../shared/errors.ts'
import { isJsonObject } from '../../../shared/json.ts'
import type { Http } from '../http/http.ts'
import type { Parcel, Send } from './channel-kind.ts'
import { mailOf } from './mail-text.ts'
import { post } from './post.ts'

const addresses = {
  global: 'https://api.sendgrid.com/v3/mail/send',
  eu: 'https://api.eu.sendgrid.com/v3/mail/send',
}

const hints: Record<number, string> = {
  401: 'Make a key under “Settings”, “API keys” in SendGrid, and set it here. Keys of the EU work in the EU alone.',
  403: 'The key must be allowed to send mail, and the sender has to be verified in SendGrid.',
}

/** Mail by SendGrid. https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send */
export function createSendGrid({ http, clock }: { http: Http; clock: Clock }): Send<'sendgrid'> {
  return async (parcel) => {
    const { target, secrets, signal } = parcel
    const { key } = secrets
    if (key === undefined) throw userError('channel.no-key', 'This channel has no key.', { field: 'key' })
    const headers = { authorization: `Bearer ${key}` }
    const request = { url: addresses[target.region], headers, body: JSON.stringify(messageOf(parcel)) }
    try {
      return {
        said: await post(http, { ...request, allowPrivate: false, secrets: [key], signal, clock, readWords: wordsOf }),
      }
    } catch (thrown) {
      const status = thrown instanceof NitiError ? statusOf(thrown) : null
      const hint = status === null ? undefined : hints[status]
      if (!(thrown instanceof NitiError) || hint === undefined) throw thrown
      throw new NitiError({ ...thrown.info, hint }, { cause: thrown })
    }
  }
}

function messageOf(parcel: Parcel<'sendgrid'>) {
  const { from, to, subject, text, html, headers } = mailOf(parcel)
  return {
    // Each receiver sees only themselves.
    personalizations: to.map((email) => ({ to: [{ email }] })),
    from: { email: from.address, name: from.name },
    subject,
    content: [
      { type: 'text/plain', value: text },
      { type: 'text/html', value: html },
    ],
    headers,
    custom_args: { niti_message: parcel.messageId },
    // A mail that loads nothing and tells nobody who read it.
    tracking_settings: {
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
    },
  }
}

/** Of `{ "errors": [{ "message": "...", "field": "from" }] }`. */
function wordsOf(text: string): string {
  try {
    const body: unknown = JSON.parse(text)
    const errors = typeof body === 'object' && body !== null && 'errors' in body ? body.errors : null
    if (!Array.isArray(errors)) return text
    return errors.flatMap((error: unknown) => (hasMessage(error) ? [error.message] : [])).join(' ')
  } catch {
    return text
  }
}

function hasMessage(error: unknown): error is { message: string } {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
}

function statusOf({ info: { details } }: NitiError): number | null {
  return isJsonObject(details) && typeof details.status === 'number' ? details.status : null
}
