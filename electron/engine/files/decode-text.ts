import { userError } from '../../../shared/errors.ts'

/** The text of a file; throws a user error where it is not UTF-8. */
export function decodeUtf8(bytes: Buffer, file: string): string {
  try {
    // Drops a byte order mark, as editors do.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw userError('files.not-text', `${file} is not UTF-8 text.`, {
      cause,
      hint: 'Only text files can be read here.',
    })
  }
}
