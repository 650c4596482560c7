/** Numbers in a vector. */
const dimensions = 256

/**
 * A vector of a text without any model: each word's beginning adds to the place its hash names, so that texts with the same
 * words lie close, and nothing of what they mean is known. Of length 1; the same text always gives the same.
 */
export function embedWords(text: string): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (const word of text.toLowerCase().match(/[\p{L}\d]{2,}/gu) ?? []) {
    const stem = word.slice(0, Math.max(4, word.length - 2))
    const hash = hashOf(stem)
    // Some add and some take away, so that what falls into one place by chance evens out.
    vector[hash % dimensions] = (vector[hash % dimensions] ?? 0) + (hash & 0x1_0000 ? 1 : -1)
  }
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}

/** FNV-1a of 32 bits. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}
