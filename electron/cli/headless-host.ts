import { randomBytes } from 'node:crypto'
import type { Host, HostDescription } from '../../shared/contract/host.ts'
import { externalSchemes } from '../../shared/contract/host.ts'
import { userError } from '../../shared/errors.ts'
import { type Log, silentLog } from '../../shared/log.ts'
import { derivePassphraseKey, openFileKey, openKeychainKey } from './master-key.ts'
import { decrypt, encrypt, nameKey, readSealed, writeSealed } from './secret-box.ts'

type Options = {
  kind: 'cli' | 'web'
  dataDir: string
  env: Record<string, string | undefined>
  /** Opens an address in the person's browser; without it `openExternal` answers that it could not. */
  openUrl?: (url: string) => Promise<boolean>
  log?: Log
}

type Method = 'keychain' | 'passphrase' | 'key-file'
type SealKey = { method: Method; key: Buffer; name: string }

const notes: Record<Method, string> = {
  keychain: 'Keys are encrypted; the key to them is in the keychain of your system.',
  passphrase: 'No system keychain answers, so keys are encrypted with your passphrase (NITI_PASSPHRASE).',
  'key-file':
    'No system keychain answers, so keys are encrypted with a key file in the data folder. This is weaker: whoever ' +
    'can read your files can read them. Set NITI_PASSPHRASE to use a passphrase instead.',
}

/**
 * The host without a desktop shell. Secrets are sealed with a master key from the system's keychain; where none
 * answers, with a passphrase from `NITI_PASSPHRASE`; else with a key file, which `describe` announces as weaker.
 * Nothing of that is touched before the first `seal`, `unseal` or `describe`, as most commands need no secret.
 */
export function createHeadlessHost({ kind, dataDir, env, openUrl, log = silentLog }: Options): Host {
  const passphrase = env.NITI_PASSPHRASE
  const derived = new Map<string, Promise<Buffer>>()
  let choice: Promise<SealKey> | undefined

  function derive(salt: string): Promise<Buffer> {
    const known = derived.get(salt)
    if (known) return known
    const key = derivePassphraseKey(passphrase ?? '', Buffer.from(salt, 'base64url'))
    derived.set(salt, key)
    return key
  }

  async function choose(): Promise<SealKey> {
    const inKeychain = await openKeychainKey({ make: true })
    if (inKeychain) return { method: 'keychain', key: inKeychain, name: nameKey(inKeychain) }
    if (passphrase) {
      const salt = randomBytes(16).toString('base64url')
      return { method: 'passphrase', key: await derive(salt), name: salt }
    }
    const inFile = await openFileKey({ dataDir, make: true, log })
    if (inFile) return { method: 'key-file', key: inFile, name: nameKey(inFile) }
    throw userError('secrets.unavailable', `No key can be kept in ${dataDir}.`, {
      hint: 'Set NITI_PASSPHRASE, or give the keys in the environment, such as OPENAI_API_KEY.',
    })
  }

  function chosen(): Promise<SealKey> {
    choice ??= choose().catch((error) => {
      choice = undefined
      throw error
    })
    return choice
  }

  async function findKey(method: Method, name: string): Promise<Buffer> {
    if (method === 'passphrase') {
      if (passphrase) return derive(name)
      throw elsewhere('It was sealed with a passphrase, and NITI_PASSPHRASE is not set.', 'Set NITI_PASSPHRASE to it')
    }
    const key =
      method === 'keychain' ? await openKeychainKey({ make: false }) : await openFileKey({ dataDir, make: false, log })
    const place = method === 'keychain' ? 'the system keychain' : `the key file ${dataDir}/secret.key`
    if (!key) {
      const missing = method === 'keychain' ? 'which does not answer or has lost it' : 'which is not there'
      throw elsewhere(`Its key is in ${place}, ${missing}.`, 'Unlock the keychain or put the key file back')
    }
    if (nameKey(key) !== name)
      throw elsewhere(`It was sealed with another key than the one in ${place}.`, 'Put it back')
    return key
  }

  return {
    async describe(): Promise<HostDescription> {
      const { method } = await chosen()
      return { kind, secrets: method === 'keychain' ? 'os-keychain' : method, secretsNote: notes[method] }
    },
    async seal({ text }) {
      const { method, key, name } = await chosen()
      return { sealed: writeSealed({ method, key: name, payload: encrypt(key, text, `niti1.${method}.${name}`) }) }
    },
    async unseal({ sealed }) {
      const { method, key: name, payload } = readSealed(sealed)
      if (method === 'shell') {
        throw elsewhere('It was saved by the desktop app, and only the desktop app can open it.', 'Run it there')
      }
      const key = await findKey(method, name)
      const context = `niti1.${method}.${name}`
      if (method !== 'passphrase') return { text: decrypt(key, payload, context) }
      try {
        return { text: decrypt(key, payload, context) }
      } catch {
        throw elsewhere('NITI_PASSPHRASE is not the passphrase it was sealed with.', 'Set the right one')
      }
    },
    async openExternal({ url }) {
      if (!externalSchemes.includes(new URL(url).protocol)) {
        throw userError('host.address-refused', `Niti does not open addresses such as ${url.slice(0, 100)}.`)
      }
      return { opened: openUrl ? await openUrl(url) : false }
    },
    async notify() {
      return { shown: false, action: null }
    },
  }
}

function elsewhere(why: string, remedy: string) {
  return userError('secrets.sealed-elsewhere', `A saved key cannot be opened here. ${why}`, {
    hint: `${remedy}, enter the key again in the settings, or give it in the environment, such as OPENAI_API_KEY.`,
  })
}
