/**
 * The ids of a run's trace and of its spans for other programs: they follow from the run's id and the span's, so that they
 * are the same however often they are asked for, before and after a stop of the program.
 */
export function traceIdOf(runId: string): string {
  return digest(runId, 0)
}

/** 16 characters; `spanId` is that of the fold (shared/run/span.ts). */
export function spanIdOf(runId: string, spanId: string): string {
  return digest(`${runId}/${spanId}`, 1).slice(0, 16)
}

/** The span of the whole run. */
export const rootSpanId = 'run'

/**
 * 128 bits as lower-case hex, never all zeros. Nobody who could choose the text gains anything from two that come to the
 * same, so it is no cryptographic hash: MurmurHash3's mixing over four lanes.
 */
function digest(text: string, seed: number): string {
  const lanes = [0x9e3779b9 ^ seed, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f]
  const factors = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93]
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    for (let lane = 0; lane < 4; lane++) {
      const mixed = Math.imul((lanes[lane] ?? 0) ^ (code + index), factors[lane] ?? 1)
      lanes[lane] = Math.imul((mixed << 15) | (mixed >>> 17), 5) + 0x52dce729
    }
  }
  let sum = text.length
  for (let round = 0; round < 2; round++) {
    for (let lane = 0; lane < 4; lane++) {
      lanes[lane] = finish(((lanes[lane] ?? 0) + sum) | 0)
      sum = (sum + (lanes[lane] ?? 0)) | 0
    }
  }
  // The first half is a span's id, which must not be all zeros either.
  if (lanes[0] === 0 && lanes[1] === 0) lanes[0] = 1
  return lanes.map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('')
}

function finish(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
