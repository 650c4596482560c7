/** By what the files of each kind begin with. */
const beginnings: [what: string, bytes: number[]][] = [
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a picture (PNG)', [0x89, 0x50, 0x4e, 0x47]],
  ['a picture (JPEG)', [0xff, 0xd8, 0xff]],
  ['a picture (GIF)', [0x47, 0x49, 0x46, 0x38]],
  ['a Zip archive or an Office document', [0x50, 0x4b, 0x03, 0x04]],
  ['a packed file (gzip)', [0x1f, 0x8b]],
  ['a picture, a sound or a film (RIFF)', [0x52, 0x49, 0x46, 0x46]],
]

/** What bytes that are no text are; null for what may be text. */
export function describeBinary(bytes: Uint8Array): string | null {
  const known = beginnings.find(([, beginning]) => beginning.every((byte, index) => bytes[index] === byte))
  if (known) return known[0]
  return bytes.subarray(0, 8_000).includes(0) ? 'a binary file' : null
}
