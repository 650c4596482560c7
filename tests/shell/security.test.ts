import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findPageFile } from '../../shared/page-files.ts'
import { contentPolicy, findPolicyHoles } from '../../shared/page-security.ts'
import { WebContents } from '../support/electron-double/browser-window.ts'
import { installElectron } from '../support/electron-double/install.ts'

const electron = installElectron()
const security = await import('../../electron/main/security.ts')

const dir = mkdtempSync(join(tmpdir(), 'niti-security-'))
const rendererDir = join(dir, 'renderer')
mkdirSync(join(rendererDir, 'assets'), { recursive: true })
writeFileSync(join(rendererDir, 'index.html'), '<!doctype html>')
writeFileSync(join(rendererDir, 'assets/index-Ab_1-x.js'), 'export {}')
writeFileSync(join(rendererDir, '.hidden.js'), 'hidden')
writeFileSync(join(dir, 'outside.js'), 'outside')

security.registerPageScheme()
security.guardContents()
electron.becomeReady()
security.guardSession(electron.session as never, rendererDir) // The double's session has the members that are used.
afterAll(() => rmSync(dir, { recursive: true }))

describe('the content policy', () => {
  test('has no hole', () => expect(findPolicyHoles(contentPolicy)).toEqual([]))

  test.each([
    ["script-src 'self'", "script-src 'self' 'unsafe-inline'"],
    ["script-src 'self'", "script-src 'self' 'unsafe-eval'"],
    ["script-src 'self'", "script-src 'self' https://cdn.example"],
    ["script-src 'self'", 'script-src data:'],
    ["connect-src 'self'", 'connect-src *'],
    ["connect-src 'self'", 'connect-src https:'],
    ["object-src 'none'", "img-src 'self'"],
    ["base-uri 'none'", ''],
  ])('a hole is found: %s turned into %s', (part, hole) => {
    expect(findPolicyHoles(contentPolicy.replace(part, hole))).not.toEqual([])
  })
})

describe('app://', () => {
  const get = async (path: string) => {
    const response = await electron.session.request(`app://niti${path}`)
    return { status: response.status, headers: response.headers, text: await response.text() }
  }

  test('serves the page with its policy and types', async () => {
    const page = await get('/')
    expect(page).toMatchObject({ status: 200, text: '<!doctype html>' })
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toBe(contentPolicy)
    const script = await get('/assets/index-Ab_1-x.js')
    expect(script).toMatchObject({ status: 200, text: 'export {}' })
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })

  test.each([
    '/../outside.js',
    '/%2e%2e/outside.js',
    '/%2e%2e%2foutside.js',
    '/..%2foutside.js',
    '/..%5coutside.js',
    '/assets/../../outside.js',
    '/assets/%2e%2e/%2e%2e/outside.js',
    '//etc/passwd',
    '/.hidden.js',
    '/assets',
    '/assets/',
    '/missing.js',
    '/index.html%00.js',
  ])('refuses %s', async (path) => {
    const { status, text } = await get(path)
    expect({ status, text }).toEqual({ status: 404, text: '' })
  })

  test('serves its own host and GET alone', async () => {
    expect((await electron.session.request('app://other/index.html')).status).toBe(404)
    expect((await electron.session.request('app://niti/', { method: 'POST' })).status).toBe(405)
  })

  test('raw paths, before any URL has tidied them, are refused too', () => {
    for (const path of [
      '/../a.js',
      '/a/../../b.js',
      '\\..\\a.js',
      '/C:/a.js',
      '/a..js',
      '/a/./b.js',
      'a.js',
      '/a.exe',
    ]) {
      expect(findPageFile(path)).toBeNull()
    }
  })

  test('the scheme is standard and secure and bypasses nothing', () => {
    expect(electron.privileged).toHaveLength(1)
    expect(electron.privileged[0]).toMatchObject({ scheme: 'app', privileges: { standard: true, secure: true } })
    expect(electron.privileged[0]?.privileges).not.toHaveProperty('bypassCSP')
  })
})

describe('what a page may not do', () => {
  const contents = new WebContents(electron.around, '')
  electron.app.emit('web-contents-created', {}, contents)

  function navigate(event: string, url: string): boolean {
    let isStopped = false
    contents.emit(event, {
      url,
      preventDefault() {
        isStopped = true
      },
    })
    return !isStopped
  }

  test.each(['will-navigate', 'will-frame-navigate'])('%s leads nowhere but to our page', (event) => {
    expect(navigate(event, 'app://niti/#/runs')).toBe(true)
    expect(navigate(event, 'app://nitier/')).toBe(false)
    expect(navigate(event, 'file:///etc/passwd')).toBe(false)
    expect(navigate(event, 'https://example.com/')).toBe(false)
    expect(electron.opened.splice(0)).toEqual(['https://example.com/'])
  })

  test('no redirect, no webview', () => {
    expect(navigate('will-redirect', 'app://niti/')).toBe(false)
    expect(navigate('will-attach-webview', '')).toBe(false)
  })

  test('no window opens; https links open outside, other schemes nowhere', () => {
    for (const url of [
      'https://example.com/a',
      'http://example.com',
      'file:///etc',
      'javascript:alert(1)',
      'ms-msdt:x',
    ]) {
      expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' })
    }
    expect(electron.opened.splice(0)).toEqual(['https://example.com/a'])
  })

  test('no permission but writing the clipboard', () => {
    const ask = (permission: string, requestingUrl: string) => {
      let isGranted: boolean | undefined
      electron.session.permissionRequest?.(contents, permission, (answer) => (isGranted = answer), { requestingUrl })
      return isGranted
    }
    expect(ask('clipboard-sanitized-write', 'app://niti/')).toBe(true)
    expect(ask('clipboard-sanitized-write', 'https://example.com/')).toBe(false)
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'fileSystem',
    ]) {
      expect(ask(permission, 'app://niti/')).toBe(false)
      expect(electron.session.permissionCheck?.(contents, permission, 'app://niti')).toBe(false)
    }
    expect(electron.session.devicePermission?.()).toBe(false)
  })

  test('no request leaves for the network', () => {
    expect(electron.session.isCancelled('https://example.com/x.js')).toBe(true)
    expect(electron.session.isCancelled('ws://127.0.0.1:1/')).toBe(true)
    expect(electron.session.isCancelled('file:///etc/passwd')).toBe(true)
    expect(electron.session.isCancelled('app://niti/')).toBe(false)
  })

  test('a message counts only from the page itself', () => {
    const page = { url: 'app://niti/', parent: null }
    const from = (sender: unknown, senderFrame: unknown) =>
      security.isSender({ sender, senderFrame } as never, contents as never) // Stand-ins for Electron's classes.
    expect(from(contents, page)).toBe(true)
    expect(from(contents, null)).toBe(false)
    expect(from(contents, { ...page, url: 'https://example.com/' })).toBe(false)
    expect(from(contents, { ...page, parent: page })).toBe(false)
    expect(from(new WebContents(electron.around, ''), page)).toBe(false)
  })
})
