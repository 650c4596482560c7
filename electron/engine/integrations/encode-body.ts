import { randomUUID } from 'node:crypto'
import type { ActionBody, BodyPart, Mail } from './define-request.ts'
import type { CallFiles } from './integration-client.ts'
import { formText } from './request-text.ts'
import { withValueAt } from './value-at.ts'

/** A body as it is sent. A stream is made anew for each try. */
export type EncodedBody = {
  contentType: string
  content: string | Uint8Array | AsyncIterable<Uint8Array>
  /** Null where nobody knows. */
  bytes: number | null
}

/** Files are streamed; what is a mail is held whole, as its text goes into JSON. */
export async function encodeBody(body: ActionBody, files: CallFiles): Promise<EncodedBody> {
  if ('mail' in body) {
    const { mail, field, json = {} } = body
    const text = await mailText(mail, files)
    if (field === undefined) return textBody(text.toString('base64'), 'text/plain')
    return jsonBody(withValueAt(json, field, text.toString('base64url')))
  }
  if ('json' in body) return jsonBody(body.json)
  if ('form' in body) return textBody(formText(body.form), 'application/x-www-form-urlencoded')
  if ('text' in body) return textBody(body.text, body.mediaType)
  if ('file' in body) {
    const { stream, bytes, mediaType } = await files.read(body.file)
    return { contentType: body.mediaType ?? mediaType, content: stream, bytes }
  }
  return encodeParts(body.parts, body.subtype ?? 'form-data', files)
}

function jsonBody(json: unknown): EncodedBody {
  return textBody(JSON.stringify(json) ?? 'null', 'application/json')
}

function textBody(content: string, contentType: string): EncodedBody {
  return { contentType, content, bytes: Buffer.byteLength(content) }
}

/** RFC 7578 for forms; RFC 2387 for `related`, whose parts have no names. */
async function encodeParts(
  parts: BodyPart[],
  subtype: 'form-data' | 'related',
  files: CallFiles,
): Promise<EncodedBody> {
  const boundary = `niti-${randomUUID()}`
  const pieces = await Promise.all(
    parts.map(async (part) => {
      const { type, content, bytes, fileName } = await readPart(part, files)
      const name = subtype === 'form-data' ? `; name="${quoted(part.name)}"` : ''
      const named = fileName === undefined ? name : `${name}; filename="${quoted(fileName)}"`
      const disposition = subtype === 'form-data' ? [`Content-Disposition: form-data${named}`] : []
      const lines = [`--${boundary}`, ...disposition, ...(type ? [`Content-Type: ${type}`] : []), '', '']
      return { head: Buffer.from(lines.join('\r\n')), content, bytes }
    }),
  )
  const end = Buffer.from(`--${boundary}--\r\n`)
  const lineEnd = Buffer.from('\r\n')
  const total = pieces.reduce((sum, { head, bytes }) => sum + head.length + bytes + lineEnd.length, end.length)
  async function* stream() {
    for (const { head, content } of pieces) {
      yield head
      if (content instanceof Uint8Array) yield content
      else yield* content
      yield lineEnd
    }
    yield end
  }
  return { contentType: `multipart/${subtype}; boundary=${boundary}`, content: stream(), bytes: total }
}

async function readPart(part: BodyPart, files: CallFiles) {
  if ('file' in part) {
    const { stream, bytes, name, mediaType } = await files.read(part.file)
    return { type: mediaType, content: stream, bytes, fileName: part.fileName ?? name }
  }
  const [text, type] = 'json' in part ? [JSON.stringify(part.json), 'application/json'] : [part.text, part.mediaType]
  const content = Buffer.from(text)
  return { type, content, bytes: content.length }
}

/** As browsers write names in a form (WHATWG HTML, multipart/form-data). */
function quoted(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** RFC 5322 text. The library is loaded with the first one. */
async function mailText({ attachments = [], ...mail }: Mail, files: CallFiles): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  const attached = await Promise.all(
    attachments.map(async (file) => {
      const { stream, name, mediaType } = await files.read(file)
      const chunks: Uint8Array[] = []
      for await (const chunk of stream) chunks.push(chunk)
      return { filename: name, contentType: mediaType, content: Buffer.concat(chunks) }
    }),
  )
  const composer = new MailComposer({
    ...mail,
    attachments: attached,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const message = composer.compile()
  // Otherwise it is left out, as servers that take mail by SMTP are told of it apart from the text.
  message.keepBcc = true
  return message.build()
}
