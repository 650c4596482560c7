/** What `fn` makes of each entry, in the order of the entries, with at most so many under way. The first failure ends it. */
export async function mapInOrder<T, R>(entries: T[], atOnce: number, fn: (entry: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  const waiting = entries.entries()
  let hasFailed = false
  async function work(): Promise<void> {
    for (const [index, entry] of waiting) {
      if (hasFailed) return
      try {
        results[index] = await fn(entry)
      } catch (thrown) {
        hasFailed = true
        throw thrown
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, entries.length) }, work))
  return results
}
