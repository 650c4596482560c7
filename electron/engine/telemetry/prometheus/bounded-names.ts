/** The longest value of a label: a name is a person's own and may be a page. */
const mostChars = 100

/**
 * Gives the first so many names that come their own label, and all others `(other)`: each label makes series that the
 * other side keeps for months. One that had its own keeps it.
 */
export function createBoundedNames(most: number) {
  const known = new Set<string>()
  return (name: string): string => {
    const label = name.length > mostChars ? `${name.slice(0, mostChars - 1)}…` : name
    if (known.has(label)) return label
    if (known.size >= most) return '(other)'
    known.add(label)
    return label
  }
}
