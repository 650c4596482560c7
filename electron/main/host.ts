import { implement } from '@orpc/server'
import { safeStorage, shell } from 'electron'
import { externalSchemes, type Host, hostContract } from '../../shared/contract/host.ts'
import { NitiError, userError } from '../../shared/errors.ts'
import { showNotice } from './notices.ts'

const names: Partial<Record<NodeJS.Platform, string>> = { darwin: 'the macOS keychain', win32: 'Windows (DPAPI)' }
const sealedPattern = /^niti1\.shell\.\.([\w-]+)$/

type Options = {
  platform: NodeJS.Platform
  /** The person said that keys may be kept where no keychain protects them (`NITI_ALLOW_WEAK_SECRETS=1`). */
  allowWeak: boolean
  /** A notice was clicked: the app comes to the front, at this `niti://` address where it names one. */
  onNoticeClick(link?: string): void
}

/** What the desktop shell does for the engine. Secrets go through the system's keychain by `safeStorage`. */
export function createShellHost({ platform, allowWeak, onNoticeClick }: Options): Host {
  return {
    async describe() {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) return { kind: 'electron', ...none }
      if (!(await isWeak(platform))) {
        const place = names[platform] ?? 'the keychain of your desktop'
        return { kind: 'electron', secrets: 'os-keychain', secretsNote: `Keys are encrypted by ${place}.` }
      }
      return { kind: 'electron', ...(allowWeak ? weak : none) }
    },
    async seal({ text }) {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) throw unavailable()
      if (!allowWeak && (await isWeak(platform))) throw unavailable()
      const bytes = await safeStorage.encryptStringAsync(text)
      return { sealed: `niti1.shell..${bytes.toString('base64url')}` }
    },
    async unseal({ sealed }) {
      const payload = sealedPattern.exec(sealed)?.[1]
      if (payload === undefined) {
        throw userError(
          'secrets.sealed-elsewhere',
          'A saved key cannot be opened here: it was not saved by this app.',
          {
            hint: 'It was saved by the niti command or in a browser. Enter the key again in the settings.',
          },
        )
      }
      try {
        const { result } = await safeStorage.decryptStringAsync(Buffer.from(payload, 'base64url'))
        return { text: result }
      } catch (cause) {
        throw userError('secrets.sealed-elsewhere', 'A saved key cannot be opened: the keychain does not know it.', {
          hint: 'Unlock the keychain and try again, or enter the key again in the settings.',
          cause,
        })
      }
    },
    async openExternal({ url }) {
      if (!URL.canParse(url) || !externalSchemes.includes(new URL(url).protocol)) {
        throw userError('host.address-refused', `Niti does not open addresses such as ${url.slice(0, 100)}.`)
      }
      await shell.openExternal(url)
      return { opened: true }
    },
    notify: (notice) => showNotice(notice, onNoticeClick),
  }
}

const none = {
  secrets: 'none',
  secretsNote:
    'This desktop has no keychain that answers, so keys are not saved. Install one (such as GNOME Keyring or KWallet), ' +
    'give keys in the environment (such as OPENAI_API_KEY), or set NITI_ALLOW_WEAK_SECRETS=1.',
} as const

const weak = {
  secrets: 'key-file',
  secretsNote:
    'This desktop has no keychain that answers. As NITI_ALLOW_WEAK_SECRETS is set, keys are saved all the same, but ' +
    'whoever can read your files can read them.',
} as const

function unavailable(): NitiError {
  return userError('secrets.unavailable', 'The key was not saved: no system keychain answers.', {
    hint: none.secretsNote,
  })
}

/**
 * Without a keychain, Chromium on Linux encrypts with a password that is the same on every machine, and says so only in
 * the first three bytes of what it made (`v10`). `getSelectedStorageBackend` tells about the older way alone.
 */
async function isWeak(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return false
  const probe = await safeStorage.encryptStringAsync('probe')
  return probe.subarray(0, 3).toString('latin1') === 'v10'
}

/** The host as an oRPC router, for the port the engine's process holds. */
export function routeHost(host: Host) {
  const os = implement(hostContract)
  const asData = os.use(async ({ next, errors }) => {
    try {
      return await next()
    } catch (error) {
      if (error instanceof NitiError) throw errors.NITI({ message: error.message, data: error.info })
      throw error
    }
  })
  return os.router({
    describe: asData.describe.handler(() => host.describe()),
    seal: asData.seal.handler(({ input }) => host.seal(input)),
    unseal: asData.unseal.handler(({ input }) => host.unseal(input)),
    openExternal: asData.openExternal.handler(({ input }) => host.openExternal(input)),
    notify: asData.notify.handler(({ input }) => host.notify(input)),
  })
}
