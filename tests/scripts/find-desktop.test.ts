import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findDesktop } from '../../scripts/ready/find-desktop.mjs'
import { temporaryFolder, writeIn, writeProgram } from './temporary-folder.ts'

const works = 'test -z "$ELECTRON_RUN_AS_NODE" && echo v45.4.1'

function look(root: string, env: NodeJS.ProcessEnv = { DISPLAY: ':0' }, isSuperuser = false) {
  return findDesktop({ root, env: { PATH: process.env.PATH, ...env }, platform: 'linux', isSuperuser })
}

describe.skipIf(process.platform === 'win32')('the desktop window', () => {
  test('needs the Electron runtime', () => {
    const root = temporaryFolder()
    writeIn(root, 'node_modules/electron/index.js', 'throw new Error("this would start a download")')
    expect(look(root)).toEqual({ why: 'the Electron runtime is not installed on this machine' })
    writeIn(root, 'node_modules/electron/dist/electron', 'a file that is no program')
    expect(look(root)).toEqual({ why: 'the Electron runtime is not installed on this machine' })
  })

  test('is found where the package keeps its runtime', () => {
    const root = temporaryFolder()
    const electron = writeProgram(root, 'node_modules/electron/dist/electron', works)
    expect(look(root)).toEqual({ electron })
    expect(look(root, { WAYLAND_DISPLAY: 'wayland-0', ELECTRON_RUN_AS_NODE: '1' })).toEqual({ electron })
    const named = writeProgram(root, 'node_modules/electron/dist/Niti', works)
    writeIn(root, 'node_modules/electron/path.txt', 'Niti')
    expect(look(root)).toEqual({ electron: named })
  })

  test('is found where the environment says', () => {
    const root = temporaryFolder()
    const electron = writeProgram(root, 'elsewhere/electron', works)
    expect(look(root, { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: join(root, 'elsewhere') })).toEqual({ electron })
  })

  test('needs a screen, and does not run as root', () => {
    const root = temporaryFolder()
    writeProgram(root, 'node_modules/electron/dist/electron', works)
    expect(look(root, {})).toEqual({ why: 'there is no display' })
    expect(look(root, { DISPLAY: ':0' }, true)).toEqual({ why: 'the desktop window does not run as root' })
  })

  test('says what a runtime that does not start complains about', () => {
    const root = temporaryFolder()
    const script = 'echo "libnss3.so: cannot open shared object file" >&2; exit 127'
    writeProgram(root, 'node_modules/electron/dist/electron', script)
    expect(look(root)).toEqual({
      why: 'the Electron runtime does not start (libnss3.so: cannot open shared object file)',
    })
  })
})
