import { beforeEach, describe, expect, test } from 'vitest'
import { installElectron } from '../support/electron-double/install.ts'

const electron = installElectron()
const { createShellHost } = await import('../../electron/main/host.ts')
electron.becomeReady()

const clicked: (string | undefined)[] = []
const onNoticeClick = (link?: string) => void clicked.push(link)
const host = createShellHost({ platform: 'linux', allowWeak: false, onNoticeClick })
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
    const weak = createShellHost({ platform: 'linux', allowWeak: true, onNoticeClick })
    const { sealed } = await weak.seal({ text: 'sk' })
    expect(await weak.unseal({ sealed })).toEqual({ text: 'sk' })
    expect(await weak.describe()).toMatchObject({ secrets: 'key-file' })
  })

  test('the mark of the known password means nothing on other systems', async () => {
    electron.hasKeychain = false
    expect(await createShellHost({ platform: 'darwin', allowWeak: false, onNoticeClick }).describe()).toMatchObject({
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
  expect(await host.notify({ title: 'Done', body: 'The run is over.' })).toEqual({ shown: true, action: null })
  expect(electron.notified).toEqual([{ title: 'Done', body: 'The run is over.' }])
})

describe('a notice with buttons', () => {
  const notice = { title: 'Budget at 80 %', body: '$4 of $5 are spent.', link: 'niti://costs' }
  const actions = [
    { id: 'raise', title: 'Raise to $10.00' },
    { id: 'stop', title: 'Stop its runs' },
  ]
  const show = () => {
    const answer = host.notify({ ...notice, actions })
    const notification = electron.notifications.at(-1)
    if (!notification) throw new Error('nothing was shown')
    return { answer, notification }
  }

  test('is answered with the one that is pressed', async () => {
    const { answer, notification } = show()
    expect(electron.notified.at(-1)?.actions).toEqual([
      { type: 'button', text: 'Raise to $10.00' },
      { type: 'button', text: 'Stop its runs' },
    ])
    notification.emit('action', { actionIndex: 1, selectionIndex: -1 })
    expect(await answer).toEqual({ shown: true, action: 'stop' })
    expect(clicked).toEqual([])
  })

  test('that is closed has none; that could not be shown says so', async () => {
    const closed = show()
    closed.notification.emit('close')
    expect(await closed.answer).toEqual({ shown: true, action: null })
    const failed = show()
    failed.notification.emit('failed', {}, 'not allowed')
    expect(await failed.answer).toEqual({ shown: false, action: null })
  })

  test('opens the app where it leads when it is clicked beside them, and so does one without', async () => {
    const { answer, notification } = show()
    notification.emit('click')
    expect(await answer).toEqual({ shown: true, action: null })
    expect(await host.notify(notice)).toEqual({ shown: true, action: null })
    electron.notifications.at(-1)?.emit('click')
    expect(clicked).toEqual(['niti://costs', 'niti://costs'])
  })
})
