import { inflateRawSync } from 'node:zlib'
import { userError } from '../../../../shared/errors.ts'

/** Of everything in it together, as it really unpacks, whatever it says of itself. */
const mostUnpackedBytes = 200 * 1024 * 1024
const mostEntries = 10_000

/**
 * Refuses an archive that unpacks to far more than a document has: what reads it next unpacks it into memory before it
 * looks. Each part is unpacked here with a limit and thrown away, which takes a fraction of the reading.
 */
export function checkZip(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const broken = () => userError('knowledge.broken-file', `${name} is not a Word document (docx), or is damaged.`)
  const tooLarge = () =>
    userError(
      'knowledge.too-large',
      `${name} unpacks to more than ${mostUnpackedBytes / 1024 / 1024} MB and is not read.`,
    )
  // The end of the list of contents, which may be followed by a comment of 64 KB at most.
  const end = buffer.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || end + 22 > buffer.length) throw broken()
  const entries = buffer.readUInt16LE(end + 10)
  if (entries > mostEntries) throw tooLarge()
  let at = buffer.readUInt32LE(end + 16)
  let unpacked = 0
  for (let entry = 0; entry < entries; entry++) {
    if (at + 46 > buffer.length || buffer.readUInt32LE(at) !== 0x02014b50) throw broken()
    const method = buffer.readUInt16LE(at + 10)
    const packedBytes = buffer.readUInt32LE(at + 20)
    const place = buffer.readUInt32LE(at + 42)
    if (place + 30 > buffer.length) throw broken()
    const from = place + 30 + buffer.readUInt16LE(place + 26) + buffer.readUInt16LE(place + 28)
    const left = mostUnpackedBytes - unpacked
    unpacked +=
      method === 0 ? packedBytes : inflatedBytes(buffer.subarray(from, from + packedBytes), left, broken, tooLarge)
    if (unpacked > mostUnpackedBytes) throw tooLarge()
    at += 46 + buffer.readUInt16LE(at + 28) + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32)
  }
}

function inflatedBytes(packed: Buffer, most: number, broken: () => Error, tooLarge: () => Error): number {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) }).length
  } catch (thrown) {
    const isTooLarge = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_BUFFER_TOO_LARGE'
    throw isTooLarge ? tooLarge() : broken()
  }
}
