import type { Tree } from './source-tree.ts'

/** What only makes sense on one machine or to whoever wrote a file, and nothing to its reader. */
const privateMatters = [
  { pattern: /(?<![\w.~:/-])\/(work\/(main|shared)|root)\b/, what: 'a path of one machine' },
  { pattern: /\bissues? #?\d/i, what: 'an issue by its number' },
  { pattern: /\bhouse\.md\b/, what: 'a note that is not in the repository' },
]

/** The repository speaks of the product alone. */
export function checkMentions(tree: Tree): string[] {
  const complaints: string[] = []
  for (const [file, text] of tree) {
    // The lock file is npm's; checkLock looks at it.
    if (file === 'package-lock.json') continue
    text.split('\n').forEach((line, index) => {
      for (const { pattern, what } of privateMatters) {
        if (pattern.test(line)) complaints.push(`${file}:${index + 1} mentions ${what}`)
      }
    })
  }
  return complaints
}

/** The lock file names no host, so that everyone installs from the registry they are set up for. */
export function checkLock(source: string): string[] {
  const lock: { packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }> } =
    JSON.parse(source)
  const complaints: string[] = []
  for (const [path, { resolved, integrity, link }] of Object.entries(lock.packages)) {
    if (resolved && /^[a-z+]+:/.test(resolved)) complaints.push(`${path} is locked to ${resolved}`)
    if (path.includes('node_modules/') && !link && !integrity) complaints.push(`${path} has no checksum`)
  }
  return complaints
}
