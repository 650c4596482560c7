import { parseSync } from 'vite'

/** A node of the syntax tree, as far as the checks look at it. The parser's own types are a union of some two hundred shapes. */
export type Syntax = { type: string; start: number; end: number } & Record<string, unknown>

export type Parsed = { nodes: Syntax[]; lineOf(node: Syntax): number }

const parsed = new Map<string, Parsed>()

/** Parses a file into a flat list of its syntax nodes, in reading order. Comments are not among them. */
export function parseFile(path: string, source: string): Parsed {
  const key = `${path}\0${source}`
  const known = parsed.get(key)
  if (known) return known
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`)
  const nodes: Syntax[] = []
  collect(program, nodes)
  const result = { nodes, lineOf: (node: Syntax) => source.slice(0, node.start).split('\n').length }
  parsed.set(key, result)
  return result
}

function collect(value: unknown, into: Syntax[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into)
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (isSyntax(value)) into.push(value)
  for (const inner of Object.values(value)) collect(inner, into)
}

export function isSyntax(value: unknown): value is Syntax {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value
  )
}

/** The text of a string literal, or of a template without anything inserted; null for everything else. */
export function textOf(value: unknown): string | null {
  if (!isSyntax(value)) return null
  if (value.type === 'Literal') return typeof value.value === 'string' ? value.value : null
  if (value.type !== 'TemplateLiteral' || !Array.isArray(value.quasis) || value.quasis.length !== 1) return null
  return templateText(value.quasis[0])
}

export function templateText(element: unknown): string | null {
  if (!isSyntax(element) || element.type !== 'TemplateElement') return null
  const text = element.value
  return typeof text === 'object' && text !== null && 'raw' in text && typeof text.raw === 'string' ? text.raw : null
}
