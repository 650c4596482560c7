import { isJsonObject, type Json } from '../json.ts'

/** Key of the object that stands for a file in a value: `{ $file: { name, mediaType, bytes } }`. */
export const fileMark = '$file'

/** Largest file whose bytes are read or kept, in bytes. */
export const mostFileBytes = 256 * 1024 * 1024

/**
 * A file that a value names: its bytes are kept apart, under `blobId` (their SHA-256), or lie at `path`. `seal` shows that
 * the engine named the path itself: what came from elsewhere must not make it read a file nobody chose.
 */
export type FileRef = {
  name: string
  /** IANA media type, without parameters. */
  mediaType: string
  bytes: number
  blobId?: string
  path?: string
  seal?: string
}

/** The file that a value stands for; null where it is any other value. */
export function fileRefOf(value: Json | undefined): FileRef | null {
  if (!isJsonObject(value)) return null
  const file = value[fileMark]
  if (!isJsonObject(file)) return null
  const { name, mediaType, bytes, blobId, path, seal } = file
  if (typeof name !== 'string' || typeof mediaType !== 'string' || typeof bytes !== 'number') return null
  return {
    name,
    mediaType,
    bytes,
    ...(typeof blobId === 'string' ? { blobId } : {}),
    ...(typeof path === 'string' ? { path } : {}),
    ...(typeof seal === 'string' ? { seal } : {}),
  }
}

/** The value that stands for a file. */
export function fileValue(file: FileRef): Json {
  return { [fileMark]: { ...file } }
}

const blobIdInText = /"blobId":"([0-9a-f]{64})"/g

/** Ids of the kept files that a value names, from its JSON. */
export function blobIdsIn(text: string): string[] {
  if (!text.includes('"blobId":"')) return []
  return [...new Set([...text.matchAll(blobIdInText)].flatMap(([, id]) => (id === undefined ? [] : [id])))]
}

const mediaTypes: Record<string, string> = {
  ...{ txt: 'text/plain', md: 'text/markdown', csv: 'text/csv', html: 'text/html', json: 'application/json' },
  ...{ xml: 'application/xml', pdf: 'application/pdf', zip: 'application/zip', gz: 'application/gzip' },
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' },
  ...{ svg: 'image/svg+xml', mp3: 'audio/mpeg', wav: 'audio/wav', mp4: 'video/mp4', webm: 'video/webm' },
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
}

/** What the ending of a file's name says it is; `application/octet-stream` where it says nothing. */
export function mediaTypeOf(name: string): string {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  return (Object.hasOwn(mediaTypes, ending) && mediaTypes[ending]) || 'application/octet-stream'
}

/** The usual ending of names of this type, with its dot; none where it is not known. */
export function endingOf(mediaType: string): string {
  const found = Object.entries(mediaTypes).find(([, type]) => type === mediaType)
  return found ? `.${found[0]}` : ''
}

/** A content type without its parameters: `text/html` of `text/html; charset=utf-8`. */
export function bareMediaType(contentType: string): string {
  return contentType.split(';')[0]?.trim().toLowerCase() ?? ''
}

const textApplications = [
  ...['json', 'jsonl', 'jsonlines', 'x-ndjson', 'xml', 'yaml', 'x-yaml', 'javascript', 'graphql', 'sql', 'toml'],
  'x-www-form-urlencoded',
]

/** Whether bytes of this content type are text to read, not a file to pass on. Nothing said counts as text. */
export function isTextType(contentType: string): boolean {
  const type = bareMediaType(contentType)
  if (type === '' || type.startsWith('text/') || /\+(json|xml|yaml)$/.test(type)) return true
  return type.startsWith('application/') && textApplications.includes(type.slice('application/'.length))
}
