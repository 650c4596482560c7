import { beforeEach, describe, expect, test } from 'vitest'
import { installElectron } from '../support/electron-double/install.ts'

const electron = installElectron()
const { createShellHost } = await import('../../electron/main/host.ts')
electron.becomeReady()

const host = createShellHost({ platform: 'linux', allowWeak: false })
beforeEach(() => {
  electron.hasKeychain = true
})

describe("the shell's secrets", () => {
  test('what is sealed comes back, and does not show', async () => {
    const { sealed } = await host.seal({ text: 'sk-secret-ü' })
    expect(sealed).not.toContain('secret')
    expect(await host.unseal({ sealed })).toEqual({ text: 'sk-secret-ü' })
    expect(await host.describe()).toMatchObject({ kind: 'electron', secrets: 'os-keychain' })
  })

  test('without a keychain nothing is kept, and it says what to do', async () => {
    electron.hasKeychain = false
    await expect(host.seal({ text: 'sk' })).rejects.toMatchObject({ info: { code: 'secrets.unavailable' } })
    const description = await host.describe()
    expect(description.secrets).toBe('none')
    expect(description.secretsNote).toContain('NITI_ALLOW_WEAK_SECRETS')
  })

  test('weak keeping must be asked for, and is announced', async () => {
    electron.hasKeychain = false
    const weak = createShellHost({ platform: 'linux', allowWeak: true })
    const { sealed } = await weak.seal({ text: 'sk' })
    expect(await weak.unseal({ sealed })).toEqual({ text: 'sk' })
    expect(await weak.describe()).toMatchObject({ secrets: 'key-file' })
  })

  test('the mark of the known password means nothing on other systems', async () => {
    electron.hasKeychain = false
    expect(await createShellHost({ platform: 'darwin', allowWeak: false }).describe()).toMatchObject({
      secrets: 'os-keychain',
    })
  })

  test('changed or foreign text is refused with what to do', async () => {
    const { sealed } = await host.seal({ text: 'sk' })
    const changed = `${sealed.slice(0, -3)}${sealed.endsWith('AAA') ? 'BBB' : 'AAA'}`
    for (const text of [changed, 'niti1.keychain.abc.AAAA', 'nonsense']) {
      await expect(host.unseal({ sealed: text })).rejects.toMatchObject({ info: { code: 'secrets.sealed-elsewhere' } })
    }
  })
})

test('opens web and mail addresses, and nothing that could start a program', async () => {
  expect(await host.openExternal({ url: 'https://example.com/' })).toEqual({ opened: true })
  for (const url of ['file:///bin/sh', 'javascript:1', 'smb://host', 'not an address']) {
    await expect(host.openExternal({ url })).rejects.toMatchObject({ info: { code: 'host.address-refused' } })
  }
  expect(electron.opened).toEqual(['https://example.com/'])
})

test('notifies', async () => {
  expect(await host.notify({ title: 'Done', body: 'The run is over.' })).toEqual({ shown: true })
  expect(electron.notified).toEqual([{ title: 'Done', body: 'The run is over.' }])
})
