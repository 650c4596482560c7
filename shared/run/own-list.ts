/** What a node has none of: one list for all of them, because of 100,000 rounds each would have four. Never changed. */
export const none: never[] = []

/** A copy that may be added to. */
export function own<T>(list: T[]): T[] {
  return list.length === 0 ? list : [...list]
}

/** The list, a copy of one's own, with one entry more. */
export function added<T>(list: T[], entry: T): T[] {
  if (list.length === 0) return [entry]
  list.push(entry)
  return list
}
