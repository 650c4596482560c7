import { isJsonObject, type Json } from '../../../shared/json.ts'
import type { FileRef } from '../../../shared/run/file-ref.ts'
import { instantOf, isWholeDay } from './define-calendar.ts'
import type { Mail } from './define-integration.ts'
import { parseAddress } from './define-mail.ts'
import { objectAt, textAt } from './define-microsoft.ts'

function recipient(text: string) {
  const { name, address } = parseAddress(text)
  return { emailAddress: { address, name: name || undefined } }
}

type WrittenMail = {
  subject: string
  text: string
  asHtml: boolean
  to?: string[] | undefined
  cc?: string[] | undefined
  bcc?: string[] | undefined
}

/** A mail as Graph takes it. */
export function writtenMessage(input: WrittenMail) {
  return {
    subject: input.subject,
    body: { contentType: input.asHtml ? 'html' : 'text', content: input.text },
    toRecipients: input.to?.map(recipient),
    ccRecipients: input.cc?.map(recipient),
    bccRecipients: input.bcc?.map(recipient),
  }
}

/** The same as a mail of its own form. */
export function writtenMail(input: WrittenMail & { attachments?: FileRef[] | undefined }): Mail {
  const { to = [], cc, bcc, subject, text, attachments } = input
  return { to, cc, bcc, subject, ...(input.asHtml ? { html: text } : { text }), attachments }
}

/** An event as Graph takes it; what is not given is left out. */
export function writtenEvent(input: {
  title?: string
  start?: string
  end?: string
  timeZone: string
  description?: string
  location?: string
  guests?: string[] | undefined
}) {
  return {
    subject: input.title || undefined,
    body: input.description ? { contentType: 'text', content: input.description } : undefined,
    start: input.start ? timeOf(input.start, input.timeZone) : undefined,
    end: input.end ? timeOf(input.end, input.timeZone, 'end') : undefined,
    isAllDay: input.start ? isWholeDay(input.start) : undefined,
    location: input.location ? { displayName: input.location } : undefined,
    attendees: input.guests?.map((guest) => ({ type: 'required', ...recipient(guest) })),
  }
}

/** Whole days go from midnight to the midnight after the last one. A time with an offset is told in UTC. */
function timeOf(text: string, timeZone: string, side: 'start' | 'end' = 'start') {
  if (isWholeDay(text)) {
    const day = side === 'start' ? text.trim() : new Date(Date.parse(text) + 86_400_000).toISOString().slice(0, 10)
    return { dateTime: `${day}T00:00:00`, timeZone }
  }
  if (/(Z|[+-]\d{2}:?\d{2})$/i.test(text.trim())) return { dateTime: instantOf(text).replace('Z', ''), timeZone: 'UTC' }
  return { dateTime: text.trim(), timeZone }
}

function addressOf(person: Json | undefined): string {
  const { name, address } = objectAt(person, 'emailAddress')
  if (typeof address !== 'string') return ''
  return typeof name === 'string' && name !== '' && name !== address ? `${name} <${address}>` : address
}

/** A mail as people know it, from Graph’s. */
export function flatMail(message: Json): Json {
  if (!isJsonObject(message)) return message
  const all = (people: Json | undefined) => (Array.isArray(people) ? people.map(addressOf) : [])
  return {
    id: textAt(message, 'id'),
    conversationId: textAt(message, 'conversationId'),
    messageId: textAt(message, 'internetMessageId'),
    from: addressOf(message.from),
    to: all(message.toRecipients),
    cc: all(message.ccRecipients),
    subject: textAt(message, 'subject'),
    date: textAt(message, 'receivedDateTime'),
    preview: textAt(message, 'bodyPreview'),
    isRead: message.isRead ?? null,
    hasAttachments: message.hasAttachments ?? null,
    importance: textAt(message, 'importance'),
    categories: message.categories ?? [],
    link: textAt(message, 'webLink'),
    ...(isJsonObject(message.body) && { text: textAt(message.body, 'content') }),
  }
}

/** Times without anything else come in UTC unless another zone is asked for. */
function timeText(time: Json | undefined): string {
  const text = textAt(time, 'dateTime').replace(/\.0+$/, '')
  return text !== '' && textAt(time, 'timeZone') === 'UTC' ? `${text}Z` : text
}

/** An event as people know it, from Graph’s. */
export function flatEvent(event: Json): Json {
  if (!isJsonObject(event)) return event
  const guests = Array.isArray(event.attendees) ? event.attendees : []
  return {
    id: textAt(event, 'id'),
    title: textAt(event, 'subject'),
    description: textAt(event, 'bodyPreview'),
    location: textAt(event.location, 'displayName'),
    start: timeText(event.start),
    end: timeText(event.end),
    allDay: event.isAllDay === true,
    cancelled: event.isCancelled === true,
    organizer: addressOf(event.organizer),
    guests: guests.map((guest) => ({
      email: textAt(objectAt(guest, 'emailAddress'), 'address'),
      name: textAt(objectAt(guest, 'emailAddress'), 'name'),
      answer: textAt(objectAt(guest, 'status'), 'response'),
    })),
    link: textAt(event, 'webLink'),
    meetingLink: textAt(event.onlineMeeting, 'joinUrl'),
    created: textAt(event, 'createdDateTime'),
    updated: textAt(event, 'lastModifiedDateTime'),
  }
}
