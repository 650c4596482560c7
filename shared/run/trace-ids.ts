import type { TraceParent } from './events.ts'

/**
 * Ids of W3C trace context (https://www.w3.org/TR/trace-context/), made of what they are of: a run that is sent twice is
 * the same trace. Not for secrets: they are spread evenly, no more.
 */
export function traceIdOf(runId: string, trace?: TraceParent): string {
  return trace?.traceId ?? hexOf(runId, 1) + hexOf(runId, 2)
}

/** 16 hex characters. Two runs of one trace have spans of their own. */
export function spanIdOf(runId: string, spanId: string): string {
  return hexOf(`${runId}/${spanId}`, 3)
}

/** What a text is told apart by, where nobody means harm. */
export const hashOf = (text: string): string => hexOf(text, 0)

/** 64 bits of a text as hex, never all zero: cyrb53's two mixed halves (public domain), kept whole. */
function hexOf(text: string, seed: number): string {
  let a = 0xdeadbeef ^ seed
  let b = 0x41c6ce57 ^ seed
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    a = Math.imul(a ^ code, 2_654_435_761)
    b = Math.imul(b ^ code, 1_597_334_677)
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909)
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909)
  const hex = half(a) + half(b)
  return hex === '0000000000000000' ? '0000000000000001' : hex
}

function half(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0')
}
