import { userError } from '../../../../shared/errors.ts'

/** Bytes that are looked at to tell text from other things. */
const sampleBytes = 8_192

/**
 * The text of bytes of which nobody says how they are written: by their mark, else as UTF-8, else as UTF-16 where every
 * other byte is zero, else as Windows-1252, which is what old files of western languages are. Refuses what is no text.
 */
export function decodeText(bytes: Uint8Array<ArrayBuffer>, name: string): string {
  const [first, second, third] = bytes
  if (first === 0xff && second === 0xfe) return decode('utf-16le', bytes)
  if (first === 0xfe && second === 0xff) return decode('utf-16be', bytes)
  if (first === 0xef && second === 0xbb && third === 0xbf) return decode('utf-8', bytes)
  const wide = wideEncoding(bytes)
  if (wide) return decode(wide, bytes)
  const sample = bytes.subarray(0, sampleBytes)
  if (sample.includes(0)) throw notText(name)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Text has next to no control characters besides those that make lines.
    const controls = sample.reduce(
      (sum, byte) => sum + (byte < 9 || (byte > 13 && byte < 32) || byte === 127 ? 1 : 0),
      0,
    )
    if (controls > sample.length / 200) throw notText(name)
    return decode('windows-1252', bytes)
  }
}

function decode(encoding: string, bytes: Uint8Array<ArrayBuffer>): string {
  return new TextDecoder(encoding).decode(bytes)
}

/** UTF-16 without a mark: most characters of most texts are of Latin-1, so one byte of each pair is zero. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(bytes.length, sampleBytes) & ~1
  if (length < 8 || bytes.length % 2 !== 0) return null
  let even = 0
  let odd = 0
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) even++
    if (bytes[at + 1] === 0) odd++
  }
  const pairs = length / 2
  if (odd > pairs * 0.6 && even < pairs * 0.05) return 'utf-16le'
  return even > pairs * 0.6 && odd < pairs * 0.05 ? 'utf-16be' : null
}

export function notText(name: string) {
  return userError('knowledge.not-text', `${name} is not text, nor a document that can be read here.`, {
    hint: 'Text, Markdown, PDF, Word (docx), CSV and HTML files can be read.',
  })
}
