import type { FetchMessageObject } from 'imapflow'
import type { JsonObject } from '../../../../shared/json.ts'
import type { CallFiles } from '../define-protocol.ts'

/** What is fetched of each message of a list. */
export const headParts = { uid: true, envelope: true, flags: true, size: true, internalDate: true } as const

/** A message without its text. */
export function headOf({ uid, envelope = {}, flags, size = 0, internalDate }: FetchMessageObject): JsonObject {
  return {
    uid,
    subject: envelope.subject ?? '',
    from: peopleOf(envelope.from),
    to: peopleOf(envelope.to),
    cc: peopleOf(envelope.cc),
    messageId: envelope.messageId ?? '',
    inReplyTo: envelope.inReplyTo ?? '',
    date: isoDate(envelope.date ?? internalDate),
    // Which of its clients a message was first shown to says nothing to people.
    flags: [...(flags ?? [])].filter((flag) => flag !== '\\Recent'),
    bytes: size,
  }
}

/** Text, HTML and attachments of a message; the attachments are kept as files. */
export async function readMail(source: Uint8Array, files: CallFiles): Promise<JsonObject> {
  const { simpleParser } = await import('mailparser')
  const mail = await simpleParser(Buffer.from(source), { skipImageLinks: true })
  const attachments = []
  for (const [index, { filename, contentType, content }] of mail.attachments.entries()) {
    const name = filename || `attachment-${index + 1}`
    attachments.push(await files.keep({ name, mediaType: contentType, stream: once(content) }))
  }
  return { text: mail.text ?? '', html: mail.html || '', attachments }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function peopleOf(people: { name?: string; address?: string }[] = []): JsonObject[] {
  return people.map(({ name = '', address = '' }) => ({ name, address }))
}

function isoDate(date: Date | string | undefined): string {
  const read = date === undefined ? null : new Date(date)
  return read === null || Number.isNaN(read.getTime()) ? '' : read.toISOString()
}
