import { mkdirSync, rmSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fingerprintSources, isBuilt } from '../../scripts/ready/ensure-built.mjs'
import { isInstalled } from '../../scripts/ready/ensure-installed.mjs'
import { temporaryFolder, writeIn } from './temporary-folder.ts'

const longAgo = new Date('2020-01-01T00:00:00Z')

function lock(packages: Record<string, object>): string {
  return JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'niti' }, ...packages } })
}

describe('the packages', () => {
  const wanted = {
    'node_modules/a': { version: '1.0.0' },
    'node_modules/other-system': { version: '1.0.0', optional: true },
    'node_modules/workspace': { resolved: 'tools/workspace', link: true },
    'tools/workspace': { version: '0.1.0' },
  }

  /** The lock file is the newer one, as after a pull: so the lists decide. */
  function installed(present: Record<string, object>): boolean {
    const root = temporaryFolder()
    writeIn(root, 'package-lock.json', lock(wanted))
    utimesSync(writeIn(root, 'node_modules/.package-lock.json', lock(present)), longAgo, longAgo)
    return isInstalled(root)
  }

  test('are missing in a fresh clone, and after an install that was interrupted', () => {
    const root = temporaryFolder()
    writeIn(root, 'package-lock.json', lock(wanted))
    expect(isInstalled(root)).toBe(false)
    mkdirSync(join(root, 'node_modules', 'a'), { recursive: true })
    expect(isInstalled(root)).toBe(false)
  })

  test('are complete when the install is newer than the lock file', () => {
    const root = temporaryFolder()
    utimesSync(writeIn(root, 'package-lock.json', lock(wanted)), longAgo, longAgo)
    writeIn(root, 'node_modules/.package-lock.json', lock({}))
    expect(isInstalled(root)).toBe(true)
  })

  test('are complete when the lists agree, though the lock file is newer', () => {
    const { 'node_modules/a': a, 'tools/workspace': workspace } = wanted
    expect(installed({ 'node_modules/a': a, 'tools/workspace': workspace })).toBe(true)
    expect(installed(wanted)).toBe(true)
  })

  test('are not when one is missing, of another version, or left over', () => {
    const { 'node_modules/a': _, ...withoutA } = wanted
    expect(installed(withoutA)).toBe(false)
    expect(installed({ ...wanted, 'node_modules/a': { version: '2.0.0' } })).toBe(false)
    expect(installed({ ...wanted, 'node_modules/old': { version: '1.0.0' } })).toBe(false)
  })
})

describe('the build', () => {
  function builtTree(): string {
    const root = temporaryFolder()
    writeIn(root, 'shared/money.ts', 'export {}')
    writeIn(root, 'renderer/canvas/canvas.tsx', 'export {}')
    writeIn(root, 'out/main/cli.js', '')
    writeIn(root, 'out/.sources', fingerprintSources(root))
    return root
  }

  test('is fresh until a source changes, appears or goes', () => {
    expect(isBuilt(builtTree())).toBe(true)
    const changed = builtTree()
    utimesSync(join(changed, 'renderer/canvas/canvas.tsx'), longAgo, longAgo)
    expect(isBuilt(changed)).toBe(false)
    const more = builtTree()
    writeIn(more, 'renderer/canvas/edge.tsx', '')
    expect(isBuilt(more)).toBe(false)
    const less = builtTree()
    rmSync(join(less, 'shared/money.ts'))
    expect(isBuilt(less)).toBe(false)
  })

  test('does not care about what it does not read', () => {
    const root = builtTree()
    writeIn(root, 'tests/a.test.ts', '')
    expect(isBuilt(root)).toBe(true)
  })

  test('is missing when there is no stamp or no program', () => {
    const unstamped = builtTree()
    rmSync(join(unstamped, 'out/.sources'))
    expect(isBuilt(unstamped)).toBe(false)
    const emptied = builtTree()
    rmSync(join(emptied, 'out/main'), { recursive: true })
    expect(isBuilt(emptied)).toBe(false)
  })
})
