import { createHash } from 'node:crypto'

/**
 * A UUID that follows from what it is for (version 8 of RFC 9562: the first bits of a SHA-256), so that nothing has to be
 * kept to say it again after a stop of the program.
 */
export function idempotencyKeyOf(runId: string, nodeKey: string): string {
  const bytes = createHash('sha256').update(`${runId}/${nodeKey}`).digest().subarray(0, 16)
  bytes.writeUInt8(0x80 | (bytes.readUInt8(6) & 0x0f), 6)
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
