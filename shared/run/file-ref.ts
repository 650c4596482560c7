import { isJsonObject, type Json } from '../json.ts'

/** Key of the object that stands for a file in a value: `{ $file: { name, mediaType, bytes } }`. */
export const fileMark = '$file'

/** A file that a value names: its bytes are kept apart, under `blobId`, or lie at `path`. */
export type FileRef = { name: string; mediaType: string; bytes: number; blobId?: string; path?: string }

/** The file that a value stands for; null where it is any other value. */
export function fileRefOf(value: Json | undefined): FileRef | null {
  if (!isJsonObject(value)) return null
  const file = value[fileMark]
  if (!isJsonObject(file)) return null
  const { name, mediaType, bytes, blobId, path } = file
  if (typeof name !== 'string' || typeof mediaType !== 'string' || typeof bytes !== 'number') return null
  return {
    name,
    mediaType,
    bytes,
    ...(typeof blobId === 'string' ? { blobId } : {}),
    ...(typeof path === 'string' ? { path } : {}),
  }
}
