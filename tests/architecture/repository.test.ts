import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkLock, checkMentions } from './check-repository.ts'
import { projectRoot } from './project-root.ts'
import { readTree } from './source-tree.ts'

describe('the lock file', () => {
  test('names no host and has a checksum for every package', () => {
    expect(checkLock(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8'))).toEqual([])
  })

  test('the check complains about a host and about a missing checksum', () => {
    const packages = {
      '': {},
      'node_modules/a': { resolved: 'https://registry.example/a.tgz', integrity: 'sha512-x' },
      'node_modules/b': { version: '1.0.0' },
      'node_modules/c': { resolved: 'tools/c', link: true },
      'node_modules/d': { version: '1.0.0', integrity: 'sha512-x' },
    }
    expect(checkLock(JSON.stringify({ packages }))).toEqual([
      'node_modules/a is locked to https://registry.example/a.tgz',
      'node_modules/b has no checksum',
    ])
  })
})

describe('the files', () => {
  // This file and the check itself must say what is forbidden.
  const tree = readTree(projectRoot)
  for (const file of ['check-repository.ts', 'repository.test.ts']) tree.delete(`tests/architecture/${file}`)

  test('speak of the product alone', () => {
    expect(tree.has('package.json')).toBe(true)
    expect(checkMentions(tree)).toEqual([])
  })

  test.each(['read "/work/main/x"', 'cd /root/x', 'see issue 12', 'see issues #3', 'as house.md says'])(
    'the check complains about %s',
    (text) => {
      expect(checkMentions(new Map([['README.md', `fine\n${text}`]]))).toEqual([expect.stringContaining('README.md:2')])
    },
  )

  test.each([
    'src/work/x',
    'https://example.com/work/x',
    '../root/x',
    '/rooted',
    '/work/here',
    'the issue of 2 nodes',
    '/workflows/x',
  ])('the check lets %s pass', (text) => {
    expect(checkMentions(new Map([['README.md', text]]))).toEqual([])
  })
})
