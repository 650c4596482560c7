/** A path of a document, `/repos/{owner}/{repo}`, ready to be held against a real one. */
export type PathTemplate<T> = { template: string; pattern: RegExp; names: string[]; literal: number; value: T }

/**
 * `{name}` stands for one step or a part of it, `{+name}` for any number of steps.
 * @param prefix stands in front of the path and may hold placeholders as well.
 */
export function readTemplate<T>(template: string, value: T, prefix = ''): PathTemplate<T> {
  const names: string[] = []
  let literal = 0
  const whole = prefix.replace(/\/$/, '') + template
  const source = whole.split(/(\{[^}]*\})/).map((part) => {
    if (!/^\{.*\}$/.test(part)) {
      literal += part.length
      return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    }
    const name = part.slice(1, -1)
    names.push(name.replace(/^\+/, ''))
    return name.startsWith('+') ? '(.+)' : '([^/]+?)'
  })
  return { template, pattern: new RegExp(`^${source.join('')}$`), names, literal, value }
}

export type PathMatch<T> = { template: PathTemplate<T>; values: Record<string, string> }

/** All templates that fit, the most literal one first: `/users/me` before `/users/{id}`. */
export function matchPaths<T>(templates: PathTemplate<T>[], path: string): PathMatch<T>[] {
  return templates
    .flatMap((template) => {
      const match = template.pattern.exec(path)
      if (!match) return []
      const values = Object.fromEntries(template.names.map((name, index) => [name, decode(match[index + 1] ?? '')]))
      return [{ template, values }]
    })
    .sort((a, b) => b.template.literal - a.template.literal)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
