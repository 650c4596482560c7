import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findChromium } from '../../scripts/ready/find-chromium.mjs'
import { temporaryFolder, writeIn, writeProgram } from './temporary-folder.ts'

const says = (version: string) => `echo "Chromium ${version}"`

describe.skipIf(process.platform === 'win32')('a Chromium', () => {
  test('is the one CHROMIUM_PATH names, whatever else there is', () => {
    const folder = temporaryFolder()
    writeProgram(folder, 'chromium', says('1.0'))
    const named = writeProgram(folder, 'elsewhere/mine', says('2.0'))
    expect(findChromium({ env: { CHROMIUM_PATH: named, PATH: folder }, platform: 'linux' })).toBe(named)
  })

  test('is never another one when CHROMIUM_PATH names nothing', () => {
    const folder = temporaryFolder()
    writeProgram(folder, 'chromium', says('1.0'))
    const gone = join(folder, 'gone')
    expect(() => findChromium({ env: { CHROMIUM_PATH: gone, PATH: folder }, platform: 'linux' })).toThrow(
      `CHROMIUM_PATH is ${gone}`,
    )
  })

  test('is found on the path, Chromium before Chrome', () => {
    const [first, second] = [temporaryFolder(), temporaryFolder()]
    const chrome = writeProgram(first, 'google-chrome', says('1.0'))
    expect(findChromium({ env: { PATH: `${first}:${second}` }, platform: 'linux' })).toBe(chrome)
    const chromium = writeProgram(second, 'chromium', says('1.0'))
    expect(findChromium({ env: { PATH: `${first}:${second}` }, platform: 'linux' })).toBe(chromium)
  })

  test('is not a program that only says how to install one, nor a file that cannot be run', () => {
    const folder = temporaryFolder()
    writeIn(folder, 'chromium', 'not a program')
    writeProgram(folder, 'chromium-browser', 'echo "Please install the snap first"; exit 1')
    const chrome = writeProgram(folder, 'google-chrome-stable', says('1.0'))
    expect(findChromium({ env: { PATH: folder }, platform: 'linux' })).toBe(chrome)
  })

  // A real Mac may have one for everybody, which comes first.
  test.skipIf(process.platform === 'darwin')('is looked for among the applications of a Mac', () => {
    const home = temporaryFolder()
    const chrome = writeProgram(home, 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome', says('1.0'))
    expect(findChromium({ env: { HOME: home, PATH: '' }, platform: 'darwin' })).toBe(chrome)
  })

  test('may be missing', () => {
    expect(findChromium({ env: { PATH: temporaryFolder() }, platform: 'linux' })).toBeNull()
  })
})
