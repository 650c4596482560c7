import { isSyntax, parseFile, type Syntax, textOf } from './parse-file.ts'

/**
 * One mention of another module:
 * - `import`: `import`, `export … from`, `import()`, `require()`, with or without `type`;
 * - `file`: `new URL('…', import.meta.url)`, a file that is started or read by its name;
 * - `glob`: `import.meta.glob('…')`, where the specifier is a pattern.
 */
export type Reference = { kind: 'import' | 'file' | 'glob'; specifier: string; line: number }

/**
 * Every mention of another module in a file. An import whose text is computed cannot be followed and is reported as such;
 * a file may be started by a computed name, because that is how one process starts another that it must not import.
 */
export function scanImports(path: string, source: string): { references: Reference[]; computed: number[] } {
  const { nodes, lineOf } = parseFile(path, source)
  const references: Reference[] = []
  const computed: number[] = []
  for (const node of nodes) {
    const found = mention(node)
    if (!found) continue
    for (const target of found.targets) {
      const specifier = textOf(target)
      if (specifier !== null) references.push({ kind: found.kind, specifier, line: lineOf(node) })
      else if (found.kind !== 'file') computed.push(lineOf(node))
    }
  }
  return { references, computed }
}

function mention(node: Syntax): { kind: Reference['kind']; targets: unknown[] } | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return { kind: 'import', targets: [node.source] }
    case 'ExportNamedDeclaration':
      return node.source ? { kind: 'import', targets: [node.source] } : null
    case 'NewExpression':
      return isUrlOfThisFile(node) ? { kind: 'file', targets: [firstArgument(node)] } : null
    case 'CallExpression':
      return call(node)
    default:
      return null
  }
}

function call(node: Syntax): { kind: Reference['kind']; targets: unknown[] } | null {
  const { callee } = node
  if (!isSyntax(callee)) return null
  if (callee.type === 'Identifier' && callee.name === 'require')
    return { kind: 'import', targets: [firstArgument(node)] }
  if (callee.type !== 'MemberExpression' || !isImportMeta(callee.object) || !isSyntax(callee.property)) return null
  if (callee.property.name === 'resolve') return { kind: 'import', targets: [firstArgument(node)] }
  if (callee.property.name !== 'glob') return null
  const patterns = firstArgument(node)
  const many = isSyntax(patterns) && patterns.type === 'ArrayExpression' && Array.isArray(patterns.elements)
  return { kind: 'glob', targets: many ? (patterns.elements as unknown[]) : [patterns] }
}

function isUrlOfThisFile({ callee, arguments: values }: Syntax): boolean {
  if (!isSyntax(callee) || callee.name !== 'URL' || !Array.isArray(values)) return false
  const base: unknown = values[1]
  return isSyntax(base) && base.type === 'MemberExpression' && isImportMeta(base.object)
}

function isImportMeta(value: unknown): boolean {
  return isSyntax(value) && value.type === 'MetaProperty'
}

function firstArgument({ arguments: values }: Syntax): unknown {
  return Array.isArray(values) ? values[0] : undefined
}
