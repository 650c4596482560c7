/** Vendors take letters, digits, `_` and `-`, and no more than this. */
const mostCharacters = 64

/** Words as a part of a tool's name; empty where nothing of them is left. */
export function slugOf(words: string): string {
  return words
    .normalize('NFKD')
    .replace(/[^a-zA-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
    .slice(0, mostCharacters)
}

/** The same names, made fit and each its own: the first that wants one has it, the next ones a number. */
export function uniqueNames(wanted: string[]): string[] {
  const taken = new Set<string>()
  return wanted.map((one) => {
    const base = one.replace(/[^a-zA-Z0-9_-]+/g, '_').slice(0, mostCharacters) || 'tool'
    let name = base
    for (let count = 2; taken.has(name.toLowerCase()); count++) {
      const end = `_${count}`
      name = base.slice(0, mostCharacters - end.length) + end
    }
    taken.add(name.toLowerCase())
    return name
  })
}
