import { posix } from 'node:path'
import { isSyntax, parseFile, type Syntax, templateText, textOf } from './parse-file.ts'
import { isCode, type Tree } from './source-tree.ts'

const mostLines = 400
/** A service is one file, and most of its lines are examples: data that is read one action at a time. */
const mostServiceLines = 900
const vagueName = /(^|[-.])(utils?|helpers?|managers?|common)([-.]|$)/i
const goodName = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
/**
 * Where SQL may stand: the stores, what opens the database and brings it up to date, and the protocols that speak it to
 * people's own databases.
 */
const sqlHome =
  /^electron\/engine\/(store\/(.*\.store\.ts|open-database\.ts|migrate\.ts|migrations\/.*)|integrations\/protocols\/(postgres|sqlite)[-.].*)$/
const sql =
  /\b(SELECT\s[\s\S]*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(UNIQUE\s+|VIRTUAL\s+)?(TABLE|INDEX|TRIGGER|VIEW)\s|ALTER\s+TABLE\s|DROP\s+(TABLE|INDEX)\s|PRAGMA\s+\w)/

/** No file is too long to be read at one go. */
export function checkLength(tree: Tree): string[] {
  return sourceFiles(tree)
    .map(([file, source]) => ({ file, lines: source.replace(/\n$/, '').split('\n').length }))
    .map((counted) => ({ ...counted, most: counted.file.endsWith('.integration.ts') ? mostServiceLines : mostLines }))
    .filter(({ lines, most }) => lines > most)
    .map(({ file, lines, most }) => `${file} has ${lines} lines, more than ${most}`)
}

/** Names say what is inside: no barrels, no drawers for whatever is left over, words with hyphens. */
export function checkNames(tree: Tree): string[] {
  const complaints: string[] = []
  for (const [file] of sourceFiles(tree)) {
    const name = posix.basename(file)
    if (/^index\.(ts|tsx|mts|cts|mjs|js)$/.test(name)) complaints.push(`${file} is a barrel`)
    if (file.split('/').some((part) => vagueName.test(part))) complaints.push(`${file} has a name that says nothing`)
    if (!goodName.test(name)) complaints.push(`${file} is not written-with-hyphens`)
  }
  return complaints
}

/** A file that only hands on what others export hides where things live. */
export function checkBarrels(tree: Tree): string[] {
  return sourceFiles(tree)
    .filter(([file]) => isCode(file))
    .filter(([file, source]) => {
      const program = parseFile(file, source).nodes.find(({ type }) => type === 'Program')
      const body: unknown[] = Array.isArray(program?.body) ? program.body : []
      return body.length > 0 && body.every((part) => isSyntax(part) && isReExport(part))
    })
    .map(([file]) => `${file} only re-exports`)
}

function isReExport({ type, source }: Syntax): boolean {
  return type === 'ExportAllDeclaration' || (type === 'ExportNamedDeclaration' && Boolean(source))
}

/** The stores are the only files that speak SQL. */
export function checkSql(tree: Tree): string[] {
  return sourceFiles(tree)
    .filter(([file]) => isCode(file) && !sqlHome.test(file))
    .flatMap(([file, source]) => {
      const { nodes, lineOf } = parseFile(file, source)
      return nodes.filter(speaksSql).map((node) => `${file}:${lineOf(node)} speaks SQL outside a store`)
    })
}

function speaksSql(node: Syntax): boolean {
  if (node.type === 'Literal') return sql.test(textOf(node) ?? '')
  if (node.type === 'TemplateElement') return sql.test(templateText(node) ?? '')
  if (node.type !== 'CallExpression' || !isSyntax(node.callee) || !isSyntax(node.callee.property)) return false
  return node.callee.property.name === 'prepare' || node.callee.property.name === 'pragma'
}

/** Nobody asks a node for its type: what differs between types stands in their definitions. */
export function checkNodeType(tree: Tree): string[] {
  return sourceFiles(tree)
    .filter(([file]) => isCode(file))
    .flatMap(([file, source]) => {
      const { nodes, lineOf } = parseFile(file, source)
      return nodes.filter(asksForNodeType).map((node) => `${file}:${lineOf(node)} decides by node.type`)
    })
}

function asksForNodeType(node: Syntax): boolean {
  if (node.type === 'SwitchStatement') return isNodeType(node.discriminant)
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(String(node.operator))) return false
  return isNodeType(node.left) || isNodeType(node.right)
}

function isNodeType(value: unknown): boolean {
  if (!isSyntax(value)) return false
  if (value.type === 'ChainExpression') return isNodeType(value.expression)
  if (value.type !== 'MemberExpression' || !isSyntax(value.property) || value.property.name !== 'type') return false
  if (!isSyntax(value.object)) return false
  const owner = value.object.type === 'MemberExpression' ? value.object.property : value.object
  return isSyntax(owner) && owner.name === 'node'
}

function sourceFiles(tree: Tree): [string, string][] {
  return [...tree].filter(([file]) => isCode(file) || file.endsWith('.css'))
}
