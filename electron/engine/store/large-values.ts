import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, zstdCompress } from 'node:zlib'
import type { Json, JsonObject } from '../../../shared/json.ts'
import { guessJsonLength, jsonSteps } from '../../../shared/json-steps.ts'
import { clipLimits } from '../../../shared/run/clip.ts'
import { blobIdsIn } from '../../../shared/run/file-ref.ts'
import { finishSlowly, giveWay } from '../event-loop-turn.ts'

/** A value's JSON, hashed and packed ahead of the transaction that keeps it. */
export type PackedValue = {
  blobId: string
  /** Length of its JSON in bytes. */
  bytes: number
  /** The JSON, compressed where that makes it smaller. */
  data: Buffer
  encoding: 'zstd' | 'plain'
  /** The first characters of the JSON: more than the feed shows. */
  start: string
  /** Kept files that it names. */
  files: string[]
}

/** Characters of JSON from which on writing a value would hold everything else up for too long. */
const largeFrom = 1_000_000
/** Values packed and not yet written that are remembered; one whose run ends before is forgotten. */
const mostPacked = 8
const compress = promisify(zstdCompress)

/**
 * Large values made ready to be written. Turned into text, hashed and packed in one go, 10 MB would hold the event loop
 * for a quarter of a second; here that happens in small steps and on another thread.
 */
export function createLargeValues() {
  const packed = new Map<Json, PackedValue>()

  async function packOne(value: Json): Promise<void> {
    const pieces: Buffer[] = []
    const hash = createHash('sha256')
    const files: string[] = []
    let start = ''
    const take = (text: string) => {
      if (start.length <= clipLimits.text) start += text.slice(0, clipLimits.text + 1)
      files.push(...blobIdsIn(text))
      const bytes = Buffer.from(text)
      hash.update(bytes)
      pieces.push(bytes)
    }
    await finishSlowly(jsonSteps(value, take))
    const whole = Buffer.concat(pieces)
    const turn = giveWay()
    if (turn) await turn
    const small = await compress(whole, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })
    const isSmaller = small.length <= 0.9 * whole.length
    packed.set(value, {
      ...{ blobId: hash.digest('hex'), bytes: whole.length, start, files: [...new Set(files)] },
      ...(isSmaller ? { data: small, encoding: 'zstd' } : { data: whole, encoding: 'plain' }),
    })
    const [oldest] = packed.keys()
    if (packed.size > mostPacked && oldest !== undefined) packed.delete(oldest)
  }

  async function packAll(values: Json[]): Promise<void> {
    for (const value of values) await packOne(value)
  }

  return {
    /** Packs those of the values that are large and not known yet; null where there is nothing to wait for. */
    pack(values: JsonObject, isKnown: (value: Json) => boolean): Promise<void> | null {
      const isLarge = (value: Json) => guessJsonLength(value) >= largeFrom && !isKnown(value)
      // Asked for each node that ends: nothing is made where nothing is large.
      for (const name in values)
        if (isLarge(values[name] ?? null)) return packAll(Object.values(values).filter(isLarge))
      return null
    },

    isPacked: (value: Json): boolean => packed.has(value),

    /** What was made ready of this value, once. */
    take(value: Json): PackedValue | undefined {
      const found = packed.get(value)
      packed.delete(value)
      return found
    },
  }
}
