import { describe, expect, test } from 'vitest'
import { findCacheDir, findDataDir } from '../../electron/cli/data-dir.ts'
import { findResourcesDir } from '../../electron/cli/resources-dir.ts'
import { gatherInputs, parsePair } from '../../electron/cli/run-inputs.ts'

describe('the data folder', () => {
  const home = { homeDir: '/home/ada', cwd: '/work' }
  const windows = { homeDir: 'C:\\Users\\ada', cwd: 'D:\\work', platform: 'win32' as const }

  test('is NITI_HOME wherever it is set', () => {
    expect(findDataDir({ ...home, platform: 'linux', env: { NITI_HOME: '/data' } })).toBe('/data')
    expect(findDataDir({ ...home, platform: 'darwin', env: { NITI_HOME: 'here' } })).toBe('/work/here')
    expect(findDataDir({ ...windows, env: { NITI_HOME: 'here' } })).toBe('D:\\work\\here')
  })

  test('is the system’s place for data else', () => {
    expect(findDataDir({ ...home, platform: 'linux', env: {} })).toBe('/home/ada/.local/share/niti')
    expect(findDataDir({ ...home, platform: 'linux', env: { XDG_DATA_HOME: '/x' } })).toBe('/x/niti')
    expect(findDataDir({ ...home, platform: 'darwin', env: {} })).toBe('/home/ada/Library/Application Support/Niti')
    expect(findDataDir({ ...windows, env: {} })).toBe('C:\\Users\\ada\\AppData\\Roaming\\Niti')
    expect(findDataDir({ ...windows, env: { APPDATA: 'E:\\Data' } })).toBe('E:\\Data\\Niti')
  })

  test('passes over a relative XDG path, as the specification says, and an empty NITI_HOME', () => {
    const env = { XDG_DATA_HOME: 'x', NITI_HOME: '' }
    expect(findDataDir({ ...home, platform: 'linux', env })).toBe('/home/ada/.local/share/niti')
  })

  test('has a cache beside it that is the person’s own', () => {
    expect(findCacheDir({ homeDir: '/home/ada', platform: 'linux', env: {} })).toBe('/home/ada/.cache/niti')
    expect(findCacheDir({ homeDir: '/Users/ada', platform: 'darwin', env: {} })).toBe('/Users/ada/Library/Caches/Niti')
    expect(findCacheDir({ ...windows, env: {} })).toBe('C:\\Users\\ada\\AppData\\Local\\Niti\\Cache')
    expect(findCacheDir({ homeDir: '', platform: 'linux', env: {} })).toBeNull()
  })
})

describe('the resources', () => {
  const moduleUrl = 'file:///app/out/main/chunk-place.js'

  test('lie in the tree, or beside the packaged program', () => {
    const find = (there: string[], resourcesPath?: string) =>
      findResourcesDir({ moduleUrl, resourcesPath, exists: (path) => there.includes(path) })
    expect(find(['/app/resources/examples'])).toBe('/app/resources')
    expect(find(['/opt/niti/resources/examples'], '/opt/niti')).toBe('/opt/niti/resources')
    expect(() => find([], '/opt/niti')).toThrow('/app/resources, /opt/niti/resources, /opt/niti')
  })
})

describe('inputs', () => {
  test('only the first = divides', () => {
    expect(parsePair('query=a=b')).toEqual(['query', 'a=b'])
    expect(parsePair('empty=')).toEqual(['empty', ''])
    expect(() => parsePair('=x')).toThrow('not an input')
    expect(() => parsePair('folder')).toThrow('name=value')
  })

  test('the last of two equal names counts', async () => {
    expect(await gatherInputs({ pairs: ['a=1', 'b=2', 'a=3'], cwd: '/' })).toEqual({ a: '3', b: '2' })
  })
})
