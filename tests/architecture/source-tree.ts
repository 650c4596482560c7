import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** Files by their path from the project's root, with `/` between names. In the tests of the checks these trees are made up. */
export type Tree = Map<string, string>

const skipped = new Set([
  'node_modules',
  '.git',
  'out',
  'dist',
  'test-results',
  'playwright-report',
  'coverage',
  'shots',
])
const binary = /\.(png|jpe?g|webp|gif|ico|icns|woff2?|ttf|wasm|zip|pdf|db|node|mp3|wav)$/

/** Reads every text file of the project that belongs to it (what set-up and tests make is left out). */
export function readTree(root: string, folders: string[] = ['']): Tree {
  const tree: Tree = new Map()
  for (const folder of folders) addFolder(tree, root, folder)
  return tree
}

function addFolder(tree: Tree, root: string, folder: string): void {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory()) {
      // `tests/shots` is ours; `shots` in the root is what it makes.
      if (!skipped.has(entry.name) || (folder !== '' && entry.name !== 'node_modules')) addFolder(tree, root, path)
      // In a second work tree of the repository `.git` is a file.
    } else if (entry.isFile() && !skipped.has(entry.name) && !binary.test(entry.name)) {
      tree.set(path, readFileSync(join(root, path), 'utf8'))
    }
  }
}

export function isCode(path: string): boolean {
  return /\.(ts|tsx|mts|cts|mjs|js)$/.test(path)
}

/** A pattern of layers.ts as a regular expression; each `*` is a group. */
export function patternToRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*\*|\*/g, (star) => (star === '**/' ? '(?:.*/)?' : star === '**' ? '.*' : '([^/]*)'))
  return new RegExp(`^${source}$`)
}

/** Where a relative specifier leads, from the file that holds it; a bundler's suffix such as `?raw` does not count. */
export function resolveFrom(file: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(file), specifier.replace(/\?.*$/, '')))
}
