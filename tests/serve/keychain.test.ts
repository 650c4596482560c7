import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const programs = ['dbus-run-session', 'gnome-keyring-daemon']
const missing = programs.filter((program) => spawnSync('which', [program]).status !== 0)
const why = `the keychain is not tested here: ${missing.join(' and ')} not installed`

// A real Secret Service in a desktop session of its own: nothing of whoever runs the tests is touched.
describe.skipIf(process.platform !== 'linux')('with a keychain', () => {
  const home = mkdtempSync(join(tmpdir(), 'niti-keychain-'))
  const dataDir = join(home, 'data')
  let session: ChildProcess | null = null
  let env: Record<string, string> = {}

  type Answer = { sealed?: string; text?: string; code?: string; secrets: string }

  /** One process after another: what one sealed the next can only open by way of the keychain. */
  function use(text: string): Answer {
    const script = join(import.meta.dirname, 'fixtures/use-secrets.ts')
    const { stdout, stderr, status } = spawnSync(process.execPath, [script, dataDir, text], { env, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  }

  beforeAll(async () => {
    if (missing.length > 0) return
    mkdirSync(dataDir)
    const runtime = join(home, 'run')
    mkdirSync(runtime, { mode: 0o700 })
    const own = { PATH: process.env.PATH ?? '', HOME: home, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: runtime }
    // The keyring is opened with a password that is read to its end; then the session stays until its stdin closes.
    const unlock = 'printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1'
    const script = `${unlock}; echo "$DBUS_SESSION_BUS_ADDRESS"; cat >/dev/null`
    session = spawn('dbus-run-session', ['--', 'sh', '-c', script], { env: own, stdio: ['pipe', 'pipe', 'ignore'] })
    if (!session.stdout) throw new Error('The session has no stdout')
    const [address] = await once(createInterface({ input: session.stdout }), 'line')
    env = { ...own, DBUS_SESSION_BUS_ADDRESS: address }
  })
  beforeEach(({ skip }) => {
    if (missing.length > 0) skip(why)
  })
  afterAll(async () => {
    if (session) {
      const ended = once(session, 'exit')
      session.stdin?.end()
      await ended
    }
    rmSync(home, { recursive: true, force: true })
  })

  test('secrets sealed by one process are opened by the next, and no key file is made', () => {
    const { sealed = '', secrets } = use('sk-in-the-keychain')
    expect(secrets).toBe('os-keychain')
    expect(sealed).toMatch(/^niti1\.keychain\.[\w-]{12}\.[\w-]+$/)
    expect(use(sealed)).toEqual({ text: 'sk-in-the-keychain', secrets: 'os-keychain' })
    expect(readdirSync(dataDir)).toEqual([])
  })

  test('without that keychain they stay closed', () => {
    const { sealed = '' } = use('sk')
    const bus = env.DBUS_SESSION_BUS_ADDRESS
    env.DBUS_SESSION_BUS_ADDRESS = `unix:path=${join(home, 'no-bus')}`
    expect(use(sealed)).toMatchObject({ code: 'secrets.sealed-elsewhere', secrets: 'key-file' })
    env.DBUS_SESSION_BUS_ADDRESS = bus ?? ''
  })

  test('what another keychain sealed is told from damage', () => {
    const { sealed = '' } = use('sk')
    const [, , name = ''] = sealed.split('.')
    expect(use(sealed.replace(name, 'AAAAAAAAAAAA'))).toMatchObject({ code: 'secrets.sealed-elsewhere' })
    expect(use(`${sealed.slice(0, -6)}AAAAAA`)).toMatchObject({ code: 'secrets.damaged' })
  })
})
