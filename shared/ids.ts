const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Base32 (Crockford's alphabet, lower case), as in a ULID: 10 characters of time, then 12 of chance. */
function encodeTime(ms: number): string {
  let text = ''
  for (let rest = ms, digit = 0; digit < 10; digit++) {
    text = alphabet[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/**
 * A new id such as `run_01jd3k5v9x2f7q8m4t6w0z`: sorts by time of making, and 60 random bits keep two made in the same
 * millisecond apart.
 */
export function newId(prefix: string, nowMs: number): string {
  return `${prefix}_${encodeTime(nowMs)}${randomText()}`
}

/** Chance for a hundred ids at a time: asking the system for each costs more than all else here. */
const chance = new Uint8Array(12 * 100)
let used = chance.length

function randomText(): string {
  if (used === chance.length) {
    crypto.getRandomValues(chance)
    used = 0
  }
  let text = ''
  for (const end = used + 12; used < end; used++) text += alphabet[(chance[used] ?? 0) % 32]
  return text
}
