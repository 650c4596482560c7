import { userError } from '../../../shared/errors.ts'
import { type FileRef, fileRefOf, isTextType } from '../../../shared/run/file-ref.ts'
import type { ChatMessage, ModelRequest } from '../../../shared/run/model-call.ts'
import type { OpenedFile, Provider, SentMessage, SentRequest } from './define-provider.ts'

export type ReadFile = (file: FileRef) => Promise<Uint8Array>

/** Bytes of a picture or PDF, of a text, and of all files of one request. What vendors take at most is a little more. */
const mostBytes = 20 * 1024 * 1024
const mostTextBytes = 1024 * 1024
const mostBytesInAll = 24 * 1024 * 1024

/**
 * A request with its files read: text becomes part of the message, pictures and PDFs go along where the provider takes them.
 * @throws a user error that names the file and the provider.
 */
export async function openFiles(request: ModelRequest, provider: Provider, read: ReadFile): Promise<SentRequest> {
  if (request.messages.every((message) => !message.files || message.files.length === 0)) return request
  const room = { bytes: mostBytesInAll }
  const messages: SentMessage[] = []
  // One after the other, so that no more is held than goes along.
  for (const message of request.messages) messages.push(await openMessage(message, { provider, read, room }))
  return { ...request, messages }
}

type Opening = { provider: Provider; read: ReadFile; room: { bytes: number } }

async function openMessage({ files, ...message }: ChatMessage, opening: Opening): Promise<SentMessage> {
  const opened: OpenedFile[] = []
  const texts: string[] = []
  for (const value of files ?? []) {
    const file = fileRefOf(value)
    if (!file) throw userError('model.not-a-file', 'Something that is no file was to go along with a prompt.')
    const isText = isTextType(file.mediaType)
    refuseUnfit(file, isText, opening)
    const bytes = await opening.read(file)
    opening.room.bytes -= bytes.length
    if (opening.room.bytes < 0) throw tooLarge(file, 'together with the others', mostBytesInAll)
    if (isText) texts.push(`File “${file.name}”:\n\n${decode(bytes, file)}`)
    else opened.push({ ...pick(file), bytes: bytes.length, base64: Buffer.from(bytes).toString('base64') })
  }
  const content = [...texts, message.content].filter((text) => text !== '').join('\n\n')
  return { ...message, content, ...(opened.length > 0 && { opened }) }
}

function pick({ name, mediaType }: FileRef) {
  return { name, mediaType }
}

function refuseUnfit(file: FileRef, isText: boolean, { provider }: Opening): void {
  const most = isText ? mostTextBytes : mostBytes
  if (file.bytes > most) throw tooLarge(file, 'alone', most)
  if (isText || provider.takesFiles?.includes(file.mediaType)) return
  const takes = (provider.takesFiles ?? []).map((type) => type.replace(/^.*\//, '').toUpperCase())
  throw userError('model.file-not-taken', `${provider.title} takes no file like “${file.name}” (${file.mediaType}).`, {
    hint: `It takes text${takes.length > 0 ? `, ${takes.join(', ')}` : ' alone'}. Leave the file out, turn it into one of these, or choose another model.`,
    details: { file: file.name, mediaType: file.mediaType, provider: provider.id },
  })
}

function tooLarge(file: FileRef, how: string, most: number) {
  const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`
  return userError(
    'model.file-too-large',
    `The file “${file.name}” (${mebibytes(file.bytes)}) is too large ${how} to go along with a prompt: ${mebibytes(most)} at most.`,
    { hint: 'Make it smaller, or search it as part of a knowledge base.' },
  )
}

function decode(bytes: Uint8Array, file: FileRef): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw userError(
      'model.file-not-text',
      `The file “${file.name}” is said to be text (${file.mediaType}), and is not.`,
    )
  }
}
