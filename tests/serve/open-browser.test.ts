import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findAppBrowser, hasDisplay, openAppWindow, openInBrowser } from '../../electron/cli/serve/open-browser.ts'

const url = 'http://127.0.0.1:1/?token=a&b=c'

// Programs of our own in a PATH of our own: nothing on this machine is opened.
describe.skipIf(process.platform !== 'linux')('opening the app on Linux', () => {
  let dir: string
  let env: Record<string, string>
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'niti-open-'))
    env = { PATH: dir, DISPLAY: ':7' }
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  /** A program that writes down what it was given and ends with this code. */
  function install(name: string, code = 0): () => string | null {
    const path = join(dir, name)
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > '${path}.given'\nexit ${code}\n`, { mode: 0o755 })
    return () => (existsSync(`${path}.given`) ? (readFileSync(`${path}.given`, 'utf8').split('\n')[0] ?? '') : null)
  }
  const system = () => ({ platform: 'linux' as const, env })

  test('takes a window of its own where a browser can show one', async () => {
    const chromium = install('chromium')
    const usual = install('xdg-open')
    expect(await openAppWindow(url, system())).toBe(true)
    expect([chromium(), usual()]).toEqual([`--app=${url}`, null])
  })

  test('takes the usual browser where that one does not start, or is not there', async () => {
    const usual = install('xdg-open')
    expect(await openAppWindow(url, system())).toBe(true)
    const broken = install('google-chrome', 1)
    rmSync(join(dir, 'xdg-open.given'))
    expect(await openAppWindow(url, system())).toBe(true)
    expect([broken(), usual()]).toEqual([`--app=${url}`, url])
  })

  test('says when nothing could be opened', async () => {
    expect(await openAppWindow(url, system())).toBe(false)
    install('xdg-open', 3)
    expect(await openInBrowser(url, system())).toBe(false)
  })

  test('tries nothing where nobody could see it', async () => {
    const chromium = install('chromium')
    delete env.DISPLAY
    expect(hasDisplay(system())).toBe(false)
    expect(await openAppWindow(url, system())).toBe(false)
    expect(chromium()).toBeNull()
    expect(hasDisplay({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe(true)
  })

  test('a folder or a file that is no program is no browser', async () => {
    mkdirSync(join(dir, 'chromium'))
    writeFileSync(join(dir, 'google-chrome'), '', { mode: 0o644 })
    expect(await findAppBrowser(system())).toBeNull()
  })
})
