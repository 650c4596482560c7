import { targetsOf } from './check-layers.ts'
import { scanImports } from './scan-imports.ts'
import { isCode, type Tree } from './source-tree.ts'

/** Import cycles, each as `a.ts -> b.ts -> a.ts`. Type-only imports count; files that are only started by name do not. */
export function checkCycles(tree: Tree): string[] {
  const cycles: string[] = []
  const finished = new Set<string>()
  const trail: string[] = []

  function visit(file: string): void {
    const seenAt = trail.indexOf(file)
    if (seenAt !== -1) {
      cycles.push([...trail.slice(seenAt), file].join(' -> '))
      return
    }
    if (finished.has(file)) return
    trail.push(file)
    for (const next of importsOf(tree, file)) visit(next)
    trail.pop()
    finished.add(file)
  }

  for (const file of tree.keys()) visit(file)
  return cycles
}

function importsOf(tree: Tree, file: string): Set<string> {
  if (!isCode(file)) return new Set()
  const { references } = scanImports(file, tree.get(file) ?? '')
  const followed = references.filter(({ kind, specifier }) => kind !== 'file' && /^[./]/.test(specifier))
  return new Set(followed.flatMap((reference) => targetsOf(tree, file, reference)))
}
