import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHeadlessHost } from '../../electron/cli/headless-host.ts'
import { silentLog } from '../../shared/log.ts'

let dataDir: string
const bus = process.env.DBUS_SESSION_BUS_ADDRESS

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'niti-secrets-'))
  // No keychain of whoever runs these tests is touched: nothing answers at this address.
  process.env.DBUS_SESSION_BUS_ADDRESS = `unix:path=${join(dataDir, 'no-bus')}`
})
afterEach(() => {
  rmSync(dataDir, { recursive: true })
  if (bus === undefined) delete process.env.DBUS_SESSION_BUS_ADDRESS
  else process.env.DBUS_SESSION_BUS_ADDRESS = bus
})

const open = (env: Record<string, string> = {}) => createHeadlessHost({ kind: 'cli', dataDir, env })
const keyFile = () => join(dataDir, 'secret.key')

/** Changes one character somewhere in the sealed text's last part. */
function tamper(sealed: string, at = -10): string {
  const old = sealed.at(at)
  return `${sealed.slice(0, at)}${old === 'A' ? 'B' : 'A'}${sealed.slice(sealed.length + at + 1)}`
}

// macOS and Windows always have a keychain, and the tests must not write into it.
describe.skipIf(process.platform !== 'linux')('without a keychain', () => {
  test('nothing is touched before a secret is', async () => {
    open()
    expect(readdirSync(dataDir)).toEqual([])
  })

  test('a key file of its owner alone keeps secrets, and says it is weaker', async () => {
    const { sealed } = await open().seal({ text: 'sk-ü-1' })
    expect(sealed).toMatch(/^niti1\.key-file\./)
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
    expect(readdirSync(dataDir)).toEqual(['secret.key'])
    expect(await open().unseal({ sealed })).toEqual({ text: 'sk-ü-1' })
    const { secrets, secretsNote } = await open().describe()
    expect(secrets).toBe('key-file')
    expect(secretsNote).toContain('weaker')
  })

  test('hosts that start together agree on one key', async () => {
    const sealed = await Promise.all(Array.from({ length: 8 }, (_, n) => open().seal({ text: `secret ${n}` })))
    const texts = await Promise.all(sealed.map((one) => open().unseal(one)))
    expect(texts.map(({ text }) => text)).toEqual(Array.from({ length: 8 }, (_, n) => `secret ${n}`))
  })

  test('the same text is never sealed the same way', async () => {
    const host = open()
    expect((await host.seal({ text: 'sk' })).sealed).not.toBe((await host.seal({ text: 'sk' })).sealed)
  })

  test('a key file that was opened to others is closed, and it is said', async () => {
    const { sealed } = await open().seal({ text: 'sk' })
    chmodSync(keyFile(), 0o644)
    const warnings: string[] = []
    const log = { ...silentLog, warn: (message: string) => warnings.push(message) }
    await createHeadlessHost({ kind: 'cli', dataDir, env: {}, log }).unseal({ sealed })
    expect(warnings).toHaveLength(1)
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
  })

  test('tampered text is refused, wherever it was changed', async () => {
    const host = open()
    const { sealed } = await host.seal({ text: 'sk-a-rather-long-secret' })
    const payloadAt = sealed.lastIndexOf('.') + 1 - sealed.length
    for (const at of [payloadAt, payloadAt + 20, -10]) {
      await expect(host.unseal({ sealed: tamper(sealed, at) })).rejects.toMatchObject({
        info: { code: 'secrets.damaged' },
      })
    }
    for (const text of ['', 'niti1.key-file.x.AA', 'niti2.key-file.x.AA', sealed.slice(0, -8), 'plain']) {
      await expect(host.unseal({ sealed: text })).rejects.toMatchObject({ info: { kind: 'user' } })
    }
  })

  test('another key is told apart from damage', async () => {
    const { sealed } = await open().seal({ text: 'sk' })
    rmSync(keyFile())
    await expect(open().unseal({ sealed })).rejects.toMatchObject({ info: { code: 'secrets.sealed-elsewhere' } })
    expect(existsSync(keyFile())).toBe(false)
    await open().seal({ text: 'other' })
    const complaint = await open()
      .unseal({ sealed })
      .catch((error) => error.info)
    expect(complaint).toMatchObject({ code: 'secrets.sealed-elsewhere' })
    expect(complaint.hint).toContain('OPENAI_API_KEY')
  })

  test('a broken key file is not replaced', async () => {
    writeFileSync(keyFile(), 'short', { mode: 0o600 })
    await expect(open().seal({ text: 'sk' })).rejects.toMatchObject({ info: { code: 'secrets.key-file-broken' } })
    expect(readFileSync(keyFile(), 'utf8')).toBe('short')
  })

  test('a passphrase goes before the key file, and only the right one opens', async () => {
    const { sealed } = await open({ NITI_PASSPHRASE: 'correct horse' }).seal({ text: 'sk' })
    expect(sealed).toMatch(/^niti1\.passphrase\./)
    expect(existsSync(keyFile())).toBe(false)
    expect(await open({ NITI_PASSPHRASE: 'correct horse' }).unseal({ sealed })).toEqual({ text: 'sk' })
    for (const env of [{ NITI_PASSPHRASE: 'wrong' }, {}]) {
      const complaint = await open(env as Record<string, string>)
        .unseal({ sealed })
        .catch((error) => error.info)
      expect(complaint).toMatchObject({ code: 'secrets.sealed-elsewhere' })
      expect(complaint.message).toContain('NITI_PASSPHRASE')
    }
  })

  test('what the keychain or the desktop app sealed is told from damage', async () => {
    for (const sealed of ['niti1.keychain.abc.AAAAAAAA', 'niti1.shell..AAAAAAAA']) {
      await expect(open().unseal({ sealed })).rejects.toMatchObject({ info: { code: 'secrets.sealed-elsewhere' } })
    }
  })
})

test('opens addresses of the web only, and says when it could not', async () => {
  expect(await open().openExternal({ url: 'https://example.com' })).toEqual({ opened: false })
  const opened: string[] = []
  const openUrl = async (url: string) => opened.push(url) > 0
  const host = createHeadlessHost({ kind: 'web', dataDir, env: {}, openUrl })
  expect(await host.openExternal({ url: 'https://example.com/' })).toEqual({ opened: true })
  await expect(host.openExternal({ url: 'file:///bin/sh' })).rejects.toMatchObject({
    info: { code: 'host.address-refused' },
  })
  expect(opened).toEqual(['https://example.com/'])
})
