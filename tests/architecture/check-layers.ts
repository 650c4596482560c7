import { builtinModules } from 'node:module'
import type { Layer } from '../../layers.ts'
import { type Reference, scanImports } from './scan-imports.ts'
import { isCode, patternToRegExp, resolveFrom, type Tree } from './source-tree.ts'

const builtins = new Set(builtinModules)

/** Holds every import of a tree against the table and returns the complaints, each one line naming file, line and target. */
export function checkLayers(tree: Tree, layers: Layer[]): string[] {
  return [...tree.keys()].filter(isCode).flatMap((file) => checkFile(tree, layers, file))
}

function checkFile(tree: Tree, layers: Layer[], file: string): string[] {
  const row = findRow(layers, file)
  if (!row) return [`${file} belongs to no row of layers.ts`]
  const { references, computed } = scanImports(file, tree.get(file) ?? '')
  const complaints = computed.map((line) => `${file}:${line} imports something computed, which cannot be checked`)
  for (const reference of references) {
    for (const problem of checkReference({ tree, row, file, reference }))
      complaints.push(`${file}:${reference.line} ${problem}`)
  }
  return complaints
}

type Row = { layer: Layer; imports: RegExp[] }

function findRow(layers: Layer[], file: string): Row | null {
  for (const layer of layers) {
    for (const pattern of layer.files) {
      const match = patternToRegExp(pattern).exec(file)
      if (match)
        return { layer, imports: layer.imports.map((open) => patternToRegExp(open.replace('$1', match[1] ?? ''))) }
    }
  }
  return null
}

type Question = { tree: Tree; row: Row; file: string; reference: Reference }

function checkReference({ tree, row, file, reference }: Question): string[] {
  const { kind, specifier } = reference
  if (!specifier.startsWith('.') && !specifier.startsWith('/'))
    return kind === 'import' ? checkPackage(row.layer, specifier) : []
  const targets = targetsOf(tree, file, reference)
  // A built file, such as `./engine.js`, has no source of that name: starting it by name is not an import.
  if (targets.length === 0 && kind === 'import') return [`imports ${specifier}, which does not exist`]
  return targets
    .filter((target) => target !== file && !row.imports.some((open) => open.test(target)))
    .map((target) => `imports ${target}: not open to ${row.layer.name}`)
}

function checkPackage(layer: Layer, specifier: string): string[] {
  const name = packageName(specifier)
  if (specifier.startsWith('node:') || builtins.has(name)) {
    return layer.node ? [] : [`imports ${specifier}: ${layer.name} does without Node`]
  }
  const open = layer.packages === 'any' ? !layer.never?.includes(name) : layer.packages.includes(name)
  return open ? [] : [`imports ${name}: not open to ${layer.name}`]
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** The files of the tree a relative reference leads to. */
export function targetsOf(tree: Tree, file: string, { kind, specifier }: Reference): string[] {
  const path = specifier.startsWith('/') ? specifier.slice(1) : resolveFrom(file, specifier)
  if (kind === 'glob') {
    const pattern = patternToRegExp(path)
    return [...tree.keys()].filter((candidate) => pattern.test(candidate))
  }
  return tree.has(path) ? [path] : []
}
